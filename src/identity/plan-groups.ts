import type { Owner, PersonKind } from '#collect/identity-claim.ts'
import type { KnownCustomer } from './resolve-plan.ts'

/** A customer while claims are resolved: a stored one, or one that a claim begins. */
export interface Group {
  readonly customerId: string
  readonly createdAt: number
  readonly isNew: boolean
  readonly firstClaim: number
  /** Masked, '' if unknown. */
  name: string
  readonly values: Map<string, Value>
  /** Stored customers in the group, those that may not join it, and their records. */
  readonly customers: Set<string>
  readonly apartFrom: Set<string>
  readonly records: Set<string>
  mergedInto: Group | null
}

/** An identifier while claims are resolved. Times in epoch milliseconds. */
export interface Value {
  readonly key: string
  readonly kind: PersonKind
  readonly group: Group
  /** The record that it was first put on. */
  originId: string
  from: number
  to: number
  /** Other customers that named it. */
  readonly namedBy: Set<string>
  /** As it is stored; null for one that is not. */
  stored: { readonly from: number; readonly to: number; readonly named: number } | null
  /** The claim that named it first, -1 for a stored one. */
  readonly claim: number
}

/** Stored customers as groups, and their identifiers by key. */
export function knownGroups(known: readonly KnownCustomer[]): { readonly values: Map<string, Value>; readonly groups: Map<string, Group> } {
  const values = new Map<string, Value>()
  const groups = new Map<string, Group>()
  for (const customer of known) {
    const group: Group = {
      customerId: customer.customerId,
      createdAt: customer.createdAt,
      isNew: false,
      // Stryker disable next-line UnaryOperator: only read of new ones
      firstClaim: -1,
      name: customer.name,
      values: new Map(),
      customers: new Set([customer.customerId]),
      apartFrom: new Set(customer.apartFrom),
      records: new Set([customer.customerId, ...customer.identifiers.map(({ originId }) => originId)]),
      mergedInto: null,
    }
    groups.set(customer.customerId, group)
    for (const { key, kind, originId, from, to, namedBy } of customer.identifiers) {
      const stored = { from, to, named: namedBy.length }
      // Stryker disable next-line UnaryOperator: only read of new ones
      const value: Value = { key, kind, group, originId, from, to, namedBy: new Set(namedBy), stored, claim: -1 }
      group.values.set(key, value)
      values.set(key, value)
    }
  }
  return { values, groups }
}

export function newGroup(customerId: string, firstClaim: number, name: string): Group {
  return {
    customerId,
    createdAt: Number.POSITIVE_INFINITY,
    isNew: true,
    firstClaim,
    name,
    values: new Map(),
    customers: new Set(),
    apartFrom: new Set(),
    records: new Set(),
    mergedInto: null,
  }
}

export function rootOf(group: Group): Group {
  let root = group
  while (root.mergedInto !== null) root = root.mergedInto
  return root
}

export function ownerOf(value: Value): Owner {
  const { customerId } = rootOf(value.group)
  return { customerId, originId: value.originId }
}

/** Known customers are older than new ones, and new ones as old as the claim that named them. */
export function isOlder(a: Group, b: Group): boolean {
  // Stryker disable next-line EqualityOperator: where ages are compared they differ
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt
  // Stryker disable next-line EqualityOperator: a claim begins one group at most
  if (a.isNew) return a.firstClaim < b.firstClaim
  // Stryker disable next-line EqualityOperator: no id comes twice
  return a.customerId < b.customerId
}

export function countKinds(group: Group): Partial<Record<PersonKind, number>> {
  const counts: Partial<Record<PersonKind, number>> = {}
  for (const { kind } of group.values.values()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** How many customers that named a value are kept: as many again as the most that a rule allows, as some may be merged into one later. */
export const KEPT_CLAIMANTS = 200

/** Notes a customer that named a value and could not be merged with its own. */
export function noteClaimant(value: Value, { customerId }: Group): void {
  if (value.namedBy.size < KEPT_CLAIMANTS) value.namedBy.add(customerId)
}

/** Whether `least` customers or more, other than its own, name a value; those merged in between count once. `least` is 1 or more. */
export function hasClaimants(value: Value, groups: ReadonlyMap<string, Group>, least: number): boolean {
  if (value.namedBy.size < least) return false
  const own = rootOf(value.group).customerId
  const others = new Set<string>()
  for (const id of value.namedBy) {
    const group = groups.get(id)
    const now = group === undefined ? id : rootOf(group).customerId
    if (now !== own) others.add(now)
    if (others.size >= least) return true
  }
  return false
}

/** Whether a stored value was used earlier or later than is stored by `least`, or others named it too: a finer resolution would rewrite a row with every event. */
export function timesMoved({ stored, from, to, namedBy }: Value, least: number): boolean {
  return stored !== null && (from <= stored.from - least || to >= stored.to + least || namedBy.size > stored.named)
}
