import type { ClaimedIdentifier, IdentifierKind, IdentityClaim, Owner, PersonKind } from '#collect/identity-claim.ts'
import { NO_OWNER } from '#collect/identity-claim.ts'
import { FORMER_ID, type MessageIdentifier, type TrackedEvent } from '#collect/tracking/tracked-event.ts'
import type { IdentityService } from './identity-service.ts'

const KINDS: ReadonlySet<string> = new Set<IdentifierKind>(['user_id', 'custom_id', 'member_number', 'phone', 'email', 'device'])

/**
 * The owner of each tracked event. A sender with identifiers is resolved, and created if new; a device alone belongs to the one customer who identified on it, or
 * to nobody. The same sender is resolved once per block.
 */
export function eventCustomers(identity: Pick<IdentityService, 'resolve'>): (events: readonly TrackedEvent[]) => Promise<readonly Owner[]> {
  return async (events) => {
    const claims = new Map<string, IdentityClaim>()
    const keys = events.map((event) => {
      const identifiers = event.identifiers.filter(isIdentifierKind)
      if (identifiers.length === 0) return null
      const former = formerOf(event.identifiers, identifiers)
      const key = JSON.stringify([identifiers, former, event.personName, event.isTest])
      if (!claims.has(key)) {
        claims.set(key, {
          identifiers,
          source: 'tracking',
          seenAt: new Date(event.occurredAt),
          ...(former === undefined ? {} : { former }),
          ...(event.personName === null ? {} : { name: event.personName }),
          ...(event.isTest ? { isTest: true } : {}),
        })
      }
      return key
    })
    const resolved = claims.size === 0 ? [] : (await identity.resolve([...claims.values()])).owners
    const ownerOf = new Map([...claims.keys()].map((key, i) => [key, resolved[i] ?? NO_OWNER]))
    return keys.map((key) => (key === null ? NO_OWNER : (ownerOf.get(key) ?? NO_OWNER)))
  }
}

/** What an alias says the sender was called before: an id of the kind of its user id. */
function formerOf(all: readonly MessageIdentifier[], known: readonly ClaimedIdentifier[]): ClaimedIdentifier<PersonKind> | undefined {
  const said = all.find(({ kind }) => kind === FORMER_ID)
  const [user] = known
  return said === undefined || user === undefined || user.kind === 'device' ? undefined : { kind: user.kind, value: said.value }
}

/** Whether an identifier of a message is of a kind that identifies. */
export function isIdentifierKind(identifier: MessageIdentifier): identifier is ClaimedIdentifier & MessageIdentifier {
  return KINDS.has(identifier.kind)
}
