import type { Pool } from 'pg'
import type { HeldSlot, SlotLedger } from '#act/journeys/journey-scheduler.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

const ZONES_KEPT_MS = 10 * 60_000

/** Steps from one zone to the next in the index, so that its cost is the number of zones and not that of customers. */
const ZONES = `
WITH RECURSIVE zone (name) AS (
  SELECT min(time_zone) FROM customers
  UNION ALL
  SELECT (SELECT min(time_zone) FROM customers WHERE time_zone > zone.name) FROM zone WHERE zone.name IS NOT NULL
)
SELECT name FROM zone WHERE name IS NOT NULL LIMIT 1000`

/** Slots of journeys. */
export function createSlotLedger(pool: Pool): SlotLedger {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  let kept: { readonly at: number; readonly zones: readonly string[] } | null = null
  return {
    async note(journeyId, slots) {
      if (slots.length === 0) return
      await ask(
        `INSERT INTO journey_slots (id, journey_id, slot, due_at, state, reason)
         SELECT id, $1, slot, due_at, CASE WHEN missed THEN 'skipped' ELSE 'open' END, CASE WHEN missed THEN 'missed' ELSE '' END
         FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::boolean[]) AS new (id, slot, due_at, missed) ON CONFLICT (journey_id, slot) DO NOTHING`,
        [
          journeyId,
          slots.map(({ id }) => id),
          slots.map(({ key }) => key),
          slots.map(({ dueAt }) => dueAt),
          slots.map(({ isMissed }) => isMissed),
        ],
      )
    },

    async claim(owner, { now, heldUntil }) {
      const [row] = await ask<{ id: string; journey_id: string; slot: string; is_taken: boolean; cursor: string | null }>(
        `UPDATE journey_slots SET lease_owner = $1, lease_until = $3 WHERE id = (
           SELECT s.id FROM journey_slots s JOIN journeys j ON j.id = s.journey_id
           WHERE s.state = 'open' AND (s.lease_until IS NULL OR s.lease_until <= $2) AND j.state <> 'paused' ORDER BY s.due_at LIMIT 1 FOR UPDATE OF s SKIP LOCKED
         ) RETURNING id, journey_id, slot, is_taken, cursor`,
        [owner, now, heldUntil],
      )
      return row === undefined
        ? null
        : ({ id: row.id, journeyId: row.journey_id, key: row.slot, isTaken: row.is_taken, cursor: row.cursor } satisfies HeldSlot)
    },

    async advance(id, owner, { cursor, entered, heldUntil }) {
      const rows = await ask(
        `UPDATE journey_slots SET is_taken = true, cursor = $3, entered = entered + $4, lease_until = $5 WHERE id = $1 AND lease_owner = $2 RETURNING id`,
        [id, owner, cursor, entered, heldUntil],
      )
      return rows.length === 1
    },

    async end(id, owner, state, reason) {
      await ask(
        'UPDATE journey_slots SET state = $3, reason = $4, lease_owner = NULL, lease_until = NULL WHERE id = $1 AND lease_owner = $2',
        [id, owner, state, reason],
      )
    },

    async zones() {
      const now = performance.now()
      if (kept === null || now - kept.at > ZONES_KEPT_MS) {
        kept = { at: now, zones: (await ask<{ name: string }>(ZONES)).map(({ name }) => name) }
      }
      return kept.zones
    },

    async zonesOf(customerIds) {
      const rows = await ask<{ id: string; time_zone: string | null }>('SELECT id, time_zone FROM customers WHERE id = ANY ($1::uuid[])', [
        customerIds,
      ])
      return new Map(rows.map((row) => [row.id, row.time_zone ?? '']))
    },
  }
}
