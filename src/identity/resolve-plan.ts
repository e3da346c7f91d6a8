import type { PersonKind, Owner } from '#collect/identity-claim.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { type FoundIdentifier, keyOf } from './identity-store.ts'
import type { KindRule, RuleBook } from './identity-rules.ts'
import { byPriority, compareNames, mayMerge, namesDiffer } from './merge-rules.ts'
import {
  type Group,
  type Value,
  countKinds,
  hasClaimants,
  isOlder,
  knownGroups,
  newGroup,
  noteClaimant,
  ownerOf,
  rootOf,
  timesMoved,
} from './plan-groups.ts'
import { whenUsed } from './recycled-value.ts'

/** An identifier under its key: kind and blind index. */
export interface KeyedIdentifier {
  readonly kind: PersonKind
  readonly key: string
}

/** Identifiers that one record, or several alike, named together. Times in epoch milliseconds. */
export interface PlanClaim {
  /** Blocked and unreadable ones taken out. */
  readonly identifiers: readonly KeyedIdentifier[]
  readonly from: number
  readonly to: number
  /** The masked name that it gives, '' for none. */
  readonly name: string
}

/** A stored identifier, with the record it was first added to. */
export interface KnownIdentifier extends KeyedIdentifier {
  readonly originId: string
  /** When its customer used it, epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Other customers that named it and could not be merged with its own, 200 at most. */
  readonly namedBy: readonly string[]
}

/** A stored customer with all its identifiers. */
export interface KnownCustomer {
  readonly customerId: string
  readonly createdAt: number
  /** Masked, '' if unknown. */
  readonly name: string
  /** Customers that a user separated from this one: records never merge them again. */
  readonly apartFrom: readonly string[]
  readonly identifiers: readonly KnownIdentifier[]
}

/**
 * What the edge log says of an identifier. `confirmed` repeats what is known; `conflict`: two customers that cannot be one; `over-limit`: the customer has as many
 * of the kind as may be; `maybe-returned`: two customers that cannot be one by rule used a number that can change hands, with a long silence in between, and no name says that they are
 * two people; `too-large`: the two have too many records; `taken-over` and `ended`: the value passed from `otherCustomerId` to `customerId`, or from `customerId` to
 * `otherCustomerId`.
 */
export type EdgeRule =
  | 'same-record'
  | 'confirmed'
  | 'merged'
  | 'conflict'
  | 'maybe-returned'
  | 'shared'
  | 'over-limit'
  | 'too-large'
  | 'taken-over'
  | 'ended'

/** Why records were merged or kept apart; becomes a row of the edge log. */
export interface PlannedEdge {
  readonly rule: EdgeRule
  readonly kind: PersonKind
  readonly key: string
  /** The identifier that the record names first, null where it named no other. */
  readonly withKey: string | null
  /** Index of the claim. */
  readonly claim: number
  /** Null where a shared value names nobody. */
  readonly customerId: string | null
  readonly otherCustomerId: string | null
  /** Of `ended`: when the value was last used. */
  readonly until: number | null
}

export interface ResolvePlan {
  /** The owner of each claim, null without an identifier that is somebody's. The origin is that of its strongest identifier. */
  readonly owners: readonly (Owner | null)[]
  /** The shared identifier of each claim that names nobody else, null for all others. */
  readonly nobody: readonly (string | null)[]
  /** Customers to create, with the claim that first named them. */
  readonly created: readonly { readonly customerId: string; readonly claim: number }[]
  /** Identifiers to add. */
  readonly added: readonly (KnownIdentifier & { readonly customerId: string; readonly claim: number })[]
  /** Stored identifiers that belong to somebody else from now on. */
  readonly takenOver: readonly (KnownIdentifier & { readonly customerId: string; readonly fromId: string; readonly claim: number })[]
  /** Stored identifiers that were used earlier or later than is stored by a day or more, or that others named too. */
  readonly seen: readonly (Omit<KnownIdentifier, 'originId'> & { readonly customerId: string })[]
  /** Two customers of whom a person must say whether they are one; `key` is the number that both used, long after each other. */
  readonly questions: readonly { readonly a: string; readonly b: string; readonly key: string; readonly areNamesAlike: boolean }[]
  readonly merges: readonly { readonly from: string; readonly to: string }[]
  readonly edges: readonly PlannedEdge[]
}

/** Stored identifiers, grouped by their customer. */
export function knownCustomers(found: readonly FoundIdentifier[]): KnownCustomer[] {
  const known = new Map<string, KnownCustomer & { identifiers: KnownIdentifier[] }>()
  for (const one of found) {
    const { customerId, createdAt, apartFrom, maskedName } = one
    const customer = known.get(customerId) ?? { customerId, createdAt: createdAt.getTime(), name: maskedName, apartFrom, identifiers: [] }
    customer.identifiers.push({
      kind: one.kind,
      originId: one.originId,
      key: keyOf(one),
      from: one.firstSeenAt.getTime(),
      to: one.lastSeenAt.getTime(),
      namedBy: one.namedBy,
    })
    known.set(customerId, customer)
  }
  return [...known.values()]
}

type DraftEdge = Omit<PlannedEdge, 'kind' | 'key' | 'customerId' | 'otherCustomerId'> & {
  readonly identifier: KeyedIdentifier
  readonly group: Group | null
  readonly other: Group | null
}

/**
 * Decides, without touching anything, which customer each claim belongs to. Claims that share an identifier, with each other or with
 * a known customer, are one customer, unless that would break the identity rules or a user separated them: then the weaker identifier
 * stays where it is and an edge says why. A value that more customers name than the rules allow is shared: it stays with the first as an address and joins nobody. A
 * value that was silent for long and is then named with the name of somebody else passes to them. Of two merged customers the older survives; of two of the same age the smaller id.
 *
 * @param known Every customer that has one of the claims' identifiers.
 * @param newCustomerId Returns the id of a new customer from the key of its strongest identifier; deterministic.
 */
export function planResolution(
  claims: readonly PlanClaim[],
  known: readonly KnownCustomer[],
  newCustomerId: (key: string) => string,
  book: RuleBook,
): ResolvePlan {
  const { values, groups } = knownGroups(known)
  const edges: DraftEdge[] = []
  const claimed: ({ readonly group: Group; readonly strongest: string } | null)[] = []
  const nobody: (string | null)[] = []
  const created: Group[] = []
  const mergedKnown: Group[] = []
  const questions: { readonly a: Group; readonly b: Group; readonly key: string; readonly areNamesAlike: boolean }[] = []
  const takenOver = new Map<string, { readonly from: Group; readonly claim: number }>()

  for (const [claim, said] of claims.entries()) {
    let group: Group | null = null
    let withKey: string | null = null
    const shared: { readonly identifier: KeyedIdentifier; readonly value: Value | undefined }[] = []
    for (const identifier of byPriority(book, said.identifiers)) {
      const rule = book.of(identifier.kind)
      if (rule === undefined) continue
      const value = values.get(identifier.key)
      if (!rule.joins || (value !== undefined && isShared(value, group, rule))) {
        shared.push({ identifier, value })
        continue
      }
      const holder = value === undefined ? null : rootOf(value.group)
      if (group === null) {
        group = holder !== null && passesByName(said, identifier, rule, value as Value) ? null : holder
        if (group === null) {
          group = newGroup(newCustomerId(holder === null ? identifier.key : `${identifier.key}~${holder.customerId}`), claim, said.name)
          created.push(group)
          groups.set(group.customerId, group)
          if (holder === null) adopt(group, identifier, claim)
          else takeOver(group, identifier, value as Value, claim, null)
        } else touch(value as Value, said)
        withKey = identifier.key
      } else if (holder === null) {
        const fits = mayMerge(book, countKinds(group), { [identifier.kind]: 1 })
        if (fits) adopt(group, identifier, claim)
        note(fits ? 'same-record' : 'over-limit', identifier, claim, withKey, group, null)
      } else if (holder === group) {
        touch(value as Value, said)
        note('confirmed', identifier, claim, withKey, group, null)
      } else group = meet(group, holder, identifier, value as Value, rule, claim, withKey)
    }
    for (const { identifier, value } of shared) share(group, identifier, value, claim, withKey)
    claimed.push(group === null ? null : { group, strongest: withKey as string })
    nobody.push(group === null ? (shared[0]?.identifier.key ?? null) : null)
  }

  /** A record of one customer names an identifier of another. Returns the customer of the record. */
  function meet(
    group: Group,
    holder: Group,
    identifier: KeyedIdentifier,
    value: Value,
    rule: KindRule,
    claim: number,
    withKey: string | null,
  ): Group {
    const said = claims[claim] as PlanClaim
    const edge = (verdict: EdgeRule, until: number | null = null): void => note(verdict, identifier, claim, withKey, group, holder, until)
    if (!group.customers.isDisjointFrom(holder.apartFrom)) {
      edge('conflict')
      return group
    }
    const fits = mayMerge(book, countKinds(group), countKinds(holder))
    const used = rule.recycles ? whenUsed(value, said, book.rules.recycledAfterMonths) : 'near'
    const passes = used !== 'near' && namesDiffer(group.name || said.name, holder.name)
    if (passes && used === 'long-after') {
      takeOver(group, identifier, value, claim, withKey)
      return group
    }
    if (passes) {
      edge('ended', said.to)
      return group
    }
    if (!fits) {
      noteClaimant(value, group)
      // Nothing says that they are two people: the same one may be back with another card, or somebody else may have the number. A person is asked.
      if (used !== 'near') {
        const areNamesAlike = compareNames(group.name || said.name, holder.name) === 'alike'
        questions.push({ a: group, b: holder, key: identifier.key, areNamesAlike })
      }
      edge(used === 'near' ? 'conflict' : 'maybe-returned')
      return group
    }
    if (!group.isNew && !holder.isNew && group.records.union(holder.records).size > book.rules.maxRecords) {
      edge('too-large')
      return group
    }
    const [survivor, loser]: [Group, Group] = isOlder(holder, group) ? [holder, group] : [group, holder]
    touch(value, said)
    absorb(survivor, loser)
    note('merged', identifier, claim, withKey, survivor, loser)
    return survivor
  }

  /** A shared value stays with whoever named it first, as an address. */
  function share(group: Group | null, identifier: KeyedIdentifier, value: Value | undefined, claim: number, withKey: string | null): void {
    const holder = value === undefined ? null : rootOf(value.group)
    if (value !== undefined && holder === group) touch(value, claims[claim] as PlanClaim)
    else {
      if (value !== undefined && group !== null) noteClaimant(value, group)
      else if (group !== null && mayMerge(book, countKinds(group), { [identifier.kind]: 1 })) adopt(group, identifier, claim)
      note('shared', identifier, claim, withKey, group, holder)
    }
  }

  /** A record that names nothing stronger, with the name of somebody else, long after the value was last used. */
  function passesByName(said: PlanClaim, { key }: KeyedIdentifier, rule: KindRule, value: Value): boolean {
    const holder = rootOf(value.group)
    return (
      rule.recycles &&
      namesDiffer(said.name, holder.name) &&
      whenUsed(value, said, book.rules.recycledAfterMonths) === 'long-after' &&
      said.identifiers.every((other) => other.key === key || !isOf(other.key, holder))
    )
  }

  /** Newer rules may let all who name a value be one: that is asked when one who could not be joined by it names it again, as nobody else says so. */
  function isShared(value: Value, group: Group | null, { perValue }: KindRule): boolean {
    if (!hasClaimants(value, groups, perValue)) return false
    return group === null || group.customers.isDisjointFrom(value.namedBy) || !mayAllBeOne(value)
  }

  /** Whether the customer of a value and all who name it may be one customer. False while one of them is not known here. */
  function mayAllBeOne(value: Value): boolean {
    const joined = [rootOf(value.group)]
    const counts = countKinds(rootOf(value.group))
    for (const id of value.namedBy) {
      const known = groups.get(id)
      if (known === undefined) return false
      const one = rootOf(known)
      if (joined.includes(one)) continue
      if (!mayMerge(book, counts, countKinds(one)) || joined.some(({ apartFrom }) => !one.customers.isDisjointFrom(apartFrom))) return false
      for (const { kind } of one.values.values()) counts[kind] = (counts[kind] ?? 0) + 1
      joined.push(one)
    }
    return true
  }

  function isOf(key: string, group: Group): boolean {
    const value = values.get(key)
    return value !== undefined && rootOf(value.group) === group
  }

  function adopt(group: Group, { kind, key }: KeyedIdentifier, claim: number): void {
    const { from, to } = claims[claim] as PlanClaim
    const value: Value = { key, kind, group, originId: group.customerId, from, to, namedBy: new Set(), stored: null, claim }
    values.set(key, value)
    group.values.set(key, value)
  }

  function takeOver(group: Group, identifier: KeyedIdentifier, value: Value, claim: number, withKey: string | null): void {
    const former = rootOf(value.group)
    note('ended', identifier, claim, withKey, former, group, value.to)
    note('taken-over', identifier, claim, withKey, group, former)
    former.values.delete(identifier.key)
    adopt(group, identifier, claim)
    if (value.stored === null) return
    ;(values.get(identifier.key) as Value).stored = value.stored
    takenOver.set(identifier.key, { from: takenOver.get(identifier.key)?.from ?? former, claim })
  }

  function absorb(survivor: Group, loser: Group): void {
    // A new customer that is merged at once never becomes a record: its identifiers belong to the survivor from the start.
    for (const [key, value] of loser.values) {
      if (loser.isNew) value.originId = survivor.customerId
      survivor.values.set(key, value)
    }
    for (const one of loser.customers) survivor.customers.add(one)
    for (const one of loser.apartFrom) survivor.apartFrom.add(one)
    for (const one of loser.records) survivor.records.add(one)
    survivor.name ||= loser.name
    loser.mergedInto = survivor
    if (!loser.isNew) mergedKnown.push(loser)
  }

  function note(
    rule: EdgeRule,
    identifier: KeyedIdentifier,
    claim: number,
    withKey: string | null,
    group: Group | null,
    other: Group | null,
    until: number | null = null,
  ): void {
    edges.push({ rule, identifier, claim, withKey, group, other, until })
  }

  const standing = [...values.values()].map((value) => ({ value, ...ownerOf(value) }))
  const said = ({ value: { key, kind, from, to, namedBy } }: (typeof standing)[number]) => ({ key, kind, from, to, namedBy: [...namedBy] })
  return {
    owners: claimed.map((one) => {
      if (one === null) return null
      const root = rootOf(one.group)
      const owner = ownerOf(values.get(one.strongest) as Value)
      // The value may have passed to somebody else since, within the same block of claims.
      return owner.customerId === root.customerId ? owner : { customerId: root.customerId, originId: root.customerId }
    }),
    nobody,
    created: created.filter((group) => group.mergedInto === null).map(({ customerId, firstClaim }) => ({ customerId, claim: firstClaim })),
    added: standing
      .filter(({ value }) => value.stored === null)
      .map((one) => ({ ...said(one), originId: one.originId, customerId: one.customerId, claim: one.value.claim })),
    takenOver: standing.flatMap((one) => {
      const moved = takenOver.get(one.value.key)
      return moved === undefined
        ? []
        : [{ ...said(one), originId: one.originId, customerId: one.customerId, fromId: rootOf(moved.from).customerId, claim: moved.claim }]
    }),
    seen: standing
      .filter(({ value }) => !takenOver.has(value.key) && timesMoved(value, DAY_MS))
      .map((one) => ({ ...said(one), customerId: one.customerId })),
    questions: questions.flatMap(({ a, b, ...question }) => {
      const [one, other] = [rootOf(a).customerId, rootOf(b).customerId].toSorted()
      return one === undefined || other === undefined || one === other ? [] : [{ ...question, a: one, b: other }]
    }),
    merges: mergedKnown.map((loser) => ({ from: loser.customerId, to: rootOf(loser).customerId })),
    edges: edges.map(({ rule, identifier, claim, withKey, group, other, until }) => ({
      rule,
      kind: identifier.kind,
      key: identifier.key,
      claim,
      withKey,
      customerId: group?.customerId ?? null,
      otherCustomerId: other?.customerId ?? null,
      until,
    })),
  }
}

function touch(value: Value, { from, to }: PlanClaim): void {
  value.from = Math.min(value.from, from)
  value.to = Math.max(value.to, to)
}
