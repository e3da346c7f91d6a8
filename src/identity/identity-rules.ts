import type { PersonKind } from '#collect/identity-claim.ts'
import { AppError } from '#kernel/app-error.ts'
import { type BlockReason, type CommonBlock, commonBlock } from './blocked-values.ts'

/** What holds for identifiers of a kind. Kinds stand in order of weight: where identifiers contradict each other, those further down are left out. */
export interface KindRule {
  readonly kind: PersonKind
  /** Whether a value may say that two records are one person. Without it, it is only kept with the customer who named it first. */
  readonly joins: boolean
  /** Values that one customer may have, 1 to 100. With 1, two customers who each have one are never merged. */
  readonly perCustomer: number
  /** Customers that cannot be one and still name the same value, 1 to 100: with more it is shared and joins nobody. */
  readonly perValue: number
  /** Whether a value may pass to somebody else, as telephone numbers do. */
  readonly recycles: boolean
}

/** A value that is nobody's, known by its blind index in base64: a telephone number of the shop is not kept in clear either. */
export interface ListedBlock {
  readonly kind: PersonKind
  readonly index: string
  readonly masked: string
  /** Of whoever listed it, in their words. */
  readonly reason: string
}

export interface IdentityRules {
  readonly kinds: readonly KindRule[]
  /** Groups of common placeholders that are blocked. */
  readonly common: Readonly<Record<CommonBlock, boolean>>
  readonly blocked: readonly ListedBlock[]
  /** A value of a kind that recycles, unused for so many months and then named by somebody else, passes to them; 0: never. */
  readonly recycledAfterMonths: number
  /** Records that may become one customer, 2 to 1000. */
  readonly maxRecords: number
}

const rule = (kind: PersonKind, perCustomer: number, perValue: number, recycles = false): KindRule => ({
  kind,
  joins: true,
  perCustomer,
  perValue,
  recycles,
})

/**
 * A customer has one account, one member number and one unionid: two people who each have one are never merged because a phone is shared. A phone or an address
 * that a second such person names is shared. An operator gives a number to somebody else 90 days after it was cancelled at the earliest; with the months in which
 * a number dies first, a year of silence separates two owners from one who was away.
 */
export const DEFAULT_RULES: IdentityRules = {
  kinds: [
    rule('user_id', 1, 3),
    rule('custom_id', 1, 3),
    rule('member_number', 1, 3),
    rule('unionid', 1, 3),
    rule('openid', 5, 3),
    rule('phone', 3, 1, true),
    rule('email', 5, 1),
  ],
  common: { placeholder: true, repeated: true, sample: true },
  blocked: [],
  recycledAfterMonths: 12,
  maxRecords: 100,
}

export const BUILT_IN_KINDS: readonly PersonKind[] = DEFAULT_RULES.kinds.map(({ kind }) => kind)

/** The rules, ready to be asked. */
export interface RuleBook {
  readonly rules: IdentityRules
  /** Undefined of a kind that nobody declared. */
  of(kind: PersonKind): KindRule | undefined
  /** Place of a kind in the order of weight, 0 for the strongest. */
  weight(kind: PersonKind): number
  /** Why a normalised value is nobody's. `index` is its blind index in base64. */
  blocked(kind: string, value: string, index: string): BlockReason | undefined
}

export function ruleBook(rules: IdentityRules): RuleBook {
  const byKind = new Map(rules.kinds.map((one, weight) => [one.kind, { one, weight }]))
  const listed = new Set(rules.blocked.map(({ kind, index }) => `${kind}:${index}`))
  return {
    rules,
    of: (kind) => byKind.get(kind)?.one,
    weight: (kind) => byKind.get(kind)?.weight ?? rules.kinds.length,
    blocked(kind, value, index) {
      if (listed.has(`${kind}:${index}`)) return 'listed'
      const group = commonBlock(value)
      return group !== undefined && rules.common[group] ? group : undefined
    },
  }
}

export const DEFAULT_BOOK: RuleBook = ruleBook(DEFAULT_RULES)

const CUSTOM_KIND = /^custom:[a-z][a-z0-9_]{0,39}$/u
const MOST_BLOCKED = 1_000

/** Checks rules that somebody wants to save. @throws AppError invalid-input `identity-rules-wrong`, which names the place */
export function checkRules(rules: IdentityRules): IdentityRules {
  const { kinds, blocked, recycledAfterMonths, maxRecords } = rules
  const seen = new Set<string>()
  for (const [i, one] of kinds.entries()) {
    const place = `kinds[${i}]`
    if (!BUILT_IN_KINDS.includes(one.kind) && !CUSTOM_KIND.test(one.kind)) {
      throw wrong(
        `${place}.kind`,
        'a name of your own begins with custom: and has up to 40 lower-case letters, digits and underscores',
        'kind',
      )
    }
    if (seen.has(one.kind)) throw wrong(`${place}.kind`, `${one.kind} stands in the list twice`, 'twice')
    seen.add(one.kind)
    whole(`${place}.perCustomer`, one.perCustomer, 1, 100)
    whole(`${place}.perValue`, one.perValue, 1, 100)
  }
  const missing = BUILT_IN_KINDS.find((kind) => !seen.has(kind))
  if (missing !== undefined)
    throw wrong('kinds', `${missing} is missing: every built-in kind needs a rule, also one that joins nobody`, 'missing')
  if (!kinds.some(({ joins }) => joins)) throw wrong('kinds', 'at least one kind must be allowed to join records', 'none-joins')
  if (blocked.length > MOST_BLOCKED) throw wrong('blocked', `at most ${MOST_BLOCKED} values can be listed`, 'too-many')
  const values = new Set<string>()
  for (const [i, { kind, index }] of blocked.entries()) {
    if (!seen.has(kind)) throw wrong(`blocked[${i}].kind`, `there is no kind ${kind} among the rules`, 'kind')
    if (values.has(`${kind}:${index}`)) throw wrong(`blocked[${i}].value`, 'the value is listed twice', 'twice')
    values.add(`${kind}:${index}`)
  }
  whole('recycledAfterMonths', recycledAfterMonths, 0, 120)
  whole('maxRecords', maxRecords, 2, 1_000)
  return rules
}

function whole(place: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw wrong(place, `it must be a whole number from ${least} to ${most}`, 'range', { least, most })
}

const NO_RANGE = { least: 0, most: 0 }

/** A fault of rules to be saved. `reason` chooses the sentence that the console shows; `range` is only named by that of a number. */
export function wrong(
  place: string,
  what: string,
  reason: string,
  range: { readonly least: number; readonly most: number } = NO_RANGE,
): AppError {
  const { least, most } = range
  return new AppError('invalid-input', 'identity-rules-wrong', `The rules are not saved: in ${place}, ${what}.`, {
    details: { place, reason, least, most },
  })
}
