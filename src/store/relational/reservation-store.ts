import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable, Transaction } from 'kysely'
import { DAY_MS } from '#kernel/clock.ts'
import type { Arm } from '#decide/assign-arm.ts'
import { LONGEST_COOLDOWN_DAYS } from '#decide/reservation.ts'
import type { Reservation } from '#decide/reservation.ts'
import type { ReservationStore } from '#decide/decision-ports.ts'
import type { Database } from './database.ts'
import type { ContactReservationsTable } from './decision-tables.ts'

const BLOCK = 10_000

type ReservationRow = Selectable<ContactReservationsTable>

/** Who belongs to which run. The primary key of the table is what keeps two runs apart. */
export function createReservationStore(db: Kysely<Database>): ReservationStore {
  return {
    async of(customerIds, asOf) {
      const { rows } = await sql<ReservationRow>`
        SELECT * FROM contact_reservations r WHERE r.customer_id = ANY (${[...customerIds]}::uuid[]) AND ${stillMatters(asOf)}`.execute(db)
      return byCustomer(rows)
    },

    async drawn(asOf) {
      const { rows } = await sql<ReservationRow>`
        SELECT * FROM contact_reservations r WHERE r.draw_unit IS NOT NULL AND ${stillMatters(asOf)}`.execute(db)
      return byCustomer(rows)
    },

    reserve: (reservations) => db.transaction().execute((trx) => reserve(trx, reservations)),

    async keepOnly(runId, decisionIds) {
      await sql`DELETE FROM contact_reservations WHERE run_id = ${runId} AND decision_id <> ALL (${[...decisionIds]}::uuid[])`.execute(db)
    },

    settleRun: (runId) =>
      db.transaction().execute(async (trx) => {
        await sql`
          DELETE FROM contact_reservations r USING send_ledger s
          WHERE r.run_id = ${runId} AND s.decision_id = r.decision_id
            AND (s.state = 'failed' OR s.state = 'suppressed' AND s.reason <> 'held_out')`.execute(trx)
        await trx.updateTable('decision_runs').set({ reserved: true }).where('id', '=', runId).execute()
      }),
  }
}

function stillMatters(asOf: Date): RawBuilder<boolean> {
  return sql<boolean>`(r.until > ${asOf} OR r.reserved_at > ${new Date(asOf.getTime() - LONGEST_COOLDOWN_DAYS * DAY_MS)})`
}

function byCustomer(rows: readonly ReservationRow[]): ReadonlyMap<string, Reservation> {
  return new Map(
    rows.map((row) => [
      row.customer_id,
      {
        customerId: row.customer_id,
        decisionId: row.decision_id,
        runId: row.run_id,
        reservedAt: row.reserved_at,
        until: row.until,
        ...(row.draw_unit === null || row.arm === null ? {} : { drawn: { unit: row.draw_unit, arm: row.arm as Arm } }),
      },
    ]),
  )
}

/** Always in the order of the customers, so that two runs at once wait for each other instead of blocking each other. */
export async function reserve(trx: Transaction<Database>, reservations: readonly Reservation[]): Promise<ReadonlySet<string>> {
  const sorted = reservations.toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1))
  const held = new Set<string>()
  for (let start = 0; start < sorted.length; start += BLOCK) {
    const block = sorted.slice(start, start + BLOCK)
    const { rows } = await sql<{ decision_id: string }>`
      INSERT INTO contact_reservations AS held (customer_id, decision_id, run_id, reserved_at, until, draw_unit, arm)
      SELECT * FROM unnest(
        ${block.map((one) => one.customerId)}::uuid[], ${block.map((one) => one.decisionId)}::uuid[], ${block.map((one) => one.runId)}::uuid[],
        ${block.map((one) => one.reservedAt)}::timestamptz[], ${block.map((one) => one.until)}::timestamptz[],
        ${block.map((one) => one.drawn?.unit ?? null)}::uuid[], ${block.map((one) => one.drawn?.arm ?? null)}::text[])
      ON CONFLICT (customer_id) DO UPDATE SET
        decision_id = excluded.decision_id, run_id = excluded.run_id, reserved_at = excluded.reserved_at, until = excluded.until,
        draw_unit = excluded.draw_unit, arm = excluded.arm
      WHERE held.run_id = excluded.run_id OR held.until <= excluded.reserved_at
      RETURNING decision_id`.execute(trx)
    for (const row of rows) held.add(row.decision_id)
  }
  return held
}

/** Gives the customers of these decisions back; sends without a decision (null) hold none. */
export async function release(trx: Transaction<Database>, sends: readonly (string | null)[]): Promise<void> {
  const decisionIds = sends.filter((id) => id !== null)
  if (decisionIds.length === 0) return
  await trx
    .deleteFrom('contact_reservations')
    .where('decision_id', 'in', [...decisionIds])
    .execute()
}
