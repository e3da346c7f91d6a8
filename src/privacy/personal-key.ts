import { cutText } from '#kernel/cut-text.ts'

const split = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Values under these are personal, as a key or as its last words. */
const PERSONAL = split(
  'email mail mailbox phone mobile cellphone cell tel telephone telno landline fax address addr street postcode zipcode recipient receiver consignee addressee wechat weixin wx qq whatsapp ' +
    'telegram skype openid unionid passport idcard idnumber idno ssn birthday birthdate dob birth password passwd pwd token secret cardnumber cardno bankcard bankaccount iban cvv nickname username ' +
    'firstname lastname fullname realname surname givenname familyname middlename cardholder ip ipaddress phonenumber mobilenumber phoneno mobileno signature idcardno shouji dianhua xingming dizhi youxiang',
)
/** For a key ending in one of these, the preceding words decide. */
const NUMBERING = split('number num no id line code 1 2 3 value text info detail details full raw account')
/** A name is personal when preceded by one of these. */
const PEOPLE = split(
  'first last full real user nick customer client buyer member receiver recipient consignee contact person payer sender family given display guest patient student owner holder billing shipping delivery login account',
)
/** Parts of a place, personal under a person or a delivery. */
const CHINESE =
  /(?:邮箱|邮件地址|电子邮件|手机|电话|座机|联系方式|联系人|姓名|昵称|收货人|收件人|寄件人|地址|住址|身份证|证件号|护照|银行卡|卡号|微信|QQ号|生日|出生日期|密码|真实名字)/u
const CHINESE_HARMLESS = /(?:型号|品牌|数量|状态|类型|次数|模板|系统|分类|类目|配件|价格|支付|标签|渠道|来源|版本|活动|小程序|月份)$/u

/** The same few keys occur in every event. */
const verdicts = new Map<string, boolean>()
const LONGEST_REMEMBERED = 60
const MOST_REMEMBERED = 10_000

/**
 * Whether the value under a key is personal whatever its content: the last word of the key gives its meaning (receiver_address is an address, phone_model is a
 * model), in any spelling (receiverAddress, receiver-address, ＲＥＣＥＩＶＥＲ address) and in Chinese.
 */
export function isPersonalKey(key: string): boolean {
  let known = verdicts.get(key)
  if (known === undefined) {
    known = decide(key)
    if (key.length <= LONGEST_REMEMBERED) {
      if (verdicts.size >= MOST_REMEMBERED) verdicts.clear()
      verdicts.set(key, known)
    }
  }
  return known
}

function decide(key: string): boolean {
  const plain = cutText(key, 200).normalize('NFKC').trim()
  if (CHINESE.test(plain)) return !CHINESE_HARMLESS.test(plain)
  const words = plain
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/([a-z])(\d)/g, '$1 $2')
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
  if (PERSONAL.has(words.join(''))) return true
  let end = words.length
  while (end > 1 && (NUMBERING.has(words[end - 1] as string) || /^\d+$/.test(words[end - 1] as string))) end -= 1
  const last = words[end - 1] ?? ''
  const before = words[end - 2]
  if (last === 'name' || last === 'names') return before === undefined ? words.length === 1 : PEOPLE.has(before)
  if (PERSONAL.has(last)) return true
  if (before === undefined) return false
  return PERSONAL.has(before + last) || (PERSONAL.has(before) && end < words.length && PERSONAL.has(`${before}${words[end] ?? ''}`))
}
