import { blindIndex } from '#privacy/blind-index.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { OpenValue } from './claim-batch.ts'
import type { RuleBook } from './identity-rules.ts'
import { keyOf } from './identity-store.ts'

/** Reads identifiers by the rules that hold at the time of the call. A kind that nobody declared is none. */
export function openValues(keyring: Keyring, region: () => string, book: () => RuleBook): OpenValue {
  return (kind, value) => {
    const rules = book()
    if (kind !== 'device' && rules.of(kind) === undefined) return undefined
    const normalised = normaliseIdentifier(kind, value, region())
    if (normalised === undefined) return undefined
    const index = blindIndex(keyring, kind, normalised)
    const reason = rules.blocked(kind, normalised, index.toString('base64'))
    return { value: normalised, blindIndex: index, key: keyOf({ kind, blindIndex: index }), ...(reason === undefined ? {} : { reason }) }
  }
}
