import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { EntryDesk, KnownRuns, RunChanges } from '#act/journeys/run-ports.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { askKysely } from './ask.ts'
import type { Ask } from './ask.ts'
import type { Database } from './database.ts'
import { RUN_COLUMNS, toRun } from './run-rows.ts'
import type { RunRow } from './run-rows.ts'
import { suppressSends } from './suppress-sends.ts'

const REFUSED_KEPT_MS = 30 * DAY_MS
/** A signal that was set aside is read again by hand within this time. */
const CAUSES_KEPT_MS = 31 * DAY_MS
const MOST_REFUSED = 1_000_000
const FORGOTTEN_AT_ONCE = 50_000

/** In the order of the ids, so that two that want the same customers wait for one another. */
const LOCK = `
SELECT pg_advisory_xact_lock(hashtextextended(id, 61)) FROM (SELECT DISTINCT unnest($1::text[]) AS id ORDER BY 1) AS customer`

/** Grain: a customer in a journey. Cost: by the index of customers, a run each. */
const LAST = `
SELECT DISTINCT ON (customer_id, journey_id) customer_id, journey_id, id, entered_at FROM enrolments
WHERE customer_id = ANY ($1::uuid[]) AND journey_id = ANY ($2::uuid[]) ORDER BY customer_id, journey_id, entered_at DESC, id DESC`

/** Where customers enter journeys, go on and leave by what they do. */
export function createEntryDesk(db: Kysely<Database>): EntryDesk {
  return {
    async mergedInto(customerIds) {
      const rows = await askKysely(db)<{ id: string; merged_into: string }>(
        'SELECT id, merged_into FROM customers WHERE id = ANY ($1::uuid[]) AND merged_into IS NOT NULL',
        [customerIds],
      )
      return new Map(rows.map(({ id, merged_into }) => [id, merged_into]))
    },

    change: ({ customerIds, journeyIds, causes }, decide, now) =>
      db.transaction().execute(async (trx) => {
        const ask = askKysely(trx)
        await ask(LOCK, [customerIds])
        const changes = decide(await readKnown(ask, customerIds, journeyIds, causes))
        await writeChanges(trx, ask, changes, now)
        return changes
      }),

    async forget(now) {
      const ask = askKysely(db)
      const gone = await ask(
        `DELETE FROM refused_entries WHERE ctid = ANY (ARRAY(SELECT ctid FROM refused_entries WHERE at < $1 ORDER BY at LIMIT $2)) RETURNING 1`,
        [new Date(now.getTime() - REFUSED_KEPT_MS), FORGOTTEN_AT_ONCE],
      )
      const many = await ask(
        `DELETE FROM refused_entries WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM refused_entries ORDER BY at LIMIT least($2, greatest(0, (SELECT count(*) FROM refused_entries) - $1)))) RETURNING 1`,
        [MOST_REFUSED, FORGOTTEN_AT_ONCE],
      )
      const read = await ask(
        `DELETE FROM journey_causes WHERE ctid = ANY (ARRAY(SELECT ctid FROM journey_causes WHERE at < $1 ORDER BY at LIMIT $2)) RETURNING 1`,
        [new Date(now.getTime() - CAUSES_KEPT_MS), FORGOTTEN_AT_ONCE],
      )
      return gone.length + many.length + read.length
    },
  }
}

async function readKnown(
  ask: Ask,
  customerIds: readonly string[],
  journeyIds: readonly string[],
  causes: readonly string[],
): Promise<KnownRuns> {
  const runs = await ask<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM enrolments e WHERE e.customer_id = ANY ($1::uuid[]) AND e.ended_at IS NULL ORDER BY e.id FOR UPDATE`,
    [customerIds],
  )
  const last =
    journeyIds.length === 0
      ? []
      : await ask<{ customer_id: string; journey_id: string; id: string; entered_at: Date }>(LAST, [customerIds, journeyIds])
  const done = await ask<{ id: string }>('SELECT id FROM journey_causes WHERE id = ANY ($1::text[])', [causes])
  return {
    runs: runs.map(toRun),
    last: new Map(last.map((row) => [`${row.customer_id} ${row.journey_id}`, { id: row.id, enteredAt: row.entered_at }])),
    done: new Set(done.map(({ id }) => id)),
  }
}

async function writeChanges(trx: Transaction<Database>, ask: Ask, changes: RunChanges, now: Date): Promise<void> {
  const { causes, entered, refused, moved, seen, goals, lateGoals, ended, silenced } = changes
  if (causes.length > 0)
    await ask('INSERT INTO journey_causes (id, at) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING', [causes, now])
  if (entered.length > 0) {
    await ask(
      `INSERT INTO enrolments (id, journey_id, version, customer_id, entry_key, state, is_held_out, probability, entered_at, origin, step_id, arrived_at, due_at, window_ends_at)
       SELECT id, journey_id, version, customer_id, entry_key, CASE WHEN is_held_out THEN 'held_out' ELSE 'active' END, is_held_out, probability, $11, origin,
         step_id, $11, CASE WHEN is_held_out THEN window_ends_at ELSE $11 END, window_ends_at
       FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::uuid[], $5::text[], $6::boolean[], $7::float8[], $8::text[], $9::text[], $10::timestamptz[])
         AS new (id, journey_id, version, customer_id, entry_key, is_held_out, probability, origin, step_id, window_ends_at)`,
      [
        entered.map((one) => one.id),
        entered.map((one) => one.journeyId),
        entered.map((one) => one.version),
        entered.map((one) => one.customerId),
        entered.map((one) => one.entryKey),
        entered.map((one) => one.isHeldOut),
        entered.map((one) => one.probability),
        entered.map((one) => one.origin),
        entered.map((one) => one.stepId),
        entered.map((one) => one.windowEndsAt),
        now,
      ],
    )
  }
  if (refused.length > 0) {
    await ask(
      `INSERT INTO refused_entries (journey_id, customer_id, origin, reason, run_id, at)
       SELECT *, $6 FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[]) AS r (journey_id, customer_id, origin, reason, run_id)
       ON CONFLICT DO NOTHING`,
      [
        refused.map((one) => one.journeyId),
        refused.map((one) => one.customerId),
        refused.map((one) => one.origin),
        refused.map((one) => one.reason),
        refused.map((one) => one.runId),
        now,
      ],
    )
  }
  // One run may go on twice within a batch: one after the other.
  for (const { run, stepId, outcome, next } of moved) {
    await ask(
      'INSERT INTO enrolment_steps (enrolment_id, visit, journey_id, step_id, outcome, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
      [run.id, run.visit, run.journeyId, stepId, outcome, now],
    )
    await ask(
      `UPDATE enrolments SET step_id = $2, visit = $3, waits_since = NULL, arrived_at = $4, due_at = $4, lease_owner = NULL, attempts = 0
       WHERE id = $1 AND ended_at IS NULL`,
      [run.id, next, run.visit + 1, now],
    )
  }
  if (seen.length > 0) {
    await ask(
      `INSERT INTO enrolment_events (enrolment_id, step_id, at) SELECT s.enrolment_id, s.step_id, max(s.at)
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS s (enrolment_id, step_id, at) GROUP BY 1, 2
       ON CONFLICT (enrolment_id, step_id) DO UPDATE SET at = greatest(enrolment_events.at, excluded.at)`,
      [seen.map(({ runId }) => runId), seen.map(({ stepId }) => stepId), seen.map(({ at }) => at)],
    )
    // A worker that is at it has not seen it: its work does not count.
    await ask(
      'UPDATE enrolments SET lease_owner = NULL, due_at = $2, attempts = greatest(0, attempts - 1) WHERE id = ANY ($1::uuid[]) AND lease_owner IS NOT NULL',
      [seen.map(({ runId }) => runId), now],
    )
  }
  if (goals.length > 0) await ask('UPDATE enrolments SET goal_at = $2 WHERE id = ANY ($1::uuid[]) AND goal_at IS NULL', [goals, now])
  if (lateGoals.length > 0) {
    await ask(
      `UPDATE enrolments e SET goal_at = $3 FROM unnest($1::uuid[], $2::uuid[]) AS g (customer_id, journey_id)
       WHERE e.customer_id = g.customer_id AND e.journey_id = g.journey_id AND e.ended_at IS NOT NULL AND e.goal_at IS NULL AND e.window_ends_at >= $3`,
      [lateGoals.map((one) => one.customerId), lateGoals.map((one) => one.journeyId), now],
    )
  }
  if (ended.length > 0) {
    await ask(
      `UPDATE enrolments e SET state = x.state, reason = x.reason, ended_at = $4, step_id = NULL, waits_since = NULL, due_at = NULL, lease_owner = NULL
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS x (id, state, reason) WHERE e.id = x.id AND e.ended_at IS NULL`,
      [ended.map(({ runId }) => runId), ended.map(({ state }) => state), ended.map(({ reason }) => reason), now],
    )
  }
  const silent = new Map(silenced.map((one) => [`${one.customerId} ${one.journeyId}`, one]))
  for (const { customerId, journeyId } of silent.values()) {
    const which = sql<boolean>`customer_id = ${customerId} AND source_kind = 'journey' AND source_id = ${journeyId}`
    await suppressSends(trx, which, { reason: 'journey_left', now, limit: null })
  }
}
