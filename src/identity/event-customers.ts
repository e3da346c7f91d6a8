import { type IdentifierKind, type IdentityClaim, NO_OWNER, type Owner } from '#collect/identity-claim.ts'
import type { TrackedEvent } from '#collect/tracking/tracked-event.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { IdentityService } from './identity-service.ts'
import type { IdentityStore } from './identity-store.ts'

const KINDS: ReadonlySet<string> = new Set<IdentifierKind>(['user_id', 'custom_id', 'member_number', 'phone', 'email', 'device'])

/**
 * The customer of each tracked event. A sender with identifiers is resolved, and created if new; a device alone belongs to the customer who identified on it, or
 * to no customer yet. The same sender is resolved once per block.
 */
export function eventCustomers(parts: {
  readonly identity: IdentityService
  readonly store: Pick<IdentityStore, 'find'>
  readonly keyring: Keyring
}): (events: readonly TrackedEvent[]) => Promise<readonly Owner[]> {
  return async (events) => {
    const claims = new Map<string, IdentityClaim>()
    const keys = events.map((event) => {
      const identifiers = event.identifiers.filter(isKnown)
      if (!identifiers.some(({ kind }) => kind !== 'device')) return null
      const key =
        identifiers.map(({ kind, value }) => `${kind}:${value}`).join('\n') +
        (event.personName === null ? '' : `\nname:${event.personName}`)
      if (!claims.has(key)) {
        claims.set(key, {
          identifiers,
          source: 'tracking',
          seenAt: new Date(event.occurredAt),
          ...(event.personName === null ? {} : { name: event.personName }),
          ...(event.isTest ? { isTest: true } : {}),
        })
      }
      return key
    })
    const resolved = claims.size === 0 ? [] : (await parts.identity.resolve([...claims.values()])).owners
    const ownerOf = new Map([...claims.keys()].map((key, i) => [key, resolved[i] ?? NO_OWNER]))
    const owners = await ownersOfDevices(
      parts,
      events.filter((_, i) => keys[i] === null),
    )
    return events.map((event, i) => {
      const key = keys[i]
      if (key !== null && key !== undefined) return ownerOf.get(key) ?? NO_OWNER
      return owners.get(deviceOf(event)) ?? NO_OWNER
    })
  }
}

async function ownersOfDevices(
  { store, keyring }: { readonly store: Pick<IdentityStore, 'find'>; readonly keyring: Keyring },
  events: readonly TrackedEvent[],
): Promise<Map<string, Owner>> {
  const indexes = new Map<string, string>()
  for (const event of events) {
    const said = deviceOf(event)
    const device = said === '' || indexes.has(said) ? undefined : normaliseIdentifier('device', said)
    if (device !== undefined) indexes.set(said, blindIndex(keyring, 'device', device).toString('base64'))
  }
  if (indexes.size === 0) return new Map()
  const found = await store.find(
    [...indexes.values()].map((index) => ({ kind: 'device' as const, blindIndex: Buffer.from(index, 'base64') })),
  )
  const owners = new Map(found.filter(({ kind }) => kind === 'device').map((one) => [one.blindIndex.toString('base64'), one]))
  return new Map(
    [...indexes].flatMap(([device, index]) => {
      const owner = owners.get(index)
      return owner === undefined ? [] : [[device, owner]]
    }),
  )
}

/** The device id as received: the event itself may hold a code instead. */
function deviceOf(event: TrackedEvent): string {
  return event.identifiers.find(({ kind }) => kind === 'device')?.value ?? ''
}

function isKnown(identifier: {
  readonly kind: string
  readonly value: string
}): identifier is { readonly kind: IdentifierKind; readonly value: string } {
  return KINDS.has(identifier.kind)
}
