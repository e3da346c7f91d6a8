import type { PersonKind } from '#collect/identity-claim.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { DEFAULT_RULES, type IdentityRules, type KindRule, ruleBook } from '#identity/identity-rules.ts'
import {
  type KeyedIdentifier,
  type KnownCustomer,
  type KnownIdentifier,
  type PlanClaim,
  planResolution,
  type ResolvePlan,
} from '#identity/resolve-plan.ts'

export const id = (kind: PersonKind, value: string): KeyedIdentifier => ({ kind, key: `${kind}:${value}` })
export const phone = (value: string): KeyedIdentifier => id('phone', value)
export const card = (value: string): KeyedIdentifier => id('member_number', value)
export const account = (value: string): KeyedIdentifier => id('custom_id', value)
export const email = (value: string): KeyedIdentifier => id('email', value)

/** The rules that the product comes with, but for these. */
export const rulesBut = (kinds: Readonly<Record<string, Partial<KindRule>>>, others: Partial<IdentityRules> = {}): IdentityRules => ({
  ...DEFAULT_RULES,
  ...others,
  kinds: DEFAULT_RULES.kinds.map((one) => ({ ...one, ...kinds[one.kind] })),
})

/** A record of one day, counted from any. */
export const at = (day: number, identifiers: readonly KeyedIdentifier[], name = ''): PlanClaim => ({
  identifiers,
  from: day * DAY_MS,
  to: day * DAY_MS,
  name,
})

/** An identifier as it is stored, first put on the record `originId`. */
export const held = (
  originId: string,
  identifier: KeyedIdentifier,
  from = 0,
  to = from,
  namedBy: readonly string[] = [],
): KnownIdentifier => ({
  ...identifier,
  originId,
  from: from * DAY_MS,
  to: to * DAY_MS,
  namedBy,
})

/** A stored customer without a name, who used these on day 0. */
export const known = (customerId: string, createdAt: number, ...identifiers: KeyedIdentifier[]): KnownCustomer => ({
  customerId,
  createdAt,
  name: '',
  apartFrom: [],
  identifiers: identifiers.map((identifier) => held(customerId, identifier)),
})

/** The plan for records, a new customer of `KEY` being called `id(KEY)`; beside it the customer and the origin of each record. */
export function resolve(
  claims: readonly PlanClaim[],
  stored: readonly KnownCustomer[] = [],
  by: IdentityRules = DEFAULT_RULES,
): ResolvePlan & { customerIds: (string | null)[]; originIds: (string | null)[] } {
  const planned = planResolution(claims, stored, (key) => `id(${key})`, ruleBook(by))
  return {
    ...planned,
    customerIds: planned.owners.map((owner) => owner?.customerId ?? null),
    originIds: planned.owners.map((owner) => owner?.originId ?? null),
  }
}
