import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { costOfDay, LEFT_STATES } from '#act/campaigns/day-sends.ts'
import type { CustomerRun, EnrolmentView, JourneyBoard, JourneyViews } from '#act/journeys/journey-views.ts'
import type { EnrolmentState, JourneyState, JourneyStep } from '#act/journeys/journey.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import type { StoredPeople } from '../stored-people.ts'
import { askKysely } from './ask.ts'
import type { Database } from './database.ts'
import { OLDEST_OPEN } from './day-of-sends.ts'
import { decodeCursor, toPage } from './page-cursor.ts'

/** Grain: one row. Cost: the runs of the journey, by its index. */
const HEAD = `
SELECT count(*)::int AS entered, (count(*) FILTER (WHERE entered_at >= $2))::int AS today, (count(*) FILTER (WHERE is_held_out))::int AS control,
  (count(*) FILTER (WHERE state = 'active'))::int AS inside, (count(*) FILTER (WHERE goal_at IS NOT NULL AND NOT is_held_out))::int AS goal
FROM enrolments WHERE journey_id = $1`

/** Grain: one row per run outside the control group. Cost: the runs of the journey, by its index. */
const WINDOWS = 'SELECT customer_id, entered_at, window_ends_at FROM enrolments WHERE journey_id = $1 AND NOT is_held_out LIMIT $2'

const WAITING = `
SELECT step_id, count(*)::int AS n, (count(*) FILTER (WHERE reason <> ''))::int AS failing FROM enrolments
WHERE journey_id = $1 AND state = 'active' AND step_id IS NOT NULL GROUP BY step_id`

const PASSED =
  'SELECT step_id, outcome, count(*)::int AS n FROM enrolment_steps WHERE journey_id = $1 GROUP BY step_id, outcome ORDER BY 1, 2'

/** A message belongs to the step that its run did then. */
const SENDS = `
SELECT d.step_id, s.state, s.reason, count(*)::int AS n FROM send_ledger s JOIN enrolment_steps d ON d.enrolment_id = s.run_id AND d.visit = s.step - 1
WHERE s.source_kind = 'journey' AND s.source_id = $1::text GROUP BY 1, 2, 3 ORDER BY 4 DESC`

const ENDED =
  'SELECT state, reason, count(*)::int AS n FROM enrolments WHERE journey_id = $1 AND ended_at IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC'
const REFUSED = 'SELECT reason, count(*)::int AS n FROM refused_entries WHERE journey_id = $1 GROUP BY 1 ORDER BY 2 DESC'

interface ViewRow {
  readonly id: string
  readonly customer_id: string
  readonly masked_name: string | null
  readonly version: number
  readonly entry_key: string
  readonly state: EnrolmentState
  readonly is_held_out: boolean
  readonly step_id: string | null
  readonly entered_at: Date
  readonly due_at: Date | null
  readonly goal_at: Date | null
  readonly ended_at: Date | null
  readonly reason: string
  readonly origin: string
}

interface StepRow {
  readonly enrolment_id: string
  readonly step_id: string
  readonly outcome: string
  readonly probability: number | null
  readonly at: Date
  readonly send_key: string | null
  readonly channel: Channel
  readonly send_state: SendState
  readonly send_reason: string
}

const MOST_RUNS = 50

/** Grain: one row for each journey. Cost: who is inside and entered today, by index, and what was planned of it lately. */
const TODAY = `
SELECT j.id, m.sent, m.priced, m.cost,
  (SELECT count(*)::int FROM enrolments e WHERE e.journey_id = j.id AND e.entered_at >= $2) AS entered,
  (SELECT count(*)::int FROM enrolments e WHERE e.journey_id = j.id AND e.ended_at IS NULL AND e.state = 'active') AS inside
FROM unnest($1::uuid[]) AS j (id) CROSS JOIN LATERAL (
  SELECT count(*)::int AS sent, count(s.cost_minor)::int AS priced, coalesce(sum(s.cost_minor), 0)::float8 AS cost FROM send_ledger s
  WHERE s.source_kind = 'journey' AND s.source_id = j.id::text AND s.planned_at >= $2::timestamptz - ${OLDEST_OPEN} AND s.handed_at >= $2 AND s.state = ANY ($3)
) m`

const RUNS_OF = `
SELECT e.id, e.version, e.entry_key, e.state, e.is_held_out, e.entered_at, e.due_at, e.goal_at, e.ended_at, e.reason, e.journey_id,
  j.state AS journey_state, v.definition ->> 'name' AS name,
  (SELECT jsonb_build_object('kind', s ->> 'kind', 'name', s ->> 'name') FROM jsonb_array_elements(v.definition -> 'steps') s WHERE s ->> 'id' = e.step_id LIMIT 1) AS step
FROM enrolments e JOIN journeys j ON j.id = e.journey_id JOIN journey_versions v ON v.journey_id = e.journey_id AND v.version = e.version
WHERE e.customer_id = $1 ORDER BY e.ended_at IS NOT NULL, e.entered_at DESC, e.id DESC LIMIT ${MOST_RUNS}`

interface RunRow extends Omit<ViewRow, 'customer_id' | 'masked_name' | 'origin' | 'step_id'> {
  readonly journey_id: string
  readonly journey_state: JourneyState
  readonly name: string
  readonly step: { readonly kind: JourneyStep['kind']; readonly name: string } | null
}

/** Journeys as people look at them. */
export function createJourneyViews(db: Kysely<Database>, people: StoredPeople): JourneyViews {
  const ask = askKysely(db)
  return {
    async board(journeyId, today): Promise<JourneyBoard> {
      const [[head], waiting, passed, sends, ended, refused] = await Promise.all([
        ask<{ entered: number; today: number; control: number; inside: number; goal: number }>(HEAD, [journeyId, today]),
        ask<{ step_id: string; n: number; failing: number }>(WAITING, [journeyId]),
        ask<{ step_id: string; outcome: string; n: number }>(PASSED, [journeyId]),
        ask<{ step_id: string; state: SendState; reason: string; n: number }>(SENDS, [journeyId]),
        ask<{ state: EnrolmentState; reason: string; n: number }>(ENDED, [journeyId]),
        ask<{ reason: string; n: number }>(REFUSED, [journeyId]),
      ])
      const ids = [...new Set([...waiting, ...passed, ...sends].map(({ step_id }) => step_id))].toSorted()
      const of = <Row extends { readonly step_id: string }>(rows: readonly Row[], id: string): Row[] =>
        rows.filter(({ step_id }) => step_id === id)
      return {
        entered: head?.entered ?? 0,
        enteredToday: head?.today ?? 0,
        inControl: head?.control ?? 0,
        inside: head?.inside ?? 0,
        reachedGoal: head?.goal ?? 0,
        steps: ids.map((stepId) => ({
          stepId,
          waiting: of(waiting, stepId)[0]?.n ?? 0,
          failing: of(waiting, stepId)[0]?.failing ?? 0,
          passed: of(passed, stepId).map(({ outcome, n }) => ({ outcome, runs: n })),
          sends: of(sends, stepId).map(({ state, reason, n }) => ({ state, reason, sends: n })),
        })),
        ended: ended.map(({ n, ...one }) => ({ ...one, runs: n })),
        refused: refused.map(({ reason, n }) => ({ reason, entries: n })),
      }
    },

    async windows(journeyId, most) {
      const rows = await ask<{ customer_id: string; entered_at: Date; window_ends_at: Date }>(WINDOWS, [journeyId, most + 1])
      if (rows.length > most) return null
      return rows.map((row) => ({ customerId: row.customer_id, since: row.entered_at, until: row.window_ends_at }))
    },

    async enrolments(scope, journeyId, { cursor, limit, state, stepId }) {
      const place = cursor === null ? null : decodeCursor(cursor, 'uuid')
      const seen = await people.condition(scope, 'e.customer_id')
      const { rows } = await sql<ViewRow>`
        SELECT e.*, c.masked_name FROM enrolments e LEFT JOIN customers c ON c.id = e.customer_id
        WHERE e.journey_id = ${journeyId} AND ${seen} AND (${state ?? null}::text IS NULL OR e.state = ${state ?? null})
          AND (${stepId ?? null}::text IS NULL OR e.step_id = ${stepId ?? null})
          AND (${place?.time ?? null}::timestamptz IS NULL OR (e.entered_at, e.id) < (${place?.time ?? null}, ${place?.key ?? null}::uuid))
        ORDER BY e.entered_at DESC, e.id DESC LIMIT ${limit + 1}`.execute(db)
      const page = toPage(rows, limit, (row) => ({ time: row.entered_at, key: row.id }))
      return { items: page.items.map(toView), nextCursor: page.nextCursor }
    },

    async today(journeyIds, since) {
      if (journeyIds.length === 0) return new Map()
      const rows = await ask<{ id: string; sent: number; priced: number; cost: number; entered: number; inside: number }>(TODAY, [
        journeyIds,
        since,
        LEFT_STATES,
      ])
      return new Map(rows.map(({ id, sent, priced, cost, ...people }) => [id, { ...people, ...costOfDay(sent, priced, cost) }]))
    },

    async runsOf(customerId) {
      const rows = await ask<RunRow>(RUNS_OF, [customerId])
      return rows.map((row) => {
        const {
          customerId: _customer,
          maskedName: _name,
          stepId: _step,
          ...run
        } = toView({ ...row, customer_id: customerId, masked_name: null, origin: '', step_id: null })
        return { ...run, journeyId: row.journey_id, journeyName: row.name, journeyState: row.journey_state, step: row.step }
      })
    },

    async customer(journeyId, customerId) {
      const runs = await ask<ViewRow>(
        `SELECT * FROM enrolments WHERE journey_id = $1 AND customer_id = $2 ORDER BY entered_at DESC, id DESC LIMIT ${MOST_RUNS}`,
        [journeyId, customerId],
      )
      const steps = await ask<StepRow>(
        `SELECT d.enrolment_id, d.step_id, d.outcome, d.probability, d.at, s.send_key, s.channel, s.state AS send_state, s.reason AS send_reason
         FROM enrolment_steps d LEFT JOIN send_ledger s ON s.run_id = d.enrolment_id AND s.customer_id = $2 AND s.step = d.visit + 1 AND s.source_kind = 'journey'
         WHERE d.enrolment_id = ANY ($1::uuid[]) ORDER BY d.enrolment_id, d.visit`,
        [runs.map(({ id }) => id), customerId],
      )
      const refused = await ask<{ reason: string; run_id: string | null; origin: string; at: Date }>(
        `SELECT reason, run_id, origin, at FROM refused_entries WHERE journey_id = $1 AND customer_id = $2 ORDER BY at DESC LIMIT ${MOST_RUNS}`,
        [journeyId, customerId],
      )
      return {
        runs: runs.map((row): CustomerRun => {
          const { customerId: _customer, maskedName: _name, ...run } = toView(row)
          return {
            ...run,
            origin: row.origin,
            steps: steps
              .filter(({ enrolment_id }) => enrolment_id === row.id)
              .map((step) => ({
                stepId: step.step_id,
                outcome: step.outcome,
                probability: step.probability,
                at: step.at,
                send:
                  step.send_key === null
                    ? null
                    : { sendKey: step.send_key, channel: step.channel, state: step.send_state, reason: step.send_reason },
              })),
          }
        }),
        refused: refused.map(({ run_id, ...one }) => ({ ...one, runId: run_id })),
      }
    },
  }
}

function toView(row: ViewRow): EnrolmentView {
  return {
    id: row.id,
    customerId: row.customer_id,
    maskedName: row.masked_name ?? '',
    version: row.version,
    entryKey: row.entry_key,
    state: row.state,
    isHeldOut: row.is_held_out,
    stepId: row.step_id,
    enteredAt: row.entered_at,
    dueAt: row.due_at,
    goalAt: row.goal_at,
    endedAt: row.ended_at,
    reason: row.reason,
  }
}
