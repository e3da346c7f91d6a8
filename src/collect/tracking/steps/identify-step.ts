import { NO_OWNER, type Sender } from '../../identity-claim.ts'
import type { TrackedEvent } from '../tracked-event.ts'

/** The owner of each event, in order. */
export type ResolveCustomers = (events: readonly TrackedEvent[]) => Promise<readonly Sender[]>

/** Identify: whose each event is, in order, for a whole block at once. Every event passes; one that identity says nothing of belongs to nobody. */
export async function identifyStep(events: readonly TrackedEvent[], resolveCustomers: ResolveCustomers): Promise<readonly Sender[]> {
  const owners = await resolveCustomers(events)
  return owners.length === events.length ? owners : events.map((_, i) => owners[i] ?? NO_OWNER)
}
