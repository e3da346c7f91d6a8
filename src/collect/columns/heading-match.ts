import type { ImportField } from '../import/import-fields.ts'

/** How a heading names a field. */
export interface HeadingMatch {
  /** exact: the heading is a known one for the field. qualified: with words before or after it that do not change its meaning. */
  readonly how: 'exact' | 'qualified'
  /** Position in the field's list: the most specific heading is 0. */
  readonly rank: number
  /** The column is about the receiver of the goods, who may not be the customer. */
  readonly receiver: boolean
}

/** Lower case, full-width folded, without units in brackets, blanks and signs. @example plainHeading('Order #: ID (old)') // 'orderid' */
export function plainHeading(heading: string): string {
  return withoutBrackets(heading).replaceAll(/[^\p{L}\p{N}/]+/gu, '')
}

const BUYER = 'customer client buyer shopper member user account billing bill contact primary main default guest purchaser'
const SALE = 'order sales sale trade transaction purchase invoice checkout main parent shop store web online net gross receipt'
const GOODS = 'product item items line lines lineitem goods sku variant article order'
const QUALIFIERS: Readonly<Record<string, string>> = {
  customerId: BUYER,
  userId: BUYER,
  memberNumber: BUYER,
  phone: BUYER,
  email: BUYER,
  customerName: BUYER,
  orderId: `${SALE} original`,
  orderedAt: `${SALE} utc local`,
  paidAt: `${SALE} utc local`,
  cancelledAt: SALE,
  status: `${SALE} financial current`,
  refundStatus: `${SALE} ${GOODS}`,
  productId: GOODS,
  productName: GOODS,
  category: GOODS,
  quantity: `${GOODS} ordered purchased sold total`,
  unitPrice: `${GOODS} selling sale sold final`,
  amount: `${GOODS} ${SALE} final actual`,
  paidAmount: `${SALE} ${GOODS} actual really customer buyer final`,
  orderTotal: `${SALE} final`,
  subtotal: SALE,
  lineDiscount: GOODS,
  orderDiscount: `${SALE} cart coupon promotion total`,
  refundAmount: `${SALE} ${GOODS} total`,
  shipping: SALE,
  tax: `${SALE} ${GOODS} total`,
  currency: `${SALE} presentment`,
  channel: SALE,
  paymentMethod: SALE,
  couponCode: SALE,
  registeredAt: BUYER,
  remark: `${BUYER} ${SALE} ${GOODS} internal private staff seller`,
}
/** Amounts on their own, such as a school's or a clinic's fee; after a word about sales they are charged to the shop: transaction fee. */
const COSTS = new Set(['fee', 'fees', 'charge', 'charges'])
/** Words after a heading that describe its format, not its meaning. */
const AFTER = new Set(
  'utc gmt local usd cny rmb eur gbp jpy chf inr text string in fen cent cents minor pence centavos centimes'.split(' '),
)
const RECEIVER = new Set('shipping ship shipto delivery deliver recipient receiver consignee to'.split(' '))
const OF_PEOPLE = new Set(['customerId', 'userId', 'memberNumber', 'phone', 'email', 'customerName', 'country'])
const HAN_RECEIVER = /^(?:收货人?|收件人?|提货人?|配送|送货)/
const HAN_QUALIFIERS =
  /^(?:您的|你的|买家|客户|顾客|会员|用户|学员|学生|家长|乘客|客人|投保人|付款人|报名人|预约人|购方|下单人?|购买人?|订单|商品|宝贝|产品|交易|销售|实际|主|原|总|本次|我的|店铺|门店|联系)/
/** Chinese words that name a field only on their own: 客户类型 is not an order type. */
const HAN_ALONE = new Set([
  '类型',
  '状态',
  '渠道',
  '来源',
  '名称',
  '等级',
  '编号',
  '单号',
  '平台',
  '时间',
  '日期',
  '客户',
  '用户',
  '会员',
  '单价',
  '价格',
])

/** Words for the payer: the merchant's proceeds after fees are a different amount. */
const PAYER = '(?:买家|客户|顾客|会员|用户|学员|学生|家长|乘客|客人|订单|本单|整单|合计|总)?'
const SUM = '(?:金额|款项?|总额|合计|总计|费用|[\\p{Script=Han}]{0,2}费|租金|货款)?'
/** 实缴学费, 乘客实付: the amount paid, for anything; 应收话费: the amount due. */
const HAN_MONEY: Readonly<Record<string, RegExp>> = {
  paidAmount: new RegExp(`^${PAYER}(?:实付|实收|实缴|实交|已付|已缴|实际支付|实际缴纳)${SUM}$`, 'u'),
  orderTotal: new RegExp(`^${PAYER}(?:应付|应收|应缴|应交)${SUM}$`, 'u'),
}
/** Parties whose numbers never identify a buyer. */
const STAFF =
  /卖家|商家|商户|店铺|门店|店员|店长|客服|导购|达人|主播|快递|骑手|司机|经办|业务员|销售员|操作|收银|老师|教练|顾问|发件|寄件|紧急/
const ONE_CHANNEL = /短信|彩信|邮件|邮箱|电话|外呼|推送|微信|公众号/
const HAN_PHONE = /(?:手机号码?|手机|电话号码|联系电话)$/

/** How a heading names a field; undefined when it does not. The end of a heading determines its meaning: a customer note is a note. */
export function matchHeading(field: ImportField, heading: string): HeadingMatch | undefined {
  const plain = plainHeading(heading)
  if (plain === '') return undefined
  const words = wordsOf(heading)
  const receiver = HAN_RECEIVER.test(plain) || (words.length > 1 && RECEIVER.has(words[0] ?? ''))
  const exact = field.headings.indexOf(plain)
  // A shipping fee identifies no one.
  if (exact >= 0) return { how: 'exact', rank: exact, receiver: receiver && OF_PEOPLE.has(field.name) }
  return /\p{Script=Han}/u.test(plain) ? matchHan(field, plain, receiver) : matchWords(field, words, receiver)
}

function matchHan(field: ImportField, plain: string, receiver: boolean): HeadingMatch | undefined {
  let rest = receiver ? plain.replace(HAN_RECEIVER, '') : plain
  if (receiver && !['phone', 'customerName'].includes(field.name)) return undefined
  for (let i = 0; i < 3; i += 1) {
    const rank = rest === plain ? -1 : field.headings.indexOf(rest)
    if (rank >= 0) return field.name !== 'remark' && HAN_ALONE.has(rest) && !receiver ? undefined : { how: 'qualified', rank, receiver }
    const shorter = rest.replace(HAN_QUALIFIERS, '')
    if (shorter === rest) break
    rest = shorter
  }
  if (HAN_MONEY[field.name]?.test(plain) === true) return { how: 'qualified', rank: 0, receiver }
  if (field.name === 'phone' && HAN_PHONE.test(plain) && !STAFF.test(plain))
    return { how: 'qualified', rank: field.headings.length, receiver }
  // Consent to one channel is not consent to the others.
  if (field.name === 'marketingConsent' && ONE_CHANNEL.test(plain)) return undefined
  // In long Chinese headings the end determines the meaning, unless a word before it negates it: 不含税金额.
  const rank = field.headings.findIndex(
    (known) =>
      known.length >= 4 && /\p{Script=Han}/u.test(known) && plain.endsWith(known) && !/[不未非无]$/.test(plain.slice(0, -known.length)),
  )
  return rank < 0 ? undefined : { how: 'qualified', rank, receiver }
}

function matchWords(field: ImportField, all: readonly string[], receiver: boolean): HeadingMatch | undefined {
  let words = receiver ? all.filter((word) => !RECEIVER.has(word)) : [...all]
  if (receiver && !['phone', 'customerName', 'country'].includes(field.name)) return undefined
  while (words.length > 1 && AFTER.has(words.at(-1) ?? '')) words = words.slice(0, -1)
  const allowed = new Set((QUALIFIERS[field.name] ?? '').split(' '))
  for (let i = 0; i < words.length; i += 1) {
    const name = words.slice(i).join('')
    if (i > 0 && field.name === 'amount' && COSTS.has(name)) return undefined
    const rank = field.headings.indexOf(name)
    if (rank >= 0 && words.slice(0, i).every((word) => allowed.has(word) || field.name === 'remark'))
      return { how: 'qualified', rank, receiver }
  }
  return undefined
}

function withoutBrackets(heading: string): string {
  // Surveys number their questions: 2、您的手机号码.
  const text = heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*q?\d{1,3}\s*[、.:]\s*(?=\p{Script=Han})/u, '')
  const bare = text.replaceAll(/[([{【「][^()[\]{}【】「」]*[)\]}】」]/g, ' ')
  return bare.trim() === '' ? text : bare
}

/** @example wordsOf('billing_EmailAddress') // ['billing', 'email', 'address'] */
function wordsOf(heading: string): string[] {
  return withoutBrackets(heading.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
