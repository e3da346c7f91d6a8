import type { ClaimedIdentifier, IdentifierKind, IdentityClaim, PersonKind, Sender } from '#collect/identity-claim.ts'
import { NO_OWNER } from '#collect/identity-claim.ts'
import { FORMER_ID, type MessageIdentifier, type TrackedEvent } from '#collect/tracking/tracked-event.ts'
import type { SaidTrait } from '#collect/tracking/trait-attributes.ts'
import type { IdentityService } from './identity-service.ts'

const KINDS: ReadonlySet<string> = new Set<IdentifierKind>([
  'user_id',
  'custom_id',
  'member_number',
  'unionid',
  'openid',
  'phone',
  'email',
  'device',
])

/**
 * The owner of each tracked event. A sender with identifiers is resolved, and created if new; a device alone belongs to the one customer who identified on it, or
 * to nobody. The same sender is resolved once per block. Events of a file name their import, so that whom only it made known goes when it is undone.
 */
export function eventCustomers(
  identity: Pick<IdentityService, 'resolve'>,
  importId?: string,
): (events: readonly TrackedEvent[]) => Promise<readonly Sender[]> {
  return async (events) => {
    const { claims: sent, senderOf } = sendersOf(events)
    const claims = importId === undefined ? sent : sent.map((claim) => ({ ...claim, source: 'import', importId }))
    const { owners } = claims.length === 0 ? { owners: [] } : await identity.resolve(claims)
    return senderOf.map((sender) => owners[sender] ?? NO_OWNER)
  }
}

/** The senders of events, each once, with the place of each event's sender among them; -1 where nobody and no device is named. */
export function sendersOf(events: readonly TrackedEvent[]): {
  readonly claims: readonly IdentityClaim[]
  readonly senderOf: readonly number[]
} {
  const claims: IdentityClaim[] = []
  const places = new Map<string, number>()
  const senderOf = events.map((event) => {
    const key = keyOfSender(event)
    const known = places.get(key)
    if (known !== undefined) return known
    const identifiers = claimedOf(event.identifiers)
    if (identifiers.length === 0) return -1
    const former = formerOf(event.identifiers, identifiers)
    const place =
      claims.push({
        identifiers,
        source: 'tracking',
        seenAt: new Date(event.occurredAt),
        ...(former === undefined ? {} : { former }),
        ...(saysSomething(event) ? { sourceId: event.sourceId } : {}),
        ...(event.personName === null ? {} : { name: event.personName }),
        ...event.fields,
        ...(traitsOf(event).length === 0 ? {} : { traits: traitsOf(event) }),
        ...(event.isTest ? { isTest: true } : {}),
      }) - 1
    places.set(key, place)
    return place
  })
  return { claims, senderOf }
}

/** Whether it says what its sender is like, and not only who it is. */
function saysSomething(event: TrackedEvent): boolean {
  return event.personName !== null || event.fields !== undefined || traitsOf(event).length > 0
}

function traitsOf({ traits }: TrackedEvent): readonly SaidTrait[] {
  return traits?.said ?? []
}

/** The same for events of which identity is told the same. Lengths stand before texts, so that no two senders have one. */
function keyOfSender(event: TrackedEvent): string {
  const { identifiers, personName, isTest, sourceId, fields, occurredAt } = event
  const traits = traitsOf(event)
  let key = isTest ? 'test' : ''
  // What is said of a person may change and change back: each time of it counts.
  if (saysSomething(event)) key += occurredAt
  if (fields !== undefined) key += `${sourceId}${JSON.stringify(fields)}`
  if (traits.length > 0) key += `${sourceId}${JSON.stringify(traits)}`
  if (personName !== null) key += `${sourceId}${personName.length}:${personName}`
  for (const { kind, value } of identifiers) key += `|${kind.length}:${kind}${value.length}:${value}`
  return key
}

/** What an alias says the sender was called before: an id of the kind of its user id. */
function formerOf(all: readonly MessageIdentifier[], known: readonly ClaimedIdentifier[]): ClaimedIdentifier<PersonKind> | undefined {
  const said = all.find(({ kind }) => kind === FORMER_ID)
  const [user] = known
  return said === undefined || user === undefined || user.kind === 'device' ? undefined : { kind: user.kind, value: said.value }
}

/**
 * The identifiers of a message as identity takes them. Of external ids the type `openid:APP` is an openid of that app, and a type that is none of the built-in kinds one
 * of the shop's own, which the identity rules know or not.
 */
function claimedOf(identifiers: readonly MessageIdentifier[]): ClaimedIdentifier[] {
  return identifiers.flatMap(({ kind, value }): ClaimedIdentifier[] => {
    if (kind === FORMER_ID) return []
    if (KINDS.has(kind)) return [{ kind: kind as IdentifierKind, value }]
    const app = /^openid:(?<app>\S{1,100})$/u.exec(kind)?.groups?.['app']
    return [app === undefined ? { kind: `custom:${kind}`, value } : { kind: 'openid', value: `${app}:${value}` }]
  })
}
