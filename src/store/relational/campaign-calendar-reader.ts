import type { Pool } from 'pg'
import type { BroadcastDefinition, BroadcastState } from '#act/broadcasts/broadcast.ts'
import { channelsOf } from '#act/campaigns/calendar-entries.ts'
import type { CalendarReader, LeftOutOccurrence } from '#act/campaigns/campaign-ports.ts'
import type { JourneyDefinition, JourneyState } from '#act/journeys/journey.ts'
import type { DecisionPreview } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

const BROADCASTS = `
SELECT id, definition ->> 'name' AS name, state, definition -> 'when' AS "when", definition -> 'channels' AS channels, starts_at, paused_at,
  CASE WHEN audience IS NULL THEN NULL ELSE (sums ->> 'planned')::int END AS planned
FROM broadcasts
WHERE state = 'awaiting' OR state IN ('scheduled', 'planning', 'sending', 'done', 'stopped') AND definition -> 'when' ->> 'kind' <> 'repeat' AND starts_at >= $1 AND starts_at < $2`

const LEFT_OUT = `
SELECT o.series AS "seriesId", b.definition ->> 'name' AS name, b.definition -> 'channels' AS channels, o.day, o.state, o.reason
FROM series_occurrences o JOIN broadcasts b ON b.id = o.series WHERE o.day BETWEEN $1 AND $2 AND o.state <> 'made'`

/** A run for one customer is what somebody did on that customer's page, and no campaign. */
const RUNS = `
SELECT id, created_at, state, summary -> 'strategies' AS strategies, (summary ->> 'treated')::int AS treated FROM decision_runs
WHERE created_at >= $1 AND created_at < $2 AND coalesce(jsonb_array_length(settings -> 'customerIds'), 2) > 1`

const JOURNEYS = `
SELECT j.id, j.state, v.definition FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.live_version
WHERE j.state IN ('live', 'paused') AND v.definition -> 'entry' ->> 'kind' IN ('audience', 'date')`

/** A day of dates is one for all zones. */
const SLOTS = `
SELECT s.journey_id, v.definition, CASE WHEN s.slot = 'start' THEN to_char(s.due_at AT TIME ZONE $3, 'YYYY-MM-DD') ELSE left(s.slot, 10) END AS day,
  min(s.due_at) AS at, sum(s.entered)::int AS entered
FROM journey_slots s JOIN journeys j ON j.id = s.journey_id JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.live_version
WHERE s.state = 'done' AND s.due_at >= $1 AND s.due_at < $2 GROUP BY 1, 2, 3`

/** What went out and what is to go out. */
export function createCampaignCalendarReader(pool: Pool): CalendarReader {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  return {
    async broadcasts(from, to) {
      const rows = await ask<{
        id: string
        name: string
        state: BroadcastState
        when: BroadcastDefinition['when']
        channels: readonly Channel[]
        starts_at: Date | null
        paused_at: Date | null
        planned: number | null
      }>(BROADCASTS, [from, to])
      return rows.map(({ starts_at: startsAt, paused_at: pausedAt, ...row }) => ({ ...row, startsAt, pausedAt }))
    },

    leftOut: (from, to) => ask<LeftOutOccurrence>(LEFT_OUT, [from, to]),

    async runs(from, to) {
      const rows = await ask<{
        id: string
        created_at: Date
        state: string
        strategies: DecisionPreview['strategies'] | null
        treated: number | null
      }>(RUNS, [from, to])
      return rows.map(({ id, created_at: at, state, strategies, treated }) => ({
        id,
        at,
        isDecided: state === 'decided',
        treated,
        names: [...new Map((strategies ?? []).map(({ strategyId, name }) => [strategyId, name])).values()],
        channels: [...new Set((strategies ?? []).map(({ channel }) => channel))],
      }))
    },

    journeys: () => ask<{ id: string; state: JourneyState; definition: JourneyDefinition }>(JOURNEYS),

    async slots(from, to, timeZone) {
      const rows = await ask<{ journey_id: string; definition: JourneyDefinition; day: string; at: Date; entered: number }>(SLOTS, [
        from,
        to,
        timeZone,
      ])
      return rows.map(({ journey_id: journeyId, definition: { name, steps }, ...row }) => ({
        ...row,
        journeyId,
        name,
        channels: channelsOf(steps),
      }))
    },
  }
}
