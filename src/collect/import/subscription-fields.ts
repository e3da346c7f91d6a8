import { CUSTOMER_ID_FIELDS, CUSTOMER_NAME, importField, type ImportField } from './import-field.ts'

/** Headings that name the contract: those of an account or a number of a phone are of the customer. */
const OF_CONTRACT =
  '订阅编号 订阅id 订阅号 合同编号 合同号 合约编号 合约号 协议编号 协议号 保单号 保单号码 套餐实例编号 服务编号 会籍编号 学籍编号 subscriptionid subscriptionno subscriptionnumber contractid contractno contractnumber agreementid agreementnumber policynumber policyno policyid membershipcontractid subid'

/** The fields of subscriptions and contracts: one row says when a contract began, until when it is paid or agreed, and whether it ended. */
export const SUBSCRIPTION_FIELDS: readonly ImportField[] = [
  importField('subscriptionId', '合约编号', 'Subscription id', OF_CONTRACT, true),
  importField(
    'startedAt',
    '开始日期',
    'Started at',
    '开始日期 开始时间 生效日期 生效时间 起始日期 起始时间 起保日期 开通日期 开通时间 入网时间 入网日期 签约日期 签约时间 订阅时间 订阅日期 合同开始日期 合约开始日期 startedat startdate start begindate begin effectivedate effectivefrom activatedat activationdate subscribedat signupdate contractstart contractstartdate inceptiondate createdat created date',
    true,
  ),
  ...CUSTOMER_ID_FIELDS,
  CUSTOMER_NAME,
  importField(
    'plan',
    '套餐',
    'Plan',
    '套餐 套餐名称 套餐类型 订阅计划 订阅套餐 计划 方案 版本 产品名称 产品 合同类型 险种 课程 plan planname plancode package packagename tariff tariffname product productname edition contracttype policytype',
  ),
  importField(
    'renewsAt',
    '到期日期',
    'Renews at: the end of the current period',
    '到期日期 到期时间 到期日 续费日期 续费日 续订日期 续约日期 续保日期 下次续费日期 下次扣款日期 下次账单日期 本期结束日期 当前周期结束 有效期至 有效期止 服务到期时间 renewsat renewaldate renewdate nextrenewal nextrenewaldate nextbillingdate nextbilldate nextpaymentdate currentperiodend periodend expiresat expirydate expirationdate expireson expires validuntil validto duedate',
  ),
  importField(
    'endedAt',
    '终止日期',
    'Ended at',
    '终止日期 终止时间 结束日期 结束时间 解约日期 解约时间 退订生效日期 退保日期 注销日期 注销时间 离网时间 离网日期 拆机日期 退网时间 合同结束日期 合约结束日期 endedat enddate ended terminatedat terminationdate terminated deactivatedat churneddate churnedat churndate lapsedat closedat contractend contractenddate',
  ),
  importField(
    'cancelledAt',
    '取消日期',
    'Cancelled at: when the customer said so',
    '取消日期 取消时间 退订时间 退订日期 解约申请日期 申请解约时间 退订申请时间 cancelledat canceledat cancellationdate canceldate cancelrequestedat cancelledon canceledon cancellationrequestedat',
  ),
  importField(
    'price',
    '价格',
    'Price of one period',
    '价格 月费 月租 月租费 年费 套餐价格 套餐费用 每期金额 每期费用 单期价格 合同金额 保费 学费 金额 资费 price fee amount monthlyfee monthlycharge monthlycharges monthlyprice annualfee premium mrr recurringamount unitamount planamount contractvalue tuition',
  ),
  importField('currency', '币种', 'Currency', '币种 货币 currency currencycode'),
  importField(
    'period',
    '计费周期',
    'Billing period: week, month, quarter, half-year, year',
    '计费周期 账期 付费周期 缴费周期 缴费方式 付款周期 周期 合约期 合同期限 billingperiod billinginterval billingcycle billingfrequency period interval term cycle frequency contractterm paymentfrequency contract',
  ),
  importField(
    'seats',
    '席位数',
    'Seats',
    '席位数 席位 坐席数 座席数 授权数 许可数 账号数 用户数 数量 seats seatcount quantity licenses licences licensecount users usercount',
  ),
  importField(
    'status',
    '状态',
    'Status, compared with the dates',
    '状态 订阅状态 合同状态 合约状态 保单状态 用户状态 服务状态 status subscriptionstatus contractstatus state policystatus',
  ),
  importField(
    'saidAt',
    '数据日期',
    'As of',
    '数据日期 统计日期 更新时间 更新日期 变更时间 变更日期 asof asofdate updatedat lastmodified modifiedat changedat snapshotdate',
  ),
]
