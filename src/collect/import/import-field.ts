import type { BilingualText } from '#kernel/bilingual-text.ts'
import { FOREIGN_HEADINGS } from './foreign-headings.ts'

export interface ImportField {
  readonly name: string
  readonly required: boolean
  readonly label: BilingualText
  /** Headings in lower case without blanks and signs, most specific first. */
  readonly headings: readonly string[]
}

export function importField(name: string, zh: string, en: string, headings: string, required = false): ImportField {
  return { name, required, label: { zh, en }, headings: [...headings.split(' '), ...(FOREIGN_HEADINGS[name]?.split(' ') ?? [])] }
}

/** Who the customer is. */
export const CUSTOMER_ID_FIELDS: readonly ImportField[] = [
  importField(
    'customerId',
    '客户编号',
    'Customer id',
    '客户编号 客户id 客户号 顾客编号 顾客id 买家id 客户 customerid customerno customernumber custid clientid buyerid shopperid customer cust 客户代码 客户账号 买家账号 买家会员名 买家会员昵称 会员账号 下单帐号 下单账号 openid unionid contactid personid guestid clientcode clientnumber clientno customernum accountnumber accountno householdkey customeruniqueid buyerusername username buyer client shopper patron 客户编码 顾客号 会员名 customercode custcode 客户网名 买家账户 会员账户 付款账户 付款账号 付款人账号 用户标识 企业id 企业编号 公司编号 购方税号 购买方税号 学号 学员编号 学员号 studentid subscriberid passengerid patientid guestnumber householdid accountid buyeruuid custnum custnumber customeruuid customerkey custkey loyaltycard loyaltycardnumber msisdn',
  ),
  importField('userId', '账号编号', 'Account ID', '用户编号 用户id 用户 userid uid user accountid'),
  importField(
    'memberNumber',
    '会员号',
    'Member number',
    '会员号 会员编号 会员卡号 会员id 卡号 储值卡号 vip卡号 vip号 membernumber memberno memberid member membershipnumber membershipno membershipid cardno cardnumber loyaltyid',
  ),
  importField(
    'phone',
    '手机号',
    'Phone',
    '手机号 手机号码 手机 联系电话 电话 联系方式 收货人手机 收货人电话 买家手机 用户号码 联系号码 业务号码 phone phonenumber mobile mobilenumber mobilephone cellphone tel telephone contactnumber contactphone telno mobileno phoneno',
  ),
  importField('email', '邮箱', 'E-mail', '邮箱 电子邮箱 电子邮件 邮件 email emailaddress mail customeremail 邮箱地址 电子邮件地址'),
]
export const CUSTOMER_NAME = importField(
  'customerName',
  '姓名',
  'Name',
  '姓名 客户姓名 客户名称 顾客姓名 会员姓名 收货人 收货人姓名 买家昵称 名称 name customername fullname buyername clientname 客户简称 客户全称 企业名称 公司名称 单位名称 购方名称 购买方名称 往来单位 投保人 学员 乘客 客人 下单人 购买人 联系人 昵称',
)
export const CHANNEL = importField(
  'channel',
  '渠道',
  'Channel',
  '渠道 销售渠道 来源渠道 订单来源 来源 平台 channel saleschannel platform source',
)
