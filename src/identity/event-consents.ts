import type { ClaimedIdentifier, PersonKind } from '#collect/identity-claim.ts'
import type { KnownConsents } from '#collect/tracking/steps/consent-step.ts'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import type { ConsentPurpose } from '#privacy/consent.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { deviceOwners } from './device-people.ts'
import { isIdentifierKind } from './event-customers.ts'
import type { IdentityStore, StoredKey } from './identity-store.ts'
import { byPriority } from './merge-rules.ts'

/** What the customers said to one purpose; who said nothing is left out. */
export type ReadPurposeConsents = (customerIds: readonly string[], purpose: ConsentPurpose) => Promise<ReadonlyMap<string, boolean>>

interface Parts {
  readonly store: Pick<IdentityStore, 'find' | 'devicePeople'>
  readonly keyring: Keyring
  readonly region: () => string
  readonly read: ReadPurposeConsents
}

/**
 * What the ledger of consents says of the customer of each event, before it is resolved: who is not known is not created for having been asked about. The
 * customer is that of the strongest identifier that somebody has; a device counts only where nobody is named, for the one who identified on it. Null where nobody
 * is known, or has said nothing.
 */
export function eventConsents(parts: Parts): KnownConsents {
  return async (events, purpose) => {
    const customers = await customersOf(
      parts,
      events.map((event) => event.identifiers.filter(isIdentifierKind)),
    )
    const known = new Set(customers.filter((id) => id !== undefined))
    const words = known.size === 0 ? new Map<string, boolean>() : await parts.read([...known], purpose)
    return customers.map((id) => (id === undefined ? null : (words.get(id) ?? null)))
  }
}

async function customersOf(
  { store, keyring, region }: Parts,
  senders: readonly (readonly ClaimedIdentifier[])[],
): Promise<(string | undefined)[]> {
  const keys = new Map<string, StoredKey>()
  const devices = new Set<string>()
  const wanted = senders.map((identifiers) => {
    const people = identifiers.filter(isPersonal)
    if (people.length === 0) {
      const [device] = identifiers
      const value = device === undefined ? undefined : normaliseIdentifier('device', device.value)
      if (value === undefined) return { keys: [], device: undefined }
      const id = stableId('device', keyOf('device', blindIndex(keyring, 'device', value)))
      devices.add(id)
      return { keys: [], device: id }
    }
    const named = byPriority(people).flatMap(({ kind, value }) => {
      const normalised = normaliseIdentifier(kind, value, region())
      if (normalised === undefined) return []
      const index = blindIndex(keyring, kind, normalised)
      keys.set(keyOf(kind, index), { kind, blindIndex: index })
      return [keyOf(kind, index)]
    })
    return { keys: named, device: undefined }
  })
  const found = keys.size === 0 ? [] : await store.find([...keys.values()])
  const people = new Map(found.map((one) => [keyOf(one.kind, one.blindIndex), one.customerId]))
  const owners = devices.size === 0 ? new Map<string, string>() : deviceOwners(await store.devicePeople([...devices]))
  return wanted.map(({ keys: named, device }) => {
    const owner = device === undefined ? named.map((key) => people.get(key)).find((id) => id !== undefined) : owners.get(device)
    return owner === NO_CUSTOMER ? undefined : owner
  })
}

function isPersonal(identifier: ClaimedIdentifier): identifier is ClaimedIdentifier<PersonKind> {
  return identifier.kind !== 'device'
}

function keyOf(kind: string, index: Buffer): string {
  return `${kind}:${index.toString('base64')}`
}
