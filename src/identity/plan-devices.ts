import type { OpenDevice, OpenIdentifier, Batch } from './claim-batch.ts'
import { deviceOwners, type DevicePerson, newcomers } from './device-people.ts'
import { type FoundIdentifier, keyOf } from './identity-store.ts'
import type { ResolvePlan } from './resolve-plan.ts'

export interface DevicePlan {
  /** People who identified on a device for the first time, with the claim that says so. */
  readonly joined: readonly (DevicePerson & { readonly device: OpenDevice; readonly claim: number })[]
  /** Devices that belong to somebody else now than the store says. */
  readonly moved: readonly string[]
  /** Customers who say to have been called what another known customer is called: they stay two. */
  readonly refused: readonly {
    readonly customerId: string
    readonly otherCustomerId: string
    readonly identifier: OpenIdentifier
    readonly claim: number
  }[]
  /** The customer of each device, once the plan is carried out; NO_CUSTOMER of a shared one, nothing of one that nobody identified on. */
  readonly owners: ReadonlyMap<string, string>
}

/**
 * Decides whose devices are. Whoever is named together with a device identified on it, and so did whoever says to have been called by its id before; the order
 * of claims changes nothing.
 *
 * @param found What the store knows of the identifiers, those that people were called before among them.
 * @param people Everybody who identified on one of the devices.
 */
export function planDevices(
  batch: Batch,
  plan: ResolvePlan,
  found: readonly FoundIdentifier[],
  people: readonly DevicePerson[],
): DevicePlan {
  const survivors = new Map(plan.merges.map(({ from, to }) => [from, to]))
  const now = (customerId: string): string => survivors.get(customerId) ?? customerId
  const customers = new Map(found.map((one) => [keyOf(one), now(one.customerId)]))
  for (const { key, customerId } of [...plan.added, ...plan.takenOver]) customers.set(key, customerId)

  const said: (DevicePerson & { device: OpenDevice; claim: number })[] = []
  const refused: DevicePlan['refused'][number][] = []
  for (const [claim, { device, former }] of batch.groups.entries()) {
    const owner = plan.owners[claim] ?? null
    if (owner === null) continue
    const identifiedOn = (on: OpenDevice | null): void => {
      if (on !== null) said.push({ deviceId: on.deviceId, personId: owner.originId, customerId: owner.customerId, device: on, claim })
    }
    identifiedOn(device)
    if (former === null) continue
    const { person, device: formerDevice } = former
    const other = person === null ? undefined : customers.get(person.key)
    if (person === null || other === undefined) identifiedOn(formerDevice)
    else if (other !== owner.customerId) refused.push({ customerId: owner.customerId, otherCustomerId: other, identifier: person, claim })
  }
  const before = people.map((one) => ({ ...one, customerId: now(one.customerId) }))
  const joined = newcomers(before, said)
  const owned = deviceOwners(before)
  const owners = deviceOwners([...before, ...joined])
  const named = new Set(joined.map(({ deviceId }) => deviceId))
  return { joined, refused, owners, moved: [...named].filter((id) => owners.get(id) !== owned.get(id)) }
}
