import type { StoredEvent } from '../tracked-event.ts'

export type InsertEvents = (events: readonly StoredEvent[]) => Promise<void>

/**
 * Store: one block into the events table, but for those that an unfinished attempt put there already. Every event passes or the engine's error is thrown: the
 * loader divides the block until the one record that the engine refuses stands alone, which is quarantined.
 */
export async function storeStep(events: readonly StoredEvent[], isThere: readonly boolean[], insertEvents: InsertEvents): Promise<void> {
  await insertEvents(isThere.includes(true) ? events.filter((_, i) => isThere[i] !== true) : events)
}
