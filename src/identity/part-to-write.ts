import type { Batch, Group } from './claim-batch.ts'
import type { DevicePerson } from './device-people.ts'
import { type FoundIdentifier, keyOf, type NewEdge } from './identity-store.ts'
import type { Look } from './look-up.ts'

/** Some groups of a batch as one of their own. */
export interface BatchPart {
  readonly batch: Batch
  /** The place of each of its groups in the whole. */
  readonly groups: readonly number[]
}

/** What the stores said to a look. */
export interface Seen {
  readonly found: readonly FoundIdentifier[]
  readonly people: readonly DevicePerson[]
}

/**
 * Of a batch the groups that something is written of, with all that have a value, a device or a customer in common with one of them, however many steps away: what the others come to
 * does not depend on what is written, so that they need not be looked up again under the lock. `unsaid` are the edges that the log does not have yet.
 */
export function partToWrite(batch: Batch, look: Look & Seen, unsaid: readonly Omit<NewEdge, 'createdAt'>[]): BatchPart {
  const ties = new Ties()
  for (const [i, group] of batch.groups.entries()) for (const name of namesOf(group)) ties.tie(groupName(i), name)
  for (const one of look.found) {
    for (const other of [one.customerId, ...one.namedBy, ...one.apartFrom]) ties.tie(keyOf(one), other)
  }
  for (const { deviceId, personId, customerId } of look.people) {
    ties.tie(deviceId, customerId)
    ties.tie(deviceId, personId)
  }
  const written = new Set(namesWritten(batch, look, unsaid).map((name) => ties.rootOf(name)))
  const groups = batch.groups.flatMap((_, i) => (written.has(ties.rootOf(groupName(i))) ? [i] : []))
  return { groups, batch: groups.length === batch.groups.length ? batch : batchOf(batch, groups) }
}

/** Of a look at the whole and a later one at a part what is known of the whole in the end. */
export function lookTogether(whole: Look, later: Look, { groups }: BatchPart): Look {
  const owners = [...whole.plan.owners]
  const nobody = [...whole.plan.nobody]
  for (const [at, i] of groups.entries()) {
    owners[i] = later.plan.owners[at] ?? null
    nobody[i] = later.plan.nobody[at] ?? null
  }
  return {
    edges: later.edges,
    plan: { ...later.plan, owners, nobody },
    devices: { ...later.devices, owners: new Map([...whole.devices.owners, ...later.devices.owners]) },
  }
}

function batchOf({ groups, ...whole }: Batch, places: readonly number[]): Batch {
  const chosen = places.map((i) => groups[i] as Group)
  const at = new Map(places.map((place, i) => [place, i]))
  const named = new Set(chosen.flatMap((group) => [...namesOf(group)]))
  return {
    groups: chosen,
    groupOf: whole.groupOf.map((group) => at.get(group) ?? -1),
    identifiers: new Map([...whole.identifiers].filter(([key]) => named.has(key))),
    wanted: whole.wanted.filter(({ key }) => named.has(key)),
    devices: new Map([...whole.devices].filter(([id]) => named.has(id))),
    hasProfiles: chosen.some(({ claims }) => claims.length > 0),
    hasTraits: chosen.some(({ claims }) => claims.some(({ traits }) => traits !== undefined)),
  }
}

function groupName(group: number): string {
  return `group ${group}`
}

/** Values and devices of a group, and what it says to have been called before. */
function* namesOf({ identifiers, device, former }: Group): Generator<string> {
  for (const { key } of identifiers) yield key
  if (device !== null) yield device.deviceId
  if (former === null) return
  if (former.person !== null) yield former.person.key
  if (former.device !== null) yield former.device.deviceId
}

/** Groups, values and customers that something is written of. */
function namesWritten({ groups }: Batch, { plan, devices }: Look, unsaid: readonly Omit<NewEdge, 'createdAt'>[]): string[] {
  const edges = new Set(unsaid.map(keyOf))
  const speaking = groups.flatMap(({ claims, blocked }, i) =>
    claims.length > 0 || blocked.some(({ key }) => edges.has(key)) ? [groupName(i)] : [],
  )
  const planned = [plan.created, plan.added, plan.takenOver, devices.joined, devices.refused].flat().map(({ claim }) => groupName(claim))
  const told = unsaid.flatMap(({ customerId, otherCustomerId }) => [customerId, otherCustomerId].filter((id) => id !== null))
  return [
    ...speaking,
    ...planned,
    ...plan.seen.map(({ key }) => key),
    ...plan.merges.flatMap(({ from, to }) => [from, to]),
    ...edges,
    ...told,
  ]
}

/** Which names belong together (disjoint sets by halving paths, Tarjan and van Leeuwen 1984). */
class Ties {
  readonly #above = new Map<string, string>()

  rootOf(name: string): string {
    let at = name
    for (let above = this.#above.get(at); above !== undefined; above = this.#above.get(at)) {
      const next = this.#above.get(above)
      if (next !== undefined) this.#above.set(at, next)
      at = above
    }
    return at
  }

  tie(a: string, b: string): void {
    const [from, to] = [this.rootOf(a), this.rootOf(b)]
    if (from !== to) this.#above.set(from, to)
  }
}
