import { attributeOfField } from '#collect/columns/attribute.ts'
import { decryptField, encryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { IdentityWriter, SettledProfile } from '../identity-store.ts'
import { DEFAULT_RULE, type SurvivorshipRules, survivingWord } from './survivorship-rule.ts'
import { fieldFact, fieldOfFact, type SaidWord } from './word.ts'

const NAME = fieldFact('name')

/** The words of each fact of one customer. */
export type WordsOfFacts = ReadonlyMap<string, readonly SaidWord[]>

/**
 * Writes the fixed fields of customers as the rules decide among what was said of all their records. Returns the customers whose profile changed.
 *
 * @param before What `analysedAttributes` said before; without it attributes of the shop's own are not compared
 */
export async function settleValues(
  writer: Pick<IdentityWriter, 'saidOf' | 'survivorshipRules' | 'dataKeys' | 'setProfiles'>,
  customerIds: readonly string[],
  { keyring, now, before }: { readonly keyring: Keyring; readonly now: Date; readonly before?: ReadonlyMap<string, string> },
): Promise<readonly string[]> {
  if (customerIds.length === 0) return []
  const rules = await writer.survivorshipRules()
  const said = await writer.saidOf(customerIds)
  const profiles = customerIds.map((customerId) => profileOf(customerId, said.get(customerId) ?? new Map(), rules))
  const foreign = profiles.filter(({ customerId, name }) => name !== null && name.recordId !== customerId)
  const wrapped = await writer.dataKeys([...new Set(foreign.flatMap(({ customerId, name }) => [customerId, name?.recordId ?? customerId]))])
  const keyOf = (id: string): Buffer | undefined => {
    const key = wrapped.get(id)
    return key === null || key === undefined ? undefined : unwrapDataKey(keyring, id, key)
  }
  const settled = profiles.map(({ name, ...profile }): SettledProfile => {
    const none = { ...profile, displayName: null, maskedName: '' }
    if (name === null) return none
    if (name.recordId === profile.customerId) return { ...profile, displayName: name.sealed, maskedName: name.masked }
    const [from, to] = [keyOf(name.recordId), keyOf(profile.customerId)]
    if (from === undefined || to === undefined) return none
    const text = decryptField(from, name.recordId, 'name', name.sealed)
    return { ...profile, displayName: encryptField(to, profile.customerId, 'name', text), maskedName: name.masked }
  })
  const changed = await writer.setProfiles(settled, now)
  if (before === undefined) return changed
  const others = customerIds.filter((id) => before.get(id) !== undefined && before.get(id) !== analysedOf(said.get(id), rules))
  return [...new Set([...changed, ...others])]
}

/** The attributes of customers that analysis knows, as one text each, to be compared. */
export async function analysedAttributes(
  writer: Pick<IdentityWriter, 'saidOf' | 'survivorshipRules'>,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (customerIds.length === 0) return new Map()
  const rules = await writer.survivorshipRules()
  const said = await writer.saidOf(customerIds)
  return new Map(customerIds.map((id) => [id, analysedOf(said.get(id), rules)]))
}

function analysedOf(said: WordsOfFacts = new Map(), rules: SurvivorshipRules): string {
  const values = [...said].flatMap(([fact, words]) =>
    attributeOfField(fact) === undefined ? [] : [[fact, survivingWord(rules.get(fact) ?? DEFAULT_RULE, words)?.value ?? null] as const],
  )
  return JSON.stringify(values.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

type Decided = Pick<SettledProfile, 'customerId' | 'attributes' | 'preferredLanguage' | 'timeZone'> & {
  readonly name: { readonly recordId: string; readonly masked: string; readonly sealed: Buffer } | null
}

function profileOf(customerId: string, said: WordsOfFacts, rules: SurvivorshipRules): Decided {
  const attributes: Record<string, string | number | boolean> = {}
  for (const [fact, words] of said) {
    const field = fieldOfFact(fact)
    const value = field === undefined ? undefined : survivingWord(rules.get(fact) ?? DEFAULT_RULE, words)?.value
    if (field !== undefined && value !== undefined) attributes[field] = value
  }
  const named = survivingWord(rules.get(NAME) ?? DEFAULT_RULE, said.get(NAME) ?? [])
  const { preferredLanguage = '', timeZone = '', ...rest } = attributes
  return {
    customerId,
    attributes: rest,
    preferredLanguage: String(preferredLanguage),
    timeZone: String(timeZone),
    name:
      named === undefined || named.value !== undefined
        ? null
        : { recordId: named.recordId, masked: named.masked, sealed: Buffer.from(named.sealed, 'base64') },
  }
}
