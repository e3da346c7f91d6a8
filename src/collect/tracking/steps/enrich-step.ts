import { NO_CUSTOMER } from '#kernel/id.ts'
import { NO_OWNER, type Sender } from '../../identity-claim.ts'
import type { StoredEvent, TrackedEvent } from '../tracked-event.ts'

const REPEAT_MS = 500

type Enriched = TrackedEvent & Sender & { isRepeat: boolean }

/**
 * Enrich: adds the owners, and what only the events around an event tell: a click on the same target by the same customer, or on the same device of nobody known,
 * within half a second of the one before is a repeat. Every event passes.
 */
export function enrichStep(events: readonly TrackedEvent[], owners: readonly Sender[]): readonly StoredEvent[] {
  const enriched = events.map((event, i): Enriched => ({ ...event, ...(owners[i] ?? NO_OWNER), isRepeat: false }))
  const last = new Map<string, number>()
  for (const event of enriched.toSorted((a, b) => a.occurredAt - b.occurredAt)) {
    if (event.type !== 'track') continue
    const key = `${event.customerId === NO_CUSTOMER ? event.originId : event.customerId}/${event.name}/${event.productId}`
    const before = last.get(key)
    if (before !== undefined && event.occurredAt - before < REPEAT_MS) event.isRepeat = true
    last.set(key, event.occurredAt)
  }
  return enriched
}
