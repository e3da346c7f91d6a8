import { createHmac } from 'node:crypto'
import { mask } from '#privacy/mask.ts'
import { isPersonalKey } from '#privacy/personal-key.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { isObject } from './tracking-message.ts'

/** What stands for a value that is personal by its key. */
const HIDDEN = '•••'
const IDS: ReadonlySet<string> = new Set(['userId', 'anonymousId', 'previousId', 'user_id', 'anonymous_id'])
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
  if (IDS.has(key) && (typeof value === 'string' || typeof value === 'number')) return maskedId(String(value))
  if (isPersonalKey(key) && !(isProduct && key === 'name')) return HIDDEN
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

/** An id with its last characters, as the console shows identifiers. */
export function maskedId(id: string): string {
  return mask(id.includes('@') ? 'email' : 'custom_id', id)
}

/** A code by which a message is found again by who knows the id, and by nobody else. */
export function codeOfId(id: string, secret: string): string {
  return createHmac('sha256', secret).update('watch\u0000').update(id).digest('base64url').slice(0, 22)
}
