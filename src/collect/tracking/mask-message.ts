import { createHmac } from 'node:crypto'
import { cutText } from '#kernel/cut-text.ts'
import { mask } from '#privacy/mask.ts'
import { isPersonalKey } from '#privacy/personal-key.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { isObject } from './tracking-message.ts'

/** What stands for a value that is personal by its key. */
const HIDDEN = '•••'
/** Keys of identifiers of people and their devices, without marks between their words. */
const IDS: ReadonlySet<string> = new Set(
  (
    'userid uid userno usernumber usercode anonymousid previousid deviceid customerid customerno customernumber customercode clientid buyerid buyerno ' +
    'memberid memberno membernumber membernum membercode membercard membercardno membershipid membershipno membershipnumber vipid vipno vipnumber vipcard vipcode cardid ' +
    'loyaltyid loyaltynumber openid unionid wxopenid wxunionid externaluserid externalid externalids accountid accountno contactid personid leadid ' +
    '会员号 会员编号 会员卡号 会员id 客户号 客户编号 客户id 用户编号 用户id 顾客编号 卡号'
  ).split(' '),
)
/** Beside an identifier these say which it is. */
const KINDS: ReadonlySet<string> = new Set(['type', 'collection', 'encoding'])
/** Keys that open a door: a single message may bring the write key in its body. */
const SECRETS: ReadonlySet<string> = new Set(['writeKey', 'write_key'])
const MOST_BYTES = 32 * 1024

/**
 * A message as it came, fit to be looked at: the same keys, but values under personal keys hidden, ids shortened, and e-mail addresses, phone numbers and cards
 * in texts replaced by their kind. The names of events, pages and products stay. One of more than 32 KB is told by its size alone.
 */
export function maskMessage(raw: unknown): unknown {
  const size = JSON.stringify(raw)?.length ?? 0
  if (size > MOST_BYTES) return { tooLarge: size }
  if (!isObject(raw)) return masked('', raw, false)
  return Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key,
      key === 'name' && typeof value === 'string' ? withoutPersonal(value) : masked(key, value, false),
    ]),
  )
}

function masked(key: string, value: unknown, isProduct: boolean): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (SECRETS.has(key)) return HIDDEN
  if (isPersonalKey(key) && !(isProduct && key === 'name')) return HIDDEN
  if (isIdentifier(key)) return maskedIds(value)
  if (typeof value === 'string') return withoutPersonal(value)
  if (typeof value === 'number') {
    const text = String(value)
    const clean = withoutPersonal(text)
    return clean === text ? value : clean
  }
  if (Array.isArray(value))
    return value.map((item: unknown) => (isObject(item) ? maskedObject(item, key === 'products') : masked('', item, false)))
  return isObject(value) ? maskedObject(value, false) : value
}

function maskedObject(value: object, isProduct: boolean): object {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [withoutPersonal(key), masked(key, item, isProduct)]))
}

/** Values that are stored, and so without what is personal by itself, with their identifiers of people shortened. */
export function maskIdentifiers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskIdentifiers)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, isIdentifier(key) ? maskedIds(item) : maskIdentifiers(item)]))
}

function isIdentifier(key: string): boolean {
  return IDS.has(
    cutText(key, 60)
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\d]+/gu, ''),
  )
}

/** Ids as they stand or deeper: all values but those that tell their kind. */
function maskedIds(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return maskedId(String(value))
  if (Array.isArray(value)) return value.map(maskedIds)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [withoutPersonal(key), KINDS.has(key) ? masked(key, item, false) : maskedIds(item)]),
  )
}

/** An id with its last characters, as the console shows identifiers. */
export function maskedId(id: string): string {
  return mask(id.includes('@') ? 'email' : 'custom_id', id)
}

/** A code by which a message is found again by who knows the id, and by nobody else. */
export function codeOfId(id: string, secret: string): string {
  return createHmac('sha256', secret).update('watch\u0000').update(id).digest('base64url').slice(0, 22)
}
