import { isDeepStrictEqual } from 'node:util'
import type { DevicePerson } from '#identity/device-people.ts'
import {
  type CustomerMerge,
  type FoundIdentifier,
  type IdentityWriter,
  keyOf,
  type MovedSecret,
  type NewEdge,
  type OriginCustomer,
  type Separation,
  type StoredKey,
  type StoredMerge,
} from '#identity/identity-store.ts'
import { SAID_ONCE } from '#identity/planned-edges.ts'
import { type SaidWord, type Word, withWord } from '#identity/survivorship/word.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { type CustomerRow, type EdgeRow, JOINING, joiningEdges, nowOf, type PeopleTables } from './sim-tables.ts'

/** What may be asked of people, inside a change and outside. */
export function findPeople(people: PeopleTables, keys: readonly StoredKey[]): FoundIdentifier[] {
  const hit = new Set(keys.flatMap((key) => people.identifiers.get(keyOf(key))?.customerId ?? []))
  return [...people.identifiers.values()].flatMap((one): FoundIdentifier[] => {
    const customer = people.customers.get(one.customerId)
    if (!hit.has(one.customerId) || customer === undefined) return []
    const { kind, blindIndex, customerId, originId, firstSeenAt, lastSeenAt } = one
    return [
      {
        kind,
        blindIndex,
        customerId,
        originId,
        firstSeenAt,
        lastSeenAt,
        apartFrom: apartFrom(people, customerId),
        createdAt: customer.createdAt,
        maskedName: customer.maskedName,
        namedBy: [...new Set(one.namedBy.filter((id) => people.customers.has(id)).map((id) => nowOf(people, id)))],
      },
    ]
  })
}

function apartFrom(people: PeopleTables, customerId: string): string[] {
  const others = people.edges.flatMap(({ rule, customerId: a, otherCustomerId: b }) => {
    if ((rule !== 'separated' && rule !== 'unbound') || a === null || b === null) return []
    const [first, second] = [nowOf(people, a), nowOf(people, b)]
    return first === customerId ? [second] : second === customerId ? [first] : []
  })
  return [...new Set(others)].filter((id) => id !== customerId)
}

export function devicePeopleOf(people: PeopleTables, deviceIds: readonly string[]): DevicePerson[] {
  return [...people.devicePeople.values()]
    .filter(({ deviceId }) => deviceIds.includes(deviceId))
    .map(({ deviceId, personId }) => ({ deviceId, personId, customerId: nowOf(people, personId) }))
}

export function mappingOf(people: PeopleTables, originIds?: readonly string[]): OriginCustomer[] {
  const asked = originIds === undefined ? null : new Set(originIds)
  const records = [...people.customers.values()].flatMap(({ id, mergedInto }): OriginCustomer[] =>
    mergedInto === null || (asked !== null && !asked.has(id)) ? [] : [{ from: id, to: mergedInto, isDevice: false }],
  )
  const byDevice = Map.groupBy(people.devicePeople.values(), ({ deviceId }) => deviceId)
  const devices = [...byDevice].flatMap(([deviceId, persons]): OriginCustomer[] => {
    if (asked !== null && !asked.has(deviceId) && !persons.some(({ personId }) => asked.has(personId))) return []
    const owners = new Set(persons.map(({ personId }) => nowOf(people, personId)))
    const [only] = owners
    return [{ from: deviceId, to: owners.size === 1 && only !== undefined ? only : NO_CUSTOMER, isDevice: true }]
  })
  return [...records, ...devices]
}

export function mergeIn(people: PeopleTables, edgeId: string): StoredMerge | null {
  const edge = people.edges.find(({ id }) => id === edgeId)
  if (edge === undefined || !JOINING.has(edge.rule) || edge.customerId === null || edge.otherCustomerId === null) return null
  if (people.edges.some(({ removes }) => removes === edgeId)) return null
  const customerId = nowOf(people, edge.customerId)
  const origins = [...people.customers.values()].filter(({ id, mergedInto }) => id === customerId || mergedInto === customerId)
  const ids = new Set(origins.map(({ id }) => id))
  const edges = joiningEdges(people.edges)
  const joined = edges.filter((one) => 'a' in one && ids.has(one.a))
  const joinedIds = new Set(joined.map(({ id }) => id))
  return {
    customerId,
    isReversible: true,
    origins: origins.map(({ id, createdAt }) => ({ id, createdAt: createdAt.getTime() })),
    edges: [...joined, ...edges.filter((one) => 'removes' in one && joinedIds.has(one.removes))],
  }
}

export function saidIn(people: PeopleTables, customerIds: readonly string[]): Map<string, Map<string, SaidWord[]>> {
  const found = new Map<string, Map<string, SaidWord[]>>()
  for (const { recordId, saidBy, source, words } of people.said.values()) {
    const customerId = nowOf(people, recordId)
    if (!customerIds.includes(customerId)) continue
    const facts = found.get(customerId) ?? new Map<string, SaidWord[]>()
    found.set(customerId, facts)
    for (const [fact, said] of Object.entries(words))
      facts.set(fact, [...(facts.get(fact) ?? []), ...said.map((word) => ({ ...word, recordId, saidBy, source }))])
  }
  return found
}

/** The people of one change: it works on values of its own, which replace those of the store when it is committed. */
export class PeopleDraft {
  #people: PeopleTables

  constructor(people: PeopleTables) {
    this.#people = people
  }

  get people(): PeopleTables {
    return this.#people
  }

  readonly writes = {
    addDevicePeople: (added: Parameters<IdentityWriter['addDevicePeople']>[0]): void => {
      const devicePeople = new Map(this.#people.devicePeople)
      for (const { deviceId, personId } of added) devicePeople.set(`${deviceId}/${personId}`, { deviceId, personId })
      this.#people = { ...this.#people, devicePeople }
    },
    addCustomers: (added: Parameters<IdentityWriter['addCustomers']>[0]): void => {
      const fresh = added.filter(({ customerId }) => !this.#people.customers.has(customerId))
      const blank = { mergedInto: null, name: null, maskedName: '', attributes: {}, registeredAt: null, isTest: false }
      this.#setCustomers(
        fresh.map(({ customerId, dataKey, source, createdAt }) => ({ ...blank, id: customerId, dataKey, source, createdAt })),
      )
    },
    addIdentifiers: (added: Parameters<IdentityWriter['addIdentifiers']>[0]): void =>
      this.#setIdentifiers(added.filter((one) => !this.#people.identifiers.has(keyOf(one)))),
    seen: (seen: Parameters<IdentityWriter['seen']>[0]): void =>
      this.#setIdentifiers(
        seen.flatMap((one) => {
          const old = this.#people.identifiers.get(keyOf(one))
          if (old === undefined) return []
          const firstSeenAt = one.firstSeenAt < old.firstSeenAt ? one.firstSeenAt : old.firstSeenAt
          const lastSeenAt = one.lastSeenAt > old.lastSeenAt ? one.lastSeenAt : old.lastSeenAt
          return [{ ...old, firstSeenAt, lastSeenAt, namedBy: one.namedBy }]
        }),
      ),
    moveIdentifiers: (moved: Parameters<IdentityWriter['moveIdentifiers']>[0]): void =>
      this.#setIdentifiers(
        moved.flatMap((one) => {
          const old = this.#people.identifiers.get(keyOf(one))
          return old === undefined ? [] : [{ ...old, ...one }]
        }),
      ),
    addEdges: (added: readonly NewEdge[]): void => {
      for (const edge of added) {
        if (SAID_ONCE.has(edge.rule) && this.#people.edges.some((old) => saysTheSame(old, edge))) continue
        this.#addEdge({ ...edge, removes: null })
      }
    },
    merge: (merges: readonly CustomerMerge[], secrets: readonly MovedSecret[]): readonly string[] => this.#merge(merges, secrets),
    updateProfiles: (updates: Parameters<IdentityWriter['updateProfiles']>[0]): readonly string[] => {
      const changed: string[] = []
      for (const { customerId, registeredAt, isTest } of updates) {
        const old = this.#people.customers.get(customerId)
        if (old === undefined) continue
        if (isTest && !old.isTest) changed.push(customerId)
        this.#setCustomers([{ ...old, registeredAt: old.registeredAt ?? registeredAt, isTest: old.isTest || isTest }])
      }
      return changed
    },
    addAttributes: (added: Parameters<IdentityWriter['addAttributes']>[0]): void => {
      const made = added.map(({ name, type, personal }) => ({ name, type, personal, isOfTraits: true, isRemoved: false }))
      this.#people = { ...this.#people, attributes: [...this.#people.attributes, ...made] }
    },
    say: (sayings: Parameters<IdentityWriter['say']>[0]): void => {
      const said = new Map(this.#people.said)
      for (const { recordId, saidBy, source, said: values } of sayings) {
        const key = `${recordId} ${saidBy}`
        const words: Record<string, readonly Word[]> = { ...said.get(key)?.words }
        for (const { fact, value, at } of values) words[fact] = withWord(words[fact] ?? [], value, at)
        said.set(key, { recordId, saidBy, source, words })
      }
      this.#people = { ...this.#people, said }
    },
    setProfiles: (profiles: Parameters<IdentityWriter['setProfiles']>[0]): readonly string[] => {
      const changed: string[] = []
      for (const { customerId, displayName, maskedName, attributes } of profiles) {
        const old = this.#people.customers.get(customerId)
        if (old === undefined) continue
        if (!isDeepStrictEqual(old.attributes, attributes)) changed.push(customerId)
        this.#setCustomers([{ ...old, name: displayName, maskedName, attributes }])
      }
      return changed
    },
    separate: ({ edgeId, customerId, originIds, secrets, actor, reason, now }: Separation): void => {
      const edge = this.#people.edges.find(({ id }) => id === edgeId)
      if (edge === undefined) return
      this.#addEdge({ ...edge, rule: 'separated', source: 'staff', actor, reason, createdAt: now, removes: edgeId })
      this.#setCustomers(
        originIds.flatMap((id) => {
          const old = this.#people.customers.get(id)
          return old === undefined ? [] : [{ ...old, mergedInto: id === customerId ? null : customerId }]
        }),
      )
      this.#setIdentifiers(
        secrets.flatMap(({ ciphertext, ...key }) => {
          const old = this.#people.identifiers.get(keyOf(key))
          return old === undefined ? [] : [{ ...old, customerId, ciphertext }]
        }),
      )
    },
  }

  #merge(merges: readonly CustomerMerge[], secrets: readonly MovedSecret[]): readonly string[] {
    const toOf = new Map(merges.map(({ from, to }) => [from, to]))
    this.#setIdentifiers(
      secrets.flatMap(({ kind, blindIndex, to, ciphertext }) => {
        const old = this.#people.identifiers.get(keyOf({ kind, blindIndex }))
        return old === undefined ? [] : [{ ...old, customerId: to, ciphertext }]
      }),
    )
    const moved: CustomerRow[] = []
    for (const one of this.#people.customers.values()) {
      const to = toOf.get(one.id) ?? toOf.get(one.mergedInto ?? '')
      if (to !== undefined) moved.push({ ...one, mergedInto: to })
    }
    for (const { from, to } of merges) {
      const [lost, kept] = [this.#people.customers.get(from), this.#people.customers.get(to)]
      if (lost === undefined || kept === undefined) continue
      this.#setCustomers([
        {
          ...kept,
          createdAt: lost.createdAt < kept.createdAt ? lost.createdAt : kept.createdAt,
          isTest: kept.isTest || lost.isTest,
        },
      ])
    }
    this.#setCustomers(moved)
    return moved.map(({ id }) => id)
  }

  #addEdge(edge: Omit<EdgeRow, 'id'>): void {
    this.#people = { ...this.#people, edges: [...this.#people.edges, { ...edge, id: String(this.#people.edges.length + 1) }] }
  }

  #setCustomers(rows: readonly CustomerRow[]): void {
    if (rows.length === 0) return
    this.#people = { ...this.#people, customers: new Map([...this.#people.customers, ...rows.map((row) => [row.id, row] as const)]) }
  }

  #setIdentifiers(rows: readonly Parameters<IdentityWriter['addIdentifiers']>[0][number][]): void {
    if (rows.length === 0) return
    this.#people = {
      ...this.#people,
      identifiers: new Map([...this.#people.identifiers, ...rows.map((row) => [keyOf(row), row] as const)]),
    }
  }
}

function saysTheSame(old: EdgeRow, edge: NewEdge): boolean {
  const key = (one: NewEdge): string => `${keyOf(one)}|${one.customerId}|${one.with === null ? '' : keyOf(one.with)}`
  if (key(old) !== key(edge)) return false
  const same = old.rule === edge.rule && old.otherCustomerId === edge.otherCustomerId
  return same || (edge.rule === 'confirmed' && (old.rule === 'same-record' || old.rule === 'merged'))
}
