import type { JsonObject, TrackingRequest } from './tracking-message.ts'
import type { TrackedEvent } from './normalise-message.ts'
import { normaliseMessage } from './normalise-message.ts'

/** A request as it lies in the inbox. */
export interface InboxRequest extends TrackingRequest {
  readonly inboxId: string
  /** Place of the request within its inbox row. */
  readonly index: number
}

export interface RefusedMessage {
  readonly originId: string
  readonly position: number
  readonly reason: string
  readonly field: string
  readonly message: string
  readonly record: JsonObject
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

/** One lease on some inbox rows. Ends with `finish` (rows gone, counters up, refused records kept, all in one commit) or `release`. */
export interface InboxLease {
  readonly requests: readonly InboxRequest[]
  finish(counts: readonly SourceCount[], refused: readonly RefusedMessage[]): Promise<void>
  release(): Promise<void>
}

export interface LoaderPorts {
  lease(maxMessages: number): Promise<InboxLease | null>
  userIdKinds(sourceIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Time of receipt of those message ids that are stored already. */
  storedMessages(events: readonly TrackedEvent[]): Promise<ReadonlyMap<string, number>>
  /** One customer id per event, in order. */
  resolveCustomers(events: readonly TrackedEvent[]): Promise<readonly string[]>
  insertEvents(events: readonly StoredEvent[]): Promise<void>
}

export interface StoredEvent extends TrackedEvent {
  readonly customerId: string
  readonly isRepeat: boolean
}

export interface LoadResult {
  readonly received: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
}

const REPEAT_MS = 500

/**
 * Moves one lease of the inbox into the events table: check, drop repeats by message id, find the customer, store. Returns null when the inbox is empty.
 * A crash anywhere is repaired by doing it again: an id that is stored with our own time of receipt was stored by the attempt before and counts as stored.
 */
export async function loadEvents(ports: LoaderPorts, maxMessages = 20_000): Promise<LoadResult | null> {
  const lease = await ports.lease(maxMessages)
  if (lease === null) return null
  try {
    const kinds = await ports.userIdKinds([...new Set(lease.requests.map((request) => request.sourceId))])
    const { accepted, refused, counts } = normaliseAll(lease.requests, kinds)
    const known = await ports.storedMessages(accepted.map((entry) => entry.event))
    const fresh: TrackedEvent[] = []
    const taken = new Set<string>()
    for (const { event, count } of accepted) {
      const storedAt = known.get(event.messageId)
      const again = taken.has(event.messageId) || (storedAt !== undefined && storedAt !== event.receivedAt)
      if (again) count.duplicates += 1
      else {
        count.stored += 1
        taken.add(event.messageId)
        if (storedAt === undefined) fresh.push(event)
      }
    }
    const customerIds = await ports.resolveCustomers(fresh)
    await ports.insertEvents(markRepeats(fresh, customerIds))
    await lease.finish([...counts.values()], refused)
    return sum(counts.values())
  } catch (error) {
    await lease.release()
    throw error
  }
}

/** Flags a click on the same target by the same customer within half a second of the one before. */
export function markRepeats(events: readonly TrackedEvent[], customerIds: readonly string[]): StoredEvent[] {
  const stored = events.map((event, i) => ({ ...event, customerId: customerIds[i] as string, isRepeat: false }))
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
}

function normaliseAll(
  requests: readonly InboxRequest[],
  kinds: ReadonlyMap<string, string>,
): { accepted: Accepted[]; refused: RefusedMessage[]; counts: Map<string, SourceCount> } {
  const accepted: Accepted[] = []
  const refused: RefusedMessage[] = []
  const counts = new Map<string, SourceCount>()
  for (const request of requests) {
    const day = new Date(request.receivedAt).toISOString().slice(0, 10)
    const key = `${request.sourceId}/${day}`
    const count = counts.get(key) ?? { sourceId: request.sourceId, day, received: 0, stored: 0, duplicates: 0, quarantined: 0 }
    counts.set(key, count)
    for (const [position, raw] of request.messages.entries()) {
      count.received += 1
      const place = request.index * 10_000 + position
      const result = normaliseMessage(raw, {
        receivedAt: request.receivedAt,
        sentAt: request.sentAt,
        inboxId: request.inboxId,
        position: place,
        userIdKind: kinds.get(request.sourceId) ?? 'user_id',
      })
      if (result.ok) accepted.push({ event: result.event, count })
      else {
        count.quarantined += 1
        const { reason, field, message } = result
        refused.push({
          originId: request.inboxId,
          position: place,
          reason,
          field,
          message,
          record: raw,
          sourceId: request.sourceId,
          receivedAt: request.receivedAt,
        })
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
