import { Breather } from '#kernel/breather.ts'
import { NO_OWNER, type Owner } from '../identity-claim.ts'
import type { MessageRefusal } from './message-fields.ts'
import type { TrackedEvent } from './normalise-message.ts'
import { normaliseMessage } from './normalise-message.ts'
import type { TrackingRequest } from './tracking-message.ts'

/** A request as it lies in the inbox. */
export interface InboxRequest extends TrackingRequest {
  readonly inboxId: string
  /** Place of the request within its inbox row. */
  readonly index: number
}

export interface RefusedMessage {
  readonly originId: string
  readonly position: number
  readonly reason: MessageRefusal
  readonly field: string
  readonly message: string
  /** As it came. */
  readonly record: unknown
  readonly sourceId: string
  readonly receivedAt: number
}

export interface SourceCount {
  readonly sourceId: string
  readonly day: string
  received: number
  stored: number
  duplicates: number
  quarantined: number
}

/** One lease on some inbox rows. Ends with `finish` (rows gone, counters up, refused records kept, stored events signalled, all in one commit) or `release`. */
export interface InboxLease {
  readonly requests: readonly InboxRequest[]
  finish(counts: readonly SourceCount[], refused: readonly RefusedMessage[], stored: readonly StoredEvent[]): Promise<void>
  release(): Promise<void>
}

export interface LoaderPorts {
  lease(maxMessages: number): Promise<InboxLease | null>
  userIdKinds(sourceIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Time of receipt of those message ids that are stored already. */
  storedMessages(events: readonly TrackedEvent[]): Promise<ReadonlyMap<string, number>>
  /** The owner of each event, in order. */
  resolveCustomers(events: readonly TrackedEvent[]): Promise<readonly Owner[]>
  insertEvents(events: readonly StoredEvent[]): Promise<void>
  /** Whether a failure is caused by the records themselves. If an engine is unavailable, full or over a limit, its records wait. */
  isAboutData(error: unknown): boolean
  /** Secret of the installation for ids that must not be read. */
  readonly idSecret: string
}

export interface StoredEvent extends TrackedEvent, Owner {
  readonly isRepeat: boolean
}

export interface LoadResult {
  readonly received: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
}

const REPEAT_MS = 500
/** Events that are stored in one go: enough for the engine to be fast, few enough for the server to stay responsive. */
const STORED_AT_ONCE = 5_000

/**
 * Moves one lease of the inbox into the events table: check, drop repeats by message id, find the customer, store. Returns null when the inbox is empty.
 * A crash anywhere is repaired by repeating: an id stored with our own time of receipt was stored by the previous attempt and counts as stored.
 * Records that a store refuses are found by halving and kept in quarantine; the others are stored.
 */
export async function loadEvents(ports: LoaderPorts, maxMessages = 20_000): Promise<LoadResult | null> {
  const lease = await ports.lease(maxMessages)
  if (lease === null) return null
  try {
    const kinds = await ports.userIdKinds([...new Set(lease.requests.map((request) => request.sourceId))])
    const { accepted, refused, counts } = await normaliseAll(lease.requests, kinds, ports.idSecret)
    const work: Storing = { ports, refused, taken: new Set(), stored: [] }
    for (let start = 0; start < accepted.length; start += STORED_AT_ONCE) {
      await storeHalving(work, accepted.slice(start, start + STORED_AT_ONCE))
    }
    await lease.finish([...counts.values()], refused, work.stored)
    return sum(counts.values())
  } catch (error) {
    await lease.release()
    throw error
  }
}

interface Storing {
  readonly ports: LoaderPorts
  readonly refused: RefusedMessage[]
  /** Message ids of this lease that are stored. */
  readonly taken: Set<string>
  /** Their events, including those stored by an earlier attempt that did not finish. */
  readonly stored: StoredEvent[]
}

/** Stores a part; if its data make it fail, tries its halves, down to the one record that cannot be stored. */
async function storeHalving(work: Storing, part: readonly Accepted[]): Promise<void> {
  try {
    await storePart(work, part)
  } catch (error) {
    if (!work.ports.isAboutData(error)) throw error
    const [only] = part
    if (only === undefined) throw error
    if (part.length === 1) {
      only.count.quarantined += 1
      work.refused.push({ ...only.place, reason: 'store_refused', field: '', message: 'The databases refuse this message as it is.' })
      return
    }
    const middle = Math.ceil(part.length / 2)
    await storeHalving(work, part.slice(0, middle))
    await storeHalving(work, part.slice(middle))
  }
}

/** Counts only after everything succeeded, so that a failed part can be retried in pieces. */
async function storePart({ ports, taken, stored }: Storing, part: readonly Accepted[]): Promise<void> {
  const known = await ports.storedMessages(part.map((entry) => entry.event))
  const own: TrackedEvent[] = []
  const here = new Set<string>()
  const again = part.map(({ event }) => {
    const storedAt = known.get(event.messageId)
    if (taken.has(event.messageId) || here.has(event.messageId) || (storedAt !== undefined && storedAt !== event.receivedAt)) return true
    here.add(event.messageId)
    own.push(event)
    return false
  })
  const marked = markRepeats(own, await ports.resolveCustomers(own))
  await ports.insertEvents(marked.filter(({ messageId }) => !known.has(messageId)))
  for (const id of here) taken.add(id)
  stored.push(...marked)
  for (const [i, { count }] of part.entries()) {
    if (again[i] === true) count.duplicates += 1
    else count.stored += 1
  }
}

/** Flags a click on the same target by the same customer within half a second of the one before. */
export function markRepeats(events: readonly TrackedEvent[], owners: readonly Owner[]): StoredEvent[] {
  const stored = events.map((event, i) => ({ ...event, ...(owners[i] ?? NO_OWNER), isRepeat: false }))
  const last = new Map<string, number>()
  for (const event of stored.toSorted((a, b) => a.occurredAt - b.occurredAt)) {
    if (event.type !== 'track') continue
    const key = `${event.customerId}/${event.name}/${event.productId}`
    const before = last.get(key)
    if (before !== undefined && event.occurredAt - before < REPEAT_MS) event.isRepeat = true
    last.set(key, event.occurredAt)
  }
  return stored
}

interface Accepted {
  readonly event: TrackedEvent
  readonly count: SourceCount
  readonly place: Pick<RefusedMessage, 'originId' | 'position' | 'record' | 'sourceId' | 'receivedAt'>
}

async function normaliseAll(
  requests: readonly InboxRequest[],
  kinds: ReadonlyMap<string, string>,
  secret: string,
): Promise<{ accepted: Accepted[]; refused: RefusedMessage[]; counts: Map<string, SourceCount> }> {
  const accepted: Accepted[] = []
  const refused: RefusedMessage[] = []
  const counts = new Map<string, SourceCount>()
  const breather = new Breather()
  for (const request of requests) {
    const day = new Date(request.receivedAt).toISOString().slice(0, 10)
    const key = `${request.sourceId}/${day}`
    const count = counts.get(key) ?? { sourceId: request.sourceId, day, received: 0, stored: 0, duplicates: 0, quarantined: 0 }
    counts.set(key, count)
    for (const [index, record] of request.messages.entries()) {
      await breather.pause()
      count.received += 1
      const position = request.index * 10_000 + index
      const { receivedAt, sentAt, inboxId, sourceId } = request
      const place = { originId: inboxId, position, record, sourceId, receivedAt }
      const userIdKind = kinds.get(sourceId) ?? 'user_id'
      const result = normaliseMessage(record, { receivedAt, sentAt, inboxId, position, userIdKind, secret })
      if (result.ok) accepted.push({ event: result.event, count, place })
      else {
        count.quarantined += 1
        const { reason, field, message } = result
        refused.push({ ...place, reason, field, message })
      }
    }
  }
  return { accepted, refused, counts }
}

function sum(counts: Iterable<SourceCount>): LoadResult {
  const total = { received: 0, stored: 0, duplicates: 0, quarantined: 0 }
  for (const count of counts) {
    total.received += count.received
    total.stored += count.stored
    total.duplicates += count.duplicates
    total.quarantined += count.quarantined
  }
  return total
}
