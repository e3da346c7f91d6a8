import { type AttributeDefinition, type AttributeValue, MOST_ATTRIBUTES } from '#collect/columns/attribute.ts'
import type { IdentityClaim } from '#collect/identity-claim.ts'
import type { TraitReason } from '#collect/tracking/trait-reason.ts'
import type { LeftOutTrait, SaidTrait } from '#collect/tracking/trait-attributes.ts'
import { attributeOfTraits, isPersonal, traitValue } from '#collect/tracking/trait-value.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'

/** An attribute that is there, or was until somebody deleted it. */
export interface KnownAttribute extends AttributeDefinition {
  /** First said by an identify call, not by a file. */
  readonly isOfTraits: boolean
  readonly isRemoved: boolean
}

export interface NewAttribute extends AttributeDefinition {
  /** As it was written, which is its first label. */
  readonly heading: string
  /** The source or import that said it first. */
  readonly madeBy: string
}

/** A value of an attribute that a claim says. */
export interface TraitWord {
  readonly name: string
  readonly value: AttributeValue
  readonly personal: boolean
}

export interface TraitPlan {
  /** Attributes that come into being. */
  readonly created: readonly NewAttribute[]
  readonly said: ReadonlyMap<IdentityClaim, readonly TraitWord[]>
  readonly leftOut: ReadonlyMap<IdentityClaim, readonly LeftOutTrait[]>
}

export const NO_TRAITS: TraitPlan = { created: [], said: new Map(), leftOut: new Map() }

/**
 * What the traits of claims come to: values of the attributes there are, or of new ones, of which traits make at most 200. A value that does not go with its attribute is left
 * out by name, since nobody is there to be asked.
 */
export function planTraits(claims: readonly IdentityClaim[], known: readonly KnownAttribute[], timeZone: string): TraitPlan {
  const speaking = claims.filter(({ traits = [] }) => traits.length > 0)
  const attributes = new Map(
    known.map((one): [string, AttributeDefinition | 'attribute_removed' | 'attribute_full'] => [
      one.name,
      one.isRemoved ? 'attribute_removed' : one,
    ]),
  )
  const unknown = Map.groupBy(
    speaking.flatMap((claim) => (claim.traits ?? []).filter(({ name }) => !attributes.has(name)).map((trait) => ({ ...trait, claim }))),
    ({ name }) => name,
  )
  let room = MOST_ATTRIBUTES - known.filter(({ isOfTraits, isRemoved }) => isOfTraits && !isRemoved).length
  const created: NewAttribute[] = []
  for (const [name, sent] of unknown) {
    const [first] = sent
    room -= 1
    if (first === undefined || room < 0) {
      attributes.set(name, 'attribute_full')
      continue
    }
    const attribute = attributeOfTraits(name, sent, timeZone)
    attributes.set(name, attribute)
    created.push({ ...attribute, heading: first.trait, madeBy: first.claim.importId ?? first.claim.sourceId ?? NO_CUSTOMER })
  }
  const said = new Map<IdentityClaim, readonly TraitWord[]>()
  const leftOut = new Map<IdentityClaim, readonly LeftOutTrait[]>()
  for (const claim of speaking) {
    const words: TraitWord[] = []
    const out: LeftOutTrait[] = []
    for (const trait of claim.traits ?? []) {
      const word = wordOf(trait, attributes.get(trait.name) ?? 'attribute_full', timeZone)
      if (typeof word === 'string') out.push({ trait: trait.trait, reason: word })
      else if (word !== null) words.push(word)
    }
    if (words.length > 0) said.set(claim, words)
    if (out.length > 0) leftOut.set(claim, out)
  }
  return { created, said, leftOut }
}

/** Null where it says nothing. */
function wordOf(trait: SaidTrait, attribute: AttributeDefinition | TraitReason, timeZone: string): TraitWord | TraitReason | null {
  if (typeof attribute === 'string') return attribute
  if (!attribute.personal && isPersonal(trait)) return 'attribute_personal'
  const value = traitValue(trait, attribute, timeZone)
  if (value === null) return null
  return value === undefined ? 'attribute_type' : { name: attribute.name, value, personal: attribute.personal }
}
