import { Dropped } from '#collect/tracking/steps/step-result.ts'
import { signalStep } from '#collect/tracking/steps/signal-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { Ask } from './ask.ts'

/** Customers of one row, so that a look takes few rows or many. */
const CUSTOMERS_A_ROW = 2_000

/**
 * Notes whose acts a load stores, in its commit, for segments that ask for acts; nothing while there are none. Those of imported and late messages apart: they start nothing.
 */
export async function noteTouched(ask: Ask, stored: readonly StoredEvent[]): Promise<void> {
  if (stored.length === 0) return
  const [live, historical] = [new Set<string>(), new Set<string>()]
  for (const event of stored) {
    if (event.customerId === NO_CUSTOMER) continue
    const verdict = signalStep(event)
    const isLive = !(verdict instanceof Dropped) && verdict !== 'historical'
    if (isLive) live.add(event.customerId)
    else historical.add(event.customerId)
  }
  for (const [ids, isHistorical] of [
    [[...live], false],
    [[...historical].filter((id) => !live.has(id)), true],
  ] as const) {
    for (let start = 0; start < ids.length; start += CUSTOMERS_A_ROW) {
      await ask(
        `INSERT INTO customer_touches (customer_ids, historical)
         SELECT $1::uuid[], $2 WHERE EXISTS (SELECT FROM segments WHERE kind = 'dynamic' AND archived_at IS NULL)`,
        [ids.slice(start, start + CUSTOMERS_A_ROW), isHistorical],
      )
    }
  }
}
