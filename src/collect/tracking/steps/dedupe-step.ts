import type { TrackedEvent } from '../tracked-event.ts'
import type { StepResult } from './step-result.ts'
import { Dropped } from './step-result.ts'

/** Messages of this load, by `messageKey`. */
export interface SeenMessages {
  /** Those that earlier blocks stored. */
  readonly lease: ReadonlySet<string>
  /** Those that came before in this block. The step adds to it what it lets pass. */
  readonly block: Set<string>
}

const DUPLICATE = new Dropped('dedupe', 'duplicate')

/** How a stored message came in. */
export interface StoredReceipt {
  readonly receivedAt: number
  /** The request of the inbox; '' where it was not kept. */
  readonly inboxId: string
  /** When it happened: a request may hold two messages with one id, of which rules let pass another one now than before. */
  readonly occurredAt: number
}

/** What makes a message one: its id among those of its source. */
export function messageKey({ sourceId, messageId }: Pick<TrackedEvent, 'sourceId' | 'messageId'>): string {
  return `${sourceId}/${messageId}`
}

/**
 * Dedupe: drops a message that was stored before. `stored` is the receipt of the stored one, if there is any: one with this event's own time and request was
 * stored by an attempt that did not finish, and passes. The time alone would not do: two servers may receive the same message in one millisecond.
 */
export function dedupeStep<Event extends Pick<TrackedEvent, 'sourceId' | 'messageId' | 'receivedAt' | 'inboxId' | 'occurredAt'>>(
  event: Event,
  stored: StoredReceipt | undefined,
  seen: SeenMessages,
): StepResult<Event, Dropped<'duplicate'>> {
  const key = messageKey(event)
  if (seen.lease.has(key) || seen.block.has(key) || (stored !== undefined && !isOwn(stored, event))) return DUPLICATE
  seen.block.add(key)
  return event
}

/** Whether a stored message was stored by an attempt with this very message of this very request. */
export function isOwn({ receivedAt, inboxId, occurredAt }: StoredReceipt, event: StoredReceipt): boolean {
  return receivedAt === event.receivedAt && occurredAt === event.occurredAt && (inboxId === '' || inboxId === event.inboxId)
}
