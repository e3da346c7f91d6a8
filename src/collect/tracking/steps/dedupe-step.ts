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

/** What makes a message one: its id among those of its source. */
export function messageKey({ sourceId, messageId }: Pick<TrackedEvent, 'sourceId' | 'messageId'>): string {
  return `${sourceId}/${messageId}`
}

/**
 * Dedupe: drops a message that was stored before. `storedAt` is the time of receipt of the stored one, if there is any: one with this event's own time was
 * stored by an attempt that did not finish, and passes.
 */
export function dedupeStep<Event extends Pick<TrackedEvent, 'sourceId' | 'messageId' | 'receivedAt'>>(
  event: Event,
  storedAt: number | undefined,
  seen: SeenMessages,
): StepResult<Event, Dropped<'duplicate'>> {
  const key = messageKey(event)
  if (seen.lease.has(key) || seen.block.has(key) || (storedAt !== undefined && storedAt !== event.receivedAt)) return DUPLICATE
  seen.block.add(key)
  return event
}
