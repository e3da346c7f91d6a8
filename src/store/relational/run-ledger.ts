import type { Kysely, Transaction } from 'kysely'
import type { ClaimedRun, RunLedger, RunResult } from '#act/journeys/run-ports.ts'
import { appendSignals } from './append-signals.ts'
import { askKysely } from './ask.ts'
import type { Ask } from './ask.ts'
import type { Database } from './database.ts'
import { planContacts } from './plan-contacts.ts'
import { RUN_COLUMNS, toRun } from './run-rows.ts'
import type { RunRow } from './run-rows.ts'

/** Of journeys that are paused, what is due is put aside, so that it is not looked at again and again. */
const PUT_ASIDE = `
UPDATE enrolments e SET is_paused = true FROM journeys j
WHERE j.id = e.journey_id AND j.state = 'paused' AND NOT e.is_held_out AND e.ended_at IS NULL AND NOT e.is_paused AND e.due_at <= $1`

/** Grain: a run. Cost: a range of the index of due ones. Another worker's rows are passed over. */
const CLAIM = `
WITH due AS (
  SELECT e.id FROM enrolments e WHERE e.ended_at IS NULL AND NOT e.is_paused AND e.due_at <= $1 ORDER BY e.due_at LIMIT $2 FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE enrolments e SET lease_owner = $3, due_at = $4, attempts = attempts + 1 FROM due WHERE e.id = due.id RETURNING e.*
)
SELECT ${RUN_COLUMNS}, e.attempts, coalesce(c.time_zone, '') AS time_zone,
  (SELECT jsonb_object_agg(s.step_id, s.at) FROM enrolment_events s WHERE s.enrolment_id = e.id) AS seen
FROM taken e LEFT JOIN customers c ON c.id = e.customer_id ORDER BY e.id`

interface ClaimedRow extends RunRow {
  readonly attempts: number
  readonly time_zone: string
  readonly seen: Readonly<Record<string, string>> | null
}

/** What was done is written with the row that says so, in one commit. */
export function createRunLedger(db: Kysely<Database>): RunLedger {
  return {
    async claim(owner, { now, heldUntil, limit }) {
      const ask = askKysely(db)
      const [there] = await ask<{ due: boolean; paused: boolean }>(
        `SELECT EXISTS (SELECT FROM enrolments WHERE ended_at IS NULL AND NOT is_paused AND due_at <= $1) AS due,
           EXISTS (SELECT FROM journeys WHERE state = 'paused') AS paused`,
        [now],
      )
      if (there?.due !== true) return []
      if (there.paused) await ask(PUT_ASIDE, [now])
      const rows = await ask<ClaimedRow>(CLAIM, [now, limit, owner, heldUntil])
      return rows.map((row): ClaimedRun => ({
        ...toRun(row),
        attempts: row.attempts,
        timeZone: row.time_zone,
        seen: new Map(Object.entries(row.seen ?? {}).map(([step, at]) => [step, new Date(at)])),
      }))
    },

    commit: (owner, results, now) =>
      db.transaction().execute(async (trx) => {
        const ask = askKysely(trx)
        const rows = await ask<{ id: string }>(
          'SELECT id FROM enrolments WHERE id = ANY ($1::uuid[]) AND lease_owner = $2 AND ended_at IS NULL ORDER BY id FOR UPDATE',
          [results.map(({ runId }) => runId), owner],
        )
        const held = new Set(rows.map(({ id }) => id))
        await write(
          trx,
          ask,
          results.filter(({ runId }) => held.has(runId)),
          now,
        )
        return held
      }),

    async release(now) {
      const rows = await askKysely(db)(
        `UPDATE enrolments e SET is_paused = false, due_at = $1 FROM journeys j
         WHERE j.id = e.journey_id AND j.state = 'live' AND e.ended_at IS NULL AND e.is_paused RETURNING e.id`,
        [now],
      )
      return rows.length
    },
  }
}

async function write(trx: Transaction<Database>, ask: Ask, results: readonly RunResult[], now: Date): Promise<void> {
  if (results.length === 0) return
  const steps = results.flatMap(({ runId, journeyId, steps: done }) => done.map((step) => ({ runId, journeyId, ...step })))
  if (steps.length > 0) {
    // No conflict is passed over: a visit is done once, and a second time is a fault.
    await ask(
      `INSERT INTO enrolment_steps (enrolment_id, visit, journey_id, step_id, outcome, probability, at)
       SELECT *, $7::timestamptz FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::text[], $6::float8[]) AS done`,
      [
        steps.map(({ runId }) => runId),
        steps.map(({ visit }) => visit),
        steps.map(({ journeyId }) => journeyId),
        steps.map(({ stepId }) => stepId),
        steps.map(({ outcome }) => outcome),
        steps.map(({ probability }) => probability),
        now,
      ],
    )
  }
  await planContacts(
    trx,
    results.flatMap(({ contacts }) => contacts),
  )
  for (const task of results.flatMap(({ tasks }) => tasks)) {
    await ask(
      `INSERT INTO tasks (id, send_key, customer_id, strategy_id, title, script, priority, state, due_at, created_at)
       VALUES ($1, NULL, $2, NULL, $3, $4, $5, 'open', $6, $7) ON CONFLICT DO NOTHING`,
      [task.id, task.customerId, JSON.stringify(task.title), JSON.stringify(task.script), task.priority, task.dueAt, task.createdAt],
    )
  }
  await appendSignals(
    ask,
    results.flatMap(({ signals }) => signals),
  )
  const at = results.flatMap(({ runId, then }) => (then.kind === 'at' ? [{ runId, ...then }] : []))
  if (at.length > 0) {
    await ask(
      `UPDATE enrolments e SET step_id = x.step_id, visit = x.visit, arrived_at = x.arrived_at, waits_since = x.waits_since, due_at = x.due_at, lease_owner = NULL, attempts = 0, reason = ''
       FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
         AS x (id, step_id, visit, arrived_at, waits_since, due_at) WHERE e.id = x.id`,
      [
        at.map(({ runId }) => runId),
        at.map(({ stepId }) => stepId),
        at.map(({ visit }) => visit),
        at.map(({ arrivedAt }) => arrivedAt),
        at.map(({ waitsSince }) => waitsSince),
        at.map(({ dueAt }) => dueAt),
      ],
    )
  }
  const ended = results.flatMap(({ runId, then }) => (then.kind === 'end' ? [{ runId, ...then }] : []))
  if (ended.length > 0) {
    await ask(
      `UPDATE enrolments e SET state = x.state, reason = x.reason, visit = x.visit, ended_at = $5, step_id = NULL, waits_since = NULL, due_at = NULL, lease_owner = NULL
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[]) AS x (id, state, reason, visit) WHERE e.id = x.id`,
      [
        ended.map(({ runId }) => runId),
        ended.map(({ state }) => state),
        ended.map(({ reason }) => reason),
        ended.map(({ visit }) => visit),
        now,
      ],
    )
  }
  const later = results.flatMap(({ runId, then }) => (then.kind === 'later' ? [{ runId, ...then }] : []))
  if (later.length > 0) {
    await ask(
      `UPDATE enrolments e SET due_at = x.due_at, reason = x.reason, lease_owner = NULL, attempts = CASE WHEN x.counts THEN attempts ELSE greatest(0, attempts - 1) END
       FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::boolean[]) AS x (id, due_at, reason, counts) WHERE e.id = x.id`,
      [
        later.map(({ runId }) => runId),
        later.map(({ dueAt }) => dueAt),
        later.map(({ reason }) => reason),
        later.map(({ counts }) => counts),
      ],
    )
  }
}
