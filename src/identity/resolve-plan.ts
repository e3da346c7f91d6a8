import type { PersonKind, Owner } from '#collect/identity-claim.ts'
import { byPriority, mayMerge } from './merge-rules.ts'

/** An identifier under its key: kind and blind index. */
export interface KeyedIdentifier {
  readonly kind: PersonKind
  readonly key: string
}

/** A stored identifier, with the record it was first added to. */
export interface KnownIdentifier extends KeyedIdentifier {
  readonly originId: string
}

/** A stored customer with all its identifiers. */
export interface KnownCustomer {
  readonly customerId: string
  readonly createdAt: number
  /** Customers that a user separated from this one: records never merge them again. */
  readonly apartFrom: readonly string[]
  readonly identifiers: readonly KnownIdentifier[]
}

/** Why records were merged or kept apart; becomes a row of the edge log. */
export interface PlannedEdge {
  readonly rule: 'same-record' | 'merged' | 'conflict'
  readonly kind: PersonKind
  readonly key: string
  /** Index of the claim. */
  readonly claim: number
  readonly customerId: string
  readonly otherCustomerId: string | null
}

export interface ResolvePlan {
  /** The owner of each claim, null without an identifier. The origin is that of its strongest identifier. */
  readonly owners: readonly (Owner | null)[]
  /** Customers to create, with the claim that first named them. */
  readonly created: readonly { readonly customerId: string; readonly claim: number }[]
  /** Identifiers to add. */
  readonly added: readonly {
    readonly identifier: KeyedIdentifier
    readonly customerId: string
    readonly originId: string
    readonly claim: number
  }[]
  readonly merges: readonly { readonly from: string; readonly to: string }[]
  readonly edges: readonly PlannedEdge[]
}

interface Group {
  customerId: string
  createdAt: number
  isNew: boolean
  firstClaim: number
  readonly keys: Map<string, { readonly kind: PersonKind; readonly originId: string }>
  /** Customers in the group, and those that may not join it. */
  readonly customers: Set<string>
  readonly apartFrom: Set<string>
  mergedInto: Group | null
}

interface DraftEdge {
  readonly rule: PlannedEdge['rule']
  readonly identifier: KeyedIdentifier
  readonly claim: number
  readonly group: Group
  readonly other: Group | null
}

/**
 * Decides, without touching anything, which customer each claim belongs to. Claims that share an identifier, with each other or with
 * a known customer, are one customer, unless that would break a limit of the merge rules or a user separated them: then the weaker identifier
 * stays where it is and an edge of rule `conflict` says so. Of two merged customers the older survives; of two of the same age the smaller id.
 *
 * @param claims The identifiers of each claim, blocked and unreadable ones taken out.
 * @param known Every customer that has one of those identifiers.
 * @param newCustomerId Returns the id of a new customer from its strongest identifier; deterministic.
 */
export function planResolution(
  claims: readonly (readonly KeyedIdentifier[])[],
  known: readonly KnownCustomer[],
  newCustomerId: (identifier: KeyedIdentifier) => string,
): ResolvePlan {
  const owner = new Map<string, Group>()
  for (const customer of known) {
    const group: Group = {
      customerId: customer.customerId,
      createdAt: customer.createdAt,
      isNew: false,
      // Stryker disable next-line UnaryOperator: only read of new ones
      firstClaim: -1,
      keys: new Map(),
      customers: new Set([customer.customerId]),
      apartFrom: new Set(customer.apartFrom),
      mergedInto: null,
    }
    for (const { key, kind, originId } of customer.identifiers) {
      group.keys.set(key, { kind, originId })
      owner.set(key, group)
    }
  }
  const added: { identifier: KeyedIdentifier; claim: number; group: Group }[] = []
  const edges: DraftEdge[] = []
  const claimGroups: (Group | null)[] = []
  const claimKeys: string[] = []
  const created: Group[] = []
  const mergedKnown: Group[] = []

  for (const [claim, identifiers] of claims.entries()) {
    let group: Group | null = null
    for (const identifier of byPriority(identifiers)) {
      claimKeys[claim] ??= identifier.key
      const holder = owner.get(identifier.key)
      const found = holder === undefined ? null : rootOf(holder)
      if (group === null) {
        group = found ?? startGroup(identifier, claim, newCustomerId)
        if (found === null) {
          created.push(group)
          adopt(group, identifier, claim)
        }
      } else if (found === null) {
        if (mayMerge(countKinds(group), { [identifier.kind]: 1 })) {
          adopt(group, identifier, claim)
          edges.push({ rule: 'same-record', identifier, claim, group, other: null })
        } else edges.push({ rule: 'conflict', identifier, claim, group, other: null })
      } else if (found !== group) {
        if (mayMerge(countKinds(group), countKinds(found)) && group.customers.isDisjointFrom(found.apartFrom)) {
          const [survivor, loser]: [Group, Group] = isOlder(found, group) ? [found, group] : [group, found]
          absorb(survivor, loser)
          edges.push({ rule: 'merged', identifier, claim, group: survivor, other: loser })
          group = survivor
        } else edges.push({ rule: 'conflict', identifier, claim, group, other: found })
      }
    }
    claimGroups.push(group)
  }

  function adopt(group: Group, identifier: KeyedIdentifier, claim: number): void {
    group.keys.set(identifier.key, { kind: identifier.kind, originId: group.customerId })
    owner.set(identifier.key, group)
    added.push({ identifier, claim, group })
  }

  function absorb(survivor: Group, loser: Group): void {
    // A new customer that is merged at once never becomes a record: its identifiers belong to the survivor from the start.
    for (const [key, { kind, originId }] of loser.keys)
      survivor.keys.set(key, { kind, originId: loser.isNew ? survivor.customerId : originId })
    for (const one of loser.customers) survivor.customers.add(one)
    for (const one of loser.apartFrom) survivor.apartFrom.add(one)
    loser.mergedInto = survivor
    if (!loser.isNew) mergedKnown.push(loser)
  }

  return {
    owners: claimGroups.map((group, claim) => (group === null ? null : ownerOf(group, claimKeys[claim] ?? ''))),
    created: created.filter((group) => group.mergedInto === null).map(({ customerId, firstClaim }) => ({ customerId, claim: firstClaim })),
    added: added.map(({ identifier, claim, group }) => ({ identifier, claim, ...ownerOf(group, identifier.key) })),
    merges: mergedKnown.map((loser) => ({ from: loser.customerId, to: rootOf(loser).customerId })),
    edges: edges.map(({ rule, identifier, claim, group, other }) => ({
      rule,
      kind: identifier.kind,
      key: identifier.key,
      claim,
      customerId: group.customerId,
      otherCustomerId: other?.customerId ?? null,
    })),
  }
}

function ownerOf(group: Group, key: string): Owner {
  const root = rootOf(group)
  return { customerId: root.customerId, originId: root.keys.get(key)?.originId ?? root.customerId }
}

function startGroup(identifier: KeyedIdentifier, claim: number, newCustomerId: (identifier: KeyedIdentifier) => string): Group {
  return {
    customerId: newCustomerId(identifier),
    createdAt: Number.POSITIVE_INFINITY,
    isNew: true,
    firstClaim: claim,
    keys: new Map(),
    customers: new Set(),
    apartFrom: new Set(),
    mergedInto: null,
  }
}

function rootOf(group: Group): Group {
  let root = group
  while (root.mergedInto !== null) root = root.mergedInto
  return root
}

/** Known customers are older than new ones, and new ones as old as the claim that named them. */
function isOlder(a: Group, b: Group): boolean {
  // Stryker disable next-line EqualityOperator: where ages are compared they differ
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt
  // Stryker disable next-line EqualityOperator: a claim begins one group at most
  if (a.isNew) return a.firstClaim < b.firstClaim
  // Stryker disable next-line EqualityOperator: no id comes twice
  return a.customerId < b.customerId
}

function countKinds(group: Group): Partial<Record<PersonKind, number>> {
  const counts: Partial<Record<PersonKind, number>> = {}
  for (const { kind } of group.keys.values()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
