import { isPersonalKey } from '#privacy/personal-key.ts'
import { findPersonal, protectId, withoutPersonal } from '#privacy/personal-text.ts'
import type { JsonObject } from './tracking-message.ts'
import { isObject } from './tracking-message.ts'

/** Keys of codes: an order number that could also be a phone number must stay a code of its own. */
const ID_KEY = /(?:id|sku|no|number|code|编号|单号|编码)$/i

/**
 * A copy of properties fit for the analytical store: personal keys left out, email addresses, phone numbers and cards inside of keys, texts and numbers
 * replaced. Goes as deep as the door lets properties nest. The `name` of an item of `products` is the product's, and with `isThing` so is the name at the top: of a
 * thing that was looked at and not of a person.
 */
export function withoutPersonalData(properties: JsonObject, secret: string, isThing = false): JsonObject {
  const kept: Record<string, unknown> = {}
  // Most objects have no key that must be replaced.
  let keys: Set<string> | undefined
  for (const key of Object.keys(properties)) {
    const value = properties[key]
    // A flag says nothing about who somebody is.
    if (typeof value !== 'boolean' && value !== null && isPersonalKey(key) && !(isThing && key === 'name')) continue
    const clean = withoutPersonal(key)
    let name = key
    if (clean !== key) {
      const taken = (keys ??= new Set(Object.keys(kept)))
      name = unused(clean, (one) => taken.has(one) || Object.hasOwn(properties, one))
    }
    keys?.add(name)
    put(kept, name, cleanValue(value, key, secret))
  }
  return kept
}

function put(target: Record<string, unknown>, name: string, value: unknown): void {
  // Under this one name an assignment would keep nothing.
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  else target[name] = value
}

function cleanValue(value: unknown, key: string, secret: string): unknown {
  if (typeof value === 'string') return ID_KEY.test(key) ? withoutPersonal(protectWhole(value, secret)) : withoutPersonal(value)
  if (typeof value === 'number') {
    const digits = String(value)
    const clean = ID_KEY.test(key) ? protectWhole(digits, secret) : withoutPersonal(digits)
    return clean === digits ? value : clean
  }
  if (Array.isArray(value)) {
    const areProducts = key === 'products'
    return value.map((item: unknown) =>
      areProducts && isObject(item) ? withoutPersonalData(item, secret, true) : cleanValue(item, key, secret),
    )
  }
  return isObject(value) ? withoutPersonalData(value, secret) : value
}

/** An id that is nothing but something personal becomes a code; within a longer text the part is replaced. */
function protectWhole(text: string, secret: string): string {
  const [span, ...rest] = findPersonal(text)
  const whole = span !== undefined && rest.length === 0 && span.start === 0 && span.end === text.length
  return whole ? protectId(text, secret) : text
}

function unused(name: string, isTaken: (name: string) => boolean): string {
  let free = name
  for (let i = 2; isTaken(free); i += 1) free = `${name} ${i}`
  return free
}
