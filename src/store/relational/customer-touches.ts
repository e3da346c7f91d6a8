import type { Pool } from 'pg'
import { Dropped } from '#collect/tracking/steps/step-result.ts'
import { signalStep } from '#collect/tracking/steps/signal-step.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { TouchedBlock } from '#segment/followed-work.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import type { Ask } from './ask.ts'

/** Who reads whose acts were stored, and while what there is: rows for a reader that has nothing to look at would stay for ever. */
const READERS = {
  segments: "SELECT FROM segments WHERE kind = 'dynamic' AND archived_at IS NULL",
  tags: "SELECT FROM tags WHERE refresh = 'dynamic' AND archived_at IS NULL",
} as const
export type TouchReader = keyof typeof READERS

/** Customers of one row, so that a look takes few rows or many. */
const CUSTOMERS_A_ROW = 2_000

/**
 * Notes whose acts a load stores, in its commit, a row for each reader of them. Those of imported and late messages apart: they start nothing.
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
        `INSERT INTO customer_touches (reader, customer_ids, historical)
         ${Object.entries(READERS)
           .map(([reader, some]) => `SELECT '${reader}', $1::uuid[], $2::boolean WHERE EXISTS (${some})`)
           .join(' UNION ALL ')}`,
        [ids.slice(start, start + CUSTOMERS_A_ROW), isHistorical],
      )
    }
  }
}

/** Customers of one look: what an address of the engine takes as values. */
const CUSTOMERS_A_LOOK = 4_000
/** Loads of one look. */
const LOADS_A_LOOK = 200

/** What loads noted for a reader, at most a block of customers; null where nothing waits. Gone with `forget`. */
export async function readTouched(pool: Pool, reader: TouchReader): Promise<TouchedBlock | null> {
  const { rows } = await withEngineErrors('postgres', () =>
    pool.query<{ number: string; customer_ids: string[]; historical: boolean }>(
      `SELECT number::text, customer_ids::text[], historical FROM customer_touches WHERE reader = $1 ORDER BY number LIMIT ${LOADS_A_LOOK}`,
      [reader],
    ),
  )
  const [all, live, numbers] = [new Set<string>(), new Set<string>(), [] as string[]]
  for (const row of rows) {
    if (all.size > 0 && all.size + row.customer_ids.length > CUSTOMERS_A_LOOK) break
    numbers.push(row.number)
    for (const id of row.customer_ids) {
      all.add(id)
      if (!row.historical) live.add(id)
    }
  }
  if (numbers.length === 0) return null
  return {
    customerIds: [...all],
    live: [...live],
    hasMore: numbers.length < rows.length || rows.length === LOADS_A_LOOK,
    forget: async () => {
      await withEngineErrors('postgres', () => pool.query('DELETE FROM customer_touches WHERE number = ANY ($1::bigint[])', [numbers]))
    },
  }
}
