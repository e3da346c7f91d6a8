import type { ConsentPurpose } from '#privacy/consent.ts'
import type { ConsentRule } from '../source-rule.ts'
import type { TrackedEvent } from '../tracked-event.ts'
import { isObject } from '../tracking-message.ts'
import type { JsonObject } from '../tracking-message.ts'
import { Dropped } from './step-result.ts'

/** What the ledger says of the customer of each event, in order: null where nobody is known, or has said nothing to the purpose. */
export type KnownConsents = (events: readonly TrackedEvent[], purpose: ConsentPurpose) => Promise<readonly (boolean | null)[]>

const NO_CONSENT = new Dropped('consent', 'no_consent')

/**
 * What a message says of the consent to the purpose of its source, in `context.consent.categoryPreferences`, where Segment's programs put what the person chose in a
 * consent banner: a no to any of the categories is a no. Null where it says nothing.
 */
export function saidConsent(context: JsonObject, { purpose, categories }: Pick<ConsentRule, 'purpose' | 'categories'>): boolean | null {
  const consent = context['consent']
  const preferences = isObject(consent) ? consent['categoryPreferences'] : undefined
  if (!isObject(preferences)) return null
  const names: ReadonlySet<string> = new Set((categories.length === 0 ? [purpose] : categories).map((name) => name.toLowerCase()))
  let said: boolean | null = null
  for (const [name, value] of Object.entries(preferences)) {
    if (!names.has(name.toLowerCase())) continue
    if (value === false) return false
    if (value === true) said = true
  }
  return said
}

/**
 * Consent: drops what the person does not want kept. `said` is the word of the message, `known` the word of the ledger about its customer; null where there is
 * none. A no of either is a no; a source that requires consent needs a yes of either. Null: the message passes.
 */
export function consentStep(
  said: boolean | null,
  known: boolean | null,
  { required }: Pick<ConsentRule, 'required'>,
): Dropped<'no_consent'> | null {
  if (said === false || known === false) return NO_CONSENT
  return required && said === null && known === null ? NO_CONSENT : null
}
