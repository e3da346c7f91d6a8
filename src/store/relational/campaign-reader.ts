import type { Pool } from 'pg'
import type { BroadcastState } from '#act/broadcasts/broadcast.ts'
import type { CampaignReader, StoppedSource } from '#act/campaigns/campaign-ports.ts'
import { daySends } from '#act/campaigns/day-sends.ts'
import type { SendGroup } from '#act/campaigns/day-sends.ts'
import type { JourneyState } from '#act/journeys/journey.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { OLDEST_OPEN } from './day-of-sends.ts'

/** More never run at once; it keeps an answer to what a page can show. */
const MOST = 500
const MOST_STOPPED = 50

const JOURNEYS = `
SELECT j.id, v.definition ->> 'name' AS name, j.state, j.paused_at FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.live_version
WHERE j.state IN ('live', 'paused') ORDER BY j.created_at DESC, j.id DESC LIMIT ${MOST}`

const BROADCASTS = `
SELECT id, definition ->> 'name' AS name, state, paused_at, starts_at, definition -> 'series' ->> 'id' AS series_id FROM broadcasts
WHERE state IN ('repeating', 'scheduled', 'planning', 'sending') OR state = 'done' AND finished_at >= $1
ORDER BY starts_at DESC NULLS LAST, id DESC LIMIT ${MOST}`

const STOPPED = `
SELECT * FROM (
  SELECT 'journey' AS kind, j.id, v.definition ->> 'name' AS name, j.ended_at AS at, j.end_reason AS reason
  FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.version WHERE j.state = 'ended' AND j.ended_at >= $1
  UNION ALL
  SELECT 'broadcast', id, definition ->> 'name', finished_at, stop_reason FROM broadcasts WHERE state = 'stopped' AND finished_at >= $1
) ended ORDER BY at DESC, id DESC LIMIT ${MOST_STOPPED}`

/** Grain: one row for each source, state and reason. Cost: what was planned of the sources lately, by the index of sources. */
const SENDS = `
SELECT s.source_id AS id, s.state, s.reason, count(*)::int AS messages, (count(*) FILTER (WHERE s.handed_at >= $3))::int AS handed,
  (count(*) FILTER (WHERE s.finished_at >= $3))::int AS finished, (count(s.cost_minor) FILTER (WHERE s.handed_at >= $3))::int AS priced,
  coalesce(sum(s.cost_minor) FILTER (WHERE s.handed_at >= $3), 0)::float8 AS cost
FROM unnest($2::text[]) AS w (id) JOIN send_ledger s ON s.source_kind = $1 AND s.source_id = w.id AND s.planned_at >= $3::timestamptz - ${OLDEST_OPEN}
WHERE s.phase = 0 OR s.handed_at >= $3 OR s.finished_at >= $3
GROUP BY 1, 2, 3`

interface GroupRow extends Omit<SendGroup, 'costMinor'> {
  readonly id: string
  readonly cost: number
}

/** What runs now. */
export function createCampaignReader(pool: Pool): CampaignReader {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  return {
    async journeys() {
      const rows = await ask<{ id: string; name: string; state: JourneyState; paused_at: Date | null }>(JOURNEYS)
      return rows.map(({ paused_at: pausedAt, ...row }) => ({ ...row, pausedAt }))
    },

    async broadcasts(since) {
      const rows = await ask<{
        id: string
        name: string
        state: BroadcastState
        paused_at: Date | null
        starts_at: Date | null
        series_id: string | null
      }>(BROADCASTS, [since])
      return rows.map(({ paused_at: pausedAt, starts_at: startsAt, series_id: seriesId, ...row }) => ({
        ...row,
        pausedAt,
        startsAt,
        seriesId,
      }))
    },

    stopped: (since) => ask<StoppedSource>(STOPPED, [since]),

    async sends(kind, ids, since) {
      if (ids.length === 0) return new Map()
      const rows = await ask<GroupRow>(SENDS, [kind, ids, since])
      return new Map(
        [...Map.groupBy(rows, ({ id }) => id)].map(([id, groups]) => [
          id,
          daySends(groups.map(({ id: _id, cost: costMinor, ...group }) => ({ ...group, costMinor }))),
        ]),
      )
    },
  }
}
