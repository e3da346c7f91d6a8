import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { type Batch, type Group, planClaims } from './claim-batch.ts'
import { deviceOwners } from './device-people.ts'
import type { RuleBook } from './identity-rules.ts'
import { type FoundIdentifier, type IdentityWriter, keyOf, type NewEdge } from './identity-store.ts'
import { type DevicePlan, planDevices } from './plan-devices.ts'
import type { Seen } from './part-to-write.ts'
import { plannedEdges } from './planned-edges.ts'
import { knownCustomers, planResolution, type ResolvePlan } from './resolve-plan.ts'

type Known = Pick<IdentityWriter, 'find' | 'devicePeople'>

/** What the given customers, found by the claims' identifiers, make of the claims. */
export function planFrom(batch: Pick<Batch, 'groups'>, found: readonly FoundIdentifier[], book: RuleBook): ResolvePlan {
  return planResolution(planClaims(batch), knownCustomers(found), (key) => stableId('customer', key), book)
}

/** What the stores know of a batch, and what follows from it. */
export interface Look {
  readonly plan: ResolvePlan
  readonly devices: DevicePlan
  readonly edges: readonly Omit<NewEdge, 'createdAt'>[]
}

export async function lookUp(from: Known, batch: Batch, book: RuleBook): Promise<Look & Seen> {
  const found = batch.wanted.length === 0 ? [] : await from.find(batch.wanted)
  const people = batch.devices.size === 0 ? [] : await from.devicePeople([...batch.devices.keys()])
  const plan = planFrom(batch, found, book)
  const devices = planDevices(batch, plan, found, people)
  return { plan, devices, edges: plannedEdges(batch, plan, devices), found, people }
}

/** Of each group of claims the customers that would own it if it came alone: the survivor first, then those that would be merged into it; none for a stranger. */
export async function knownOwners(from: Known, batch: Batch, book: RuleBook): Promise<readonly (readonly string[])[]> {
  const found = batch.identifiers.size === 0 ? [] : await from.find([...batch.identifiers.values()])
  const devices = batch.groups.flatMap(({ identifiers, device }) => (identifiers.length > 0 || device === null ? [] : device.deviceId))
  const ownerOf = deviceOwners(devices.length === 0 ? [] : await from.devicePeople([...new Set(devices)]))
  const customerOf = new Map(found.map((one) => [keyOf(one), one.customerId]))
  const rowsOf = Map.groupBy(found, ({ customerId }) => customerId)
  return batch.groups.map((group) => (group.identifiers.length > 0 ? personal(group) : ofDevice(group)))

  function personal(group: Group): string[] {
    const customers = new Set(group.identifiers.flatMap(({ key }) => customerOf.get(key) ?? []))
    const plan = planFrom(
      { groups: [group] },
      [...customers].flatMap((id) => rowsOf.get(id) ?? []),
      book,
    )
    const owner = plan.owners[0]?.customerId
    if (owner === undefined || plan.created.length > 0) return []
    return [owner, ...plan.merges.map((merge) => merge.from)]
  }

  function ofDevice({ device }: Group): string[] {
    const owner = device === null ? undefined : ownerOf.get(device.deviceId)
    return owner === undefined || owner === NO_CUSTOMER ? [] : [owner]
  }
}
