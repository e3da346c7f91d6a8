import { stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { OpenValue } from './claim-batch.ts'
import type { RuleBook } from './identity-rules.ts'
import { keyOf } from './identity-store.ts'

/** Values that are kept read, twice at most. The same people send again and again, and a keyed hash is what reading one costs. */
const MOST_READ = 10_000
const LONGEST_KEPT = 200

/** Reads identifiers by the rules that hold at the time of the call. A kind that nobody declared is none. */
export function openValues(keyring: Keyring, region: () => string, book: () => RuleBook): OpenValue {
  let holds: { readonly rules: RuleBook; readonly country: string } | undefined
  let [recent, older] = [new Map<string, ReturnType<OpenValue>>(), new Map<string, ReturnType<OpenValue>>()]

  function read(kind: Parameters<OpenValue>[0], value: string, rules: RuleBook, country: string): ReturnType<OpenValue> {
    if (kind !== 'device' && rules.of(kind) === undefined) return undefined
    const normalised = normaliseIdentifier(kind, value, country)
    if (normalised === undefined) return undefined
    const index = blindIndex(keyring, kind, normalised)
    const reason = rules.blocked(kind, normalised, index.toString('base64'))
    const key = keyOf({ kind, blindIndex: index })
    return {
      value: normalised,
      blindIndex: index,
      key,
      ...(kind === 'device' ? { deviceId: stableId('device', key) } : {}),
      ...(reason === undefined ? {} : { reason }),
    }
  }

  return (kind, value) => {
    const [rules, country] = [book(), region()]
    if (holds?.rules !== rules || holds.country !== country) {
      holds = { rules, country }
      recent.clear()
      older.clear()
    }
    if (value.length > LONGEST_KEPT) return read(kind, value, rules, country)
    const name = `${kind}:${value}`
    if (recent.has(name)) return recent.get(name)
    const found = older.has(name) ? older.get(name) : read(kind, value, rules, country)
    if (recent.size >= MOST_READ) [recent, older] = [new Map(), recent]
    recent.set(name, found)
    return found
  }
}
