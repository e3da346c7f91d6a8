import { ACCOUNT_FIELDS } from './account-fields.ts'
import { channelConsentHeadings } from './channel-consent-headings.ts'
import { FEEDBACK_FIELDS } from './feedback-fields.ts'
import { CHANNEL, CUSTOMER_ID_FIELDS, CUSTOMER_NAME, importField as field, type ImportField } from './import-field.ts'
import { MEASURE_FIELDS } from './measure-fields.ts'
import { SIGN_IN_FIELDS } from './sign-in-fields.ts'
import { SUBSCRIPTION_FIELDS } from './subscription-fields.ts'

export type { ImportField } from './import-field.ts'

/** The fields of each kind of import, and their usual headings. */
export const IMPORT_KINDS = ['orders', 'customers', 'tickets', 'measures', 'feedback', 'subscriptions', 'accounts', 'sign_ins'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** Field name -> column heading. */
export type ColumnMapping = Readonly<Record<string, string>>

const REMARK = field(
  'remark',
  '备注',
  'Remark',
  '卖家备注 商家备注 商家订单备注 客服备注 备注 订单备注 买家留言 remark remarks note notes comment comments memo',
)
/** Consent columns for single channels; each applies only to its own channel. */
const ONE_CHANNEL_CONSENTS: readonly ImportField[] = [
  field('emailConsent', '同意邮件营销', 'Consent to marketing e-mail', channelConsentHeadings('email')),
  field('smsConsent', '同意短信营销', 'Consent to marketing by text message', channelConsentHeadings('sms')),
  field('phoneConsent', '同意电话营销', 'Consent to marketing calls', channelConsentHeadings('phone')),
  field('wechatConsent', '同意微信营销', 'Consent to marketing by WeChat', channelConsentHeadings('wechat')),
]

export const IMPORT_FIELDS: Readonly<Record<ImportKind, readonly ImportField[]>> = {
  orders: [
    field(
      'orderId',
      '订单号',
      'Order id',
      '订单号 订单编号 订单id 单号 交易号 小票号 流水号 orderid orderno ordernumber invoiceno invoice invoiceid invoicenumber transactionid transactionno receiptno order billno 交易单号 订单流水号 订单编码 主订单号 主订单编号 销售单号 销售订单号 平台订单号 原始订单号 网店订单号 单据编号 单据号 orderref orderreference ordername salesordernumber ordercode 线上订单号 内部订单号 系统单号 系统订单号 商户订单号 账单号 账单编号 行程单号 合同编号 合同号 保单号 保单号码 发票号码 发票号 申请编号 业务单号 销货单号 收银单号 收款单号 收据号 缴费单号 报名编号 报名单号 预约单号 预订单号 订单号码 交易编号 交易流水号 业务流水号 ordersn tradeno outtradeno receipt receiptnumber receiptnum ordernum orderidentifier checkid billid billnumber billnum documentnumber documentno invoicenum ticketnumber bookingid bookingreference reservationid enrollmentid enrolmentid basketid purchaseid saleid salesid ponumber confirmationnumber',
      true,
    ),
    field(
      'orderedAt',
      '下单时间',
      'Ordered at',
      '下单时间 订单创建时间 订单提交时间 订单时间 交易时间 购买时间 成交时间 创建时间 下单日期 订单日期 交易日期 购买日期 消费日期 消费时间 销售日期 日期 时间 orderedat orderdate ordertime invoicedate purchasedate purchasedat transactiondate saledate orderedon orderplaced createdat created createddate datecreated transdate datetime date timestamp time 订单创建日期 销售时间 订单生成时间 placedon placedat orderplacedat orderedtime orderdatetime ordertimestamp purchasedon purchasetime saletime salesdate createdon invoicedat 拍单时间 拍下时间 预订时间 预定时间 预订日期 预定日期 报名时间 报名日期 订购时间 订购日期 开单时间 开单日期 单据日期 业务日期 业务时间 制单日期 营业日期 营业日 开台时间 上车时间 投保日期 签约日期 签约时间 开票日期 开票时间 createtime addtime orderts createdts issuedate issuedon invoicedon dateofpurchase dateofsale dateoforder purchasets eventtime enrolledon enrollmentdate enrolmentdate bookedat bookingdate billdate billingdate billedon txndate trandate postingdate lineitemdate orderpurchasetimestamp',
      true,
    ),
    // Used next to a date column; a heading "time" alone is the order time.
    field('orderedTime', '下单时刻', 'Time of day', '下单时刻 timeofday'),
    field('orderedZone', '下单时区', 'Time zone', '下单时区 时区 timezone tz ordertimezone'),
    ...CUSTOMER_ID_FIELDS,
    CUSTOMER_NAME,
    field(
      'lineNumber',
      '行号',
      'Line number',
      '行号 明细号 明细编号 子订单号 子订单编号 linenumber lineno lineid orderlineid orderitemid itemid orderitemno',
    ),
    field(
      'productId',
      '商品编码',
      'Product id',
      '商品编码 商品编号 商品id 产品编码 产品编号 货号 商家编码 sku编码 sku stockcode productid productcode itemcode skuid skucode asin 存货编码 货品编号 货品编码 物料编码 产品代码 商品条码 条码',
    ),
    field(
      'productName',
      '商品名称',
      'Product name',
      '商品名称 商品 产品名称 商品标题 宝贝标题 品名 productname producttitle itemname description title product item 存货名称 货品名称 物料名称 课程名称 报名课程 课程 套餐名称 菜品名称 菜品',
    ),
    field(
      'category',
      '品类',
      'Category',
      '品类 类目 商品类目 商品分类 分类 类别 产品类别 category productcategory categoryname department',
    ),
    field(
      'quantity',
      '数量',
      'Quantity',
      '数量 商品数量 购买数量 件数 宝贝数量 销量 quantity qty count units unitssold 订购数量 下单数量 销售数量 成交数量 购买件数 商品件数 订单数量 quantityordered qtyordered orderedquantity orderedqty quantitysold qtysold itemquantity itemqty numberofitems itemcount unitsordered pieces pcs items numberofunits noofitems piecessold',
    ),
    field(
      'unitPrice',
      '单价',
      'Unit price',
      '含税单价 单价 商品单价 商品价格 销售价 售价 价格 unitprice price itemprice saleprice sellingprice priceperunit pricepereach pricepiece itemcost unitcost pricepaid lineitemprice 成交单价 销售单价 单件价格 实际单价 成交价 成交价格 商品售价 priceeach priceperitem itemunitprice unitsellingprice unitamount rate itemrate unitpriceamount unitvalue',
    ),
    field(
      'amount',
      '金额',
      'Amount',
      '价税合计 含税金额 含税合计 含税总额 金额 成交金额 消费金额 销售额 小计 商品小计 商品总额 amount lineamount linetotal extendedprice tranamount transactionamount sales revenue spend value dollars netsales turnover 行金额 行小计 商品金额 销售金额 成交额 小计金额 itemtotal itemamount itemsubtotal rowtotal rowamount lineitemtotal lineprice linevalue linesubtotal extendedamount netamount subtotalperline totalprice 总价 交易金额 交易总额 成交总额 消费总额 消费合计 费用合计 总费用 费用 房费合计 行程费用 合同金额 合同总额 保费 学费 报名费 租金 不含税金额 未税金额 amt gross net grossamount netsale spendamount salesvalue salesamount salesvalue saleamount purchaseamount purchasevalue charge charges fee fees itemrevenue totalrevenue linerevenue linessubtotal orderlinessubtotal nettotal',
    ),
    field(
      'paidAmount',
      '实付金额',
      'Amount paid',
      '实付金额 实付 实付款 买家实际支付金额 买家实付金额 用户实付金额 订单实付金额 实际支付金额 订单实际支付金额 实收金额 支付金额 付款金额 已付金额 实收款 实收 买家实付 用户实付 实付总额 实付总金额 支付总额 付款总额 实际付款 实际付款金额 paid amountpaid paidamount totalpaid paymentamount amountcharged pricepaid netpaid paidtotal amountreceived paymenttotal payprice payamount 应付金额 订单应付金额 用户应付金额',
    ),
    field(
      'orderTotal',
      '订单总额',
      'Order total',
      '订单总额 订单金额 总金额 总价 合计 总计 订单合计 ordertotal grandtotal total totalamount totalprice orderamount ordervalue invoicetotal totalcollected 订单总金额 订单总价 应付总额 合计金额 总额 ordertotalamount totalordervalue 应付金额 订单应付金额 应收金额 billamount billtotal',
    ),
    field(
      'subtotal',
      '商品合计',
      'Subtotal',
      '商品合计 商品金额合计 商品总价 货款 买家应付货款 subtotal ordersubtotal itemstotal merchandisetotal 商品总金额 itemssubtotal productstotal goodstotal',
    ),
    field(
      'lineDiscount',
      '行优惠',
      'Line discount',
      '行优惠 商品优惠 商品折扣 lineitemdiscount linediscount itemdiscount itempromotiondiscount 单品优惠 单品折扣 itemdiscountamount productdiscount lineitemdiscountamount linediscountamount 优惠分摊 分摊优惠',
    ),
    field(
      'orderDiscount',
      '订单优惠',
      'Order discount',
      '订单优惠 优惠金额 折扣金额 优惠 折扣 店铺优惠 优惠合计 discount discountamount orderdiscount cartdiscountamount coupondiscount discounts 整单优惠 整单折扣 订单折扣 优惠总额 优惠总金额 totaldiscount discounttotal orderdiscountamount cartdiscount couponamount 让利金额 让利 商家优惠 活动优惠 会员优惠 满减金额 立减金额 抵扣金额 优惠抵扣 优惠券抵扣 优惠券金额 减免金额 折让金额 couponprice',
    ),
    field(
      'refundAmount',
      '退款金额',
      'Refunded amount',
      '退款金额 已退款金额 订单已退款金额 商品已退款金额 退款 退款额 refundamount refundedamount amountrefunded orderrefundamount totalrefunded refunded refund partialrefunds 实退金额 退款总额 退款总金额 退款合计 实退款 refunds refundtotal totalrefund refundvalue 退货金额 退货额 退费金额 已退金额',
    ),
    field(
      'refundStatus',
      '退款状态',
      'Refund status',
      '退款状态 售后状态 订单退款状态 商品退款状态 是否退款 是否退货 refundstatus returnstatus aftersalestatus',
    ),
    field(
      'shipping',
      '运费',
      'Shipping',
      '运费 邮费 买家应付邮费 快递费 配送费 shipping shippingcost shippingamount shippingprice freight postage ordershipping deliveryfee 运费金额 shippingfee shippingtotal ordershippingamount deliverycost deliverycharge 物流费用 物流费 快递费用 配送费用 freightprice',
    ),
    field(
      'tax',
      '税费',
      'Tax',
      '税费 税额 税金 tax taxes taxamount taxtotal salestax vat itemtax ordertax ordertotaltaxamount vatamount totaltax ordertaxamount',
    ),
    field(
      'listPrice',
      '原价',
      'List price',
      '原价 吊牌价 市场价 划线价 京东价 商品原价 listprice lineitemcompareatprice compareatprice msrp rrp originalprice',
    ),
    field(
      'paidAt',
      '付款时间',
      'Paid at',
      '付款时间 支付时间 订单付款时间 买家付款时间 支付完成时间 付款确认时间 paidat paidon paidondate paymentdate datepaid paymentsdate 支付日期 付款日期 paymenttime paymentat 缴费时间 缴费日期 收款时间 收款日期 结账时间 结帐时间 paytime',
    ),
    field(
      'cancelledAt',
      '取消时间',
      'Cancelled at',
      '取消时间 关闭时间 cancelledat canceledat cancellationdate 订单取消时间 cancelledon canceledon cancelledtime',
    ),
    field('currency', '币种', 'Currency', '币种 货币 currency currencycode 币别 货币单位 货币类型 ordercurrency paymentcurrency'),
    CHANNEL,
    field('storeId', '门店', 'Store', '门店 门店编号 门店名称 店铺 店铺名称 网点 store storeid storename shop shopid branch outlet'),
    field('paymentMethod', '支付方式', 'Payment method', '支付方式 付款方式 支付渠道 paymentmethod payment paymenttype paytype tender'),
    field(
      'couponCode',
      '优惠券码',
      'Coupon code',
      '优惠券码 优惠码 券码 优惠券编号 折扣码 couponcode discountcode promocode vouchercode coupon voucher',
    ),
    field('country', '国家', 'Country', '国家 国家地区 国家/地区 country countrycode shippingcountry'),
    field(
      'lineType',
      '类型',
      'Type',
      '类型 订单类型 交易类型 单据类型 ordertype transactiontype type linetype rowtype recordtype itemtype entrytype txntype trantype documenttype doctype lineitemtype 行类型 明细类型',
    ),
    field(
      'status',
      '订单状态',
      'Order status',
      '订单状态 状态 交易状态 orderstatus status 订单当前状态 当前状态 支付状态 付款状态 financialstatus paymentstatus orderstate 缴费状态 账单状态 行程状态 单据状态 交易结果 支付结果 paystatus tradestatus tradestate',
    ),
    REMARK,
  ],
  customers: [
    ...CUSTOMER_ID_FIELDS,
    CUSTOMER_NAME,
    field(
      'registeredAt',
      '注册时间',
      'Registered at',
      '注册时间 注册日期 入会时间 入会日期 开卡时间 开卡日期 创建时间 入网时间 入网日期 添加时间 registeredat registrationdate signupdate signedupat joindate joinedat createdat membersince',
    ),
    field('registeredIp', '注册 IP', 'Sign-up IP address', '注册ip 注册ip地址 注册地址ip registrationip registeredip signupip'),
    field(
      'registeredDevice',
      '注册设备',
      'Sign-up device',
      '注册设备 注册设备号 注册设备id 注册设备编号 registrationdevice signupdevice registrationdeviceid signupdeviceid',
    ),
    field('gender', '性别', 'Gender', '性别 gender sex'),
    field('birthYear', '出生年份', 'Year of birth', '出生年份 出生年 birthyear yearofbirth'),
    field('birthday', '生日', 'Birthday', '生日 出生日期 birthday birthdate dateofbirth dob'),
    field('region', '地区', 'Region', '地区 城市 省份 区域 所在城市 所在地区 常驻城市 region city province state area country'),
    field('memberLevel', '会员等级', 'Member level', '会员等级 等级 会员级别 级别 memberlevel level tier membertier loyaltytier'),
    field('source', '来源', 'Source', '来源 注册渠道 注册来源 渠道 source channel registrationchannel'),
    field('language', '语言', 'Language', '语言 首选语言 language lang locale preferredlanguage'),
    field('timeZone', '时区', 'Time zone', '时区 timezone tz'),
    field(
      'marketingConsent',
      '同意营销',
      'Marketing consent',
      '营销授权 同意营销 是否同意营销 是否接受营销 是否接收营销 营销许可 同意接收营销 接收营销 营销同意 marketingconsent consent optin marketingoptin subscribed acceptsmarketing',
    ),
    ...ONE_CHANNEL_CONSENTS,
    field(
      'webhookConsent',
      '同意由外部系统触达',
      'Consent to contact by other systems',
      '外部系统授权 第三方授权 同意第三方触达 webhookconsent partnerconsent thirdpartyconsent',
    ),
    REMARK,
  ],
  tickets: [
    field(
      'ticketId',
      '工单号',
      'Ticket id',
      '工单号 工单编号 工单id 服务单号 售后单号 售后编号 投诉单号 投诉编号 报修单号 反馈编号 会话id 会话编号 ticketid ticketno ticketnumber ticket caseid casenumber id',
      true,
    ),
    field(
      'openedAt',
      '创建时间',
      'Opened at',
      '创建时间 提交时间 发起时间 受理时间 工单时间 申请时间 申请日期 投诉时间 反馈时间 报修时间 咨询时间 开始时间 时间 日期 openedat createdat openat opentime submittedat date time',
      true,
    ),
    ...CUSTOMER_ID_FIELDS,
    CUSTOMER_NAME,
    field('kind', '类型', 'Kind', '类型 工单类型 服务类型 售后类型 投诉类型 kind type tickettype'),
    field('topic', '主题', 'Topic', '主题 问题分类 问题类型 问题 原因 售后原因 投诉原因 工单标题 标题 topic subject reason category issue'),
    CHANNEL,
    field(
      'closedAt',
      '关闭时间',
      'Closed at',
      '关闭时间 完成时间 解决时间 结束时间 处理完成时间 完结时间 结单时间 closedat resolvedat closetime finishedat',
    ),
    field('satisfaction', '满意度', 'Satisfaction', '满意度 评分 评价 满意度评分 satisfaction csat rating score'),
  ],
  measures: MEASURE_FIELDS,
  feedback: FEEDBACK_FIELDS,
  subscriptions: SUBSCRIPTION_FIELDS,
  accounts: ACCOUNT_FIELDS,
  sign_ins: SIGN_IN_FIELDS,
}

/** Fields of which at least one must have a column. */
export const CUSTOMER_FIELDS: readonly string[] = CUSTOMER_ID_FIELDS.map(({ name }) => name)
