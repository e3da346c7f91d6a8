import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { ReaderStanding, SetAsideSignal, SignalOutbox } from '#act/signal-outbox.ts'
import { MOST_TRIES } from '#act/signal-outbox.ts'
import type { HeldSignal, SignalKind } from '#act/signal.ts'
import type { Database } from './database.ts'

interface HeldRow {
  readonly id: string
  readonly kind: string
  readonly customer_id: string | null
  readonly occurred_at: Date
  readonly origin: string
  readonly historical: boolean
  readonly payload: object
  readonly attempts: number
}

/** A program that ends while it holds a signal has tried it; this many times in a row and the signal is the likely reason. */
const ENDED = 'The program ended each time this signal was read.'

export function createSignalOutbox(db: Kysely<Database>): SignalOutbox {
  return {
    async claim(reader, owner, { now, heldUntil, limit }) {
      const there = await sql<{ due: boolean }>`
        SELECT EXISTS (SELECT FROM signals WHERE reader = ${reader} AND set_aside_at IS NULL AND due_at <= ${now}) AS due`.execute(db)
      if (there.rows[0]?.due !== true) return []
      return db.transaction().execute(async (trx) => {
        // Claims of one reader wait for one another, so that each sees what the others hold. They are short.
        await sql`SELECT FROM signal_readers WHERE name = ${reader} FOR UPDATE`.execute(trx)
        await sql`
          UPDATE signals SET set_aside_at = ${now}, reason = ${ENDED}, lease_owner = NULL
          WHERE reader = ${reader} AND set_aside_at IS NULL AND attempts >= ${MOST_TRIES} AND due_at <= ${now}`.execute(trx)
        const due = await sql<{ id: string; attempts: number }>`
          SELECT s.id::text, s.attempts FROM signals s
          WHERE s.reader = ${reader} AND s.set_aside_at IS NULL AND s.due_at <= ${now} AND NOT EXISTS (
            SELECT FROM signals e
            WHERE e.reader = s.reader AND e.customer_id = s.customer_id AND e.set_aside_at IS NULL AND e.attempts > 0 AND e.due_at > ${now} AND e.id < s.id)
          ORDER BY s.id LIMIT ${limit}`.execute(trx)
        const ids = untried(due.rows)
        const held = await sql<HeldRow>`
          UPDATE signals SET attempts = attempts + 1, due_at = ${heldUntil}, lease_owner = ${owner}
          WHERE id = ANY (${ids}::bigint[])
          RETURNING id::text, kind, customer_id, occurred_at, origin, historical, payload, attempts`.execute(trx)
        return held.rows.map(toHeld).toSorted((a, b) => Number(a.id) - Number(b.id))
      })
    },

    async hold(owner, heldUntil) {
      const result = await db.updateTable('signals').set({ due_at: heldUntil }).where('lease_owner', '=', owner).executeTakeFirst()
      return result.numUpdatedRows > 0n
    },

    async settle(owner, { read, left, failed }, now) {
      await db.transaction().execute(async (trx) => {
        if (read.length > 0) {
          await sql`DELETE FROM signals WHERE id = ANY (${read}::bigint[]) AND lease_owner = ${owner}`.execute(trx)
        }
        if (left.length > 0) {
          await sql`
            UPDATE signals SET attempts = attempts - 1, due_at = '-infinity', lease_owner = NULL
            WHERE id = ANY (${left}::bigint[]) AND lease_owner = ${owner}`.execute(trx)
        }
        for (const { id, reason, dueAt } of failed) {
          await trx
            .updateTable('signals')
            .set({ lease_owner: null, reason, ...(dueAt === null ? { set_aside_at: now } : { due_at: dueAt }) })
            .where('id', '=', id)
            .where('lease_owner', '=', owner)
            .execute()
        }
      })
    },

    async standing() {
      const { rows } = await sql<{ reader: string; waiting: number; oldest_at: Date | null; set_aside: number }>`
        SELECT r.name AS reader, (count(s.id) FILTER (WHERE s.set_aside_at IS NULL))::int AS waiting,
          min(s.recorded_at) FILTER (WHERE s.set_aside_at IS NULL) AS oldest_at,
          (count(s.id) FILTER (WHERE s.set_aside_at IS NOT NULL))::int AS set_aside
        FROM signal_readers r LEFT JOIN signals s ON s.reader = r.name
        GROUP BY r.name ORDER BY r.name`.execute(db)
      return rows.map((row): ReaderStanding => ({
        reader: row.reader,
        waiting: row.waiting,
        oldestAt: row.oldest_at,
        setAside: row.set_aside,
      }))
    },

    async setAside(limit) {
      const rows = await db
        .selectFrom('signals')
        .selectAll()
        .where('set_aside_at', 'is not', null)
        .orderBy('set_aside_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row): SetAsideSignal => ({
        id: String(row.id),
        reader: row.reader,
        kind: row.kind,
        customerId: row.customer_id,
        origin: row.origin,
        occurredAt: row.occurred_at,
        setAsideAt: row.set_aside_at ?? row.recorded_at,
        reason: row.reason ?? '',
      }))
    },

    async retry(id) {
      const result = await db
        .updateTable('signals')
        .set({ set_aside_at: null, reason: null, attempts: 0, due_at: sql`'-infinity'`, lease_owner: null })
        .where(sql<string>`id::text`, '=', id)
        .where('set_aside_at', 'is not', null)
        .executeTakeFirst()
      return result.numUpdatedRows === 1n
    },

    async clear(before) {
      const result = await db.deleteFrom('signals').where('set_aside_at', '<', before).executeTakeFirst()
      return Number(result.numDeletedRows)
    },
  }
}

/** Makes a reader known and says which kinds are written for it from now on. */
export async function followSignals(
  db: Kysely<Database>,
  reader: string,
  kinds: readonly SignalKind[],
  options: { readonly takesHistorical?: boolean } = {},
): Promise<void> {
  const row = { kinds: [...kinds], takes_historical: options.takesHistorical ?? false }
  await db
    .insertInto('signal_readers')
    .values({ name: reader, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute()
}

/**
 * Signals that were never tried are taken together. One that was tried before is taken alone: where a program ended over a batch, only the signal that ends it
 * again keeps counting.
 */
function untried(due: readonly { readonly id: string; readonly attempts: number }[]): string[] {
  const tried = due.findIndex(({ attempts }) => attempts > 0)
  const ids = due.map(({ id }) => id)
  return tried === -1 ? ids : ids.slice(0, Math.max(1, tried))
}

function toHeld(row: HeldRow): HeldSignal {
  return {
    id: row.id,
    kind: row.kind,
    customerId: row.customer_id,
    occurredAt: row.occurred_at,
    origin: row.origin,
    historical: row.historical,
    payload: row.payload,
    attempts: row.attempts,
  } as HeldSignal
}
