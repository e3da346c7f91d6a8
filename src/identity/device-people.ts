import { NO_CUSTOMER } from '#kernel/id.ts'

/** Somebody identified on a device. */
export interface DevicePerson {
  /** The origin of what the device did while nobody was known on it. */
  readonly deviceId: string
  /** The record that was named, which keeps the device when a merge is taken back. */
  readonly personId: string
  /** The customer of that record now. */
  readonly customerId: string
}

/** People of one device that are kept: with so many it is shared for good, however they are merged later. */
export const PEOPLE_OF_A_DEVICE = 100

/**
 * Whose each device is: the one customer who identified on it, or NO_CUSTOMER once a second one did. A device never makes two people one, and which of them came
 * first changes nothing (ADR 0023).
 */
export function deviceOwners(people: readonly DevicePerson[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>()
  for (const { deviceId, customerId } of people) {
    const before = owners.get(deviceId)
    owners.set(deviceId, before === undefined || before === customerId ? customerId : NO_CUSTOMER)
  }
  return owners
}

/** Those who are not known on their device yet, each once; none for a device that has as many as are kept. */
export function newcomers<T extends DevicePerson>(known: readonly DevicePerson[], said: readonly T[]): T[] {
  const seen = new Set(known.map(({ deviceId, personId }) => `${deviceId}/${personId}`))
  const count = new Map<string, number>()
  for (const { deviceId } of known) count.set(deviceId, (count.get(deviceId) ?? 0) + 1)
  return said.filter(({ deviceId, personId }) => {
    const key = `${deviceId}/${personId}`
    const people = count.get(deviceId) ?? 0
    if (seen.has(key) || people >= PEOPLE_OF_A_DEVICE) return false
    seen.add(key)
    count.set(deviceId, people + 1)
    return true
  })
}
