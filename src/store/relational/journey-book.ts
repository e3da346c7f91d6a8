import type { Pool } from 'pg'
import type { JourneyDefinition } from '#act/journeys/journey.ts'
import type { JourneyBook, RunningJourney } from '#act/journeys/run-ports.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

interface Row {
  readonly id: string
  readonly is_paused: boolean
  readonly live_version: number
  readonly live_since: Date
  readonly versions: readonly number[]
}

const RUNNING = `
SELECT j.id, j.state = 'paused' AS is_paused, j.live_version, min(v.published_at) AS live_since, array_agg(v.version) AS versions
FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.published_at IS NOT NULL
WHERE j.state IN ('live', 'paused') GROUP BY j.id ORDER BY j.id`

const DEFINITIONS = `
SELECT v.journey_id AS id, v.version, v.definition FROM unnest($1::uuid[], $2::integer[]) AS asked (id, version)
JOIN journey_versions v ON v.journey_id = asked.id AND v.version = asked.version`

/** The journeys that run. Cost: a row for each; definitions are read once, since a published version never changes. */
export function createJourneyBook(pool: Pool): JourneyBook {
  let kept = new Map<string, JourneyDefinition>()
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  return {
    async running() {
      const rows = await ask<Row>(RUNNING)
      const asked = rows.flatMap(({ id, versions }) => versions.map((version) => ({ id, version, key: `${id} ${version}` })))
      const missing = asked.filter(({ key }) => !kept.has(key))
      const read =
        missing.length === 0
          ? []
          : await ask<{ id: string; version: number; definition: JourneyDefinition }>(DEFINITIONS, [
              missing.map(({ id }) => id),
              missing.map(({ version }) => version),
            ])
      const found = new Map([...kept, ...read.map(({ id, version, definition }) => [`${id} ${version}`, definition] as const)])
      // What has ended is not asked for again.
      kept = new Map(asked.flatMap(({ key }) => (found.has(key) ? [[key, found.get(key) as JourneyDefinition] as const] : [])))
      return rows.map((row): RunningJourney => ({
        id: row.id,
        isPaused: row.is_paused,
        liveVersion: row.live_version,
        liveSince: row.live_since,
        versions: new Map(
          row.versions.flatMap((version) => {
            const definition = found.get(`${row.id} ${version}`)
            return definition === undefined ? [] : [[version, definition] as const]
          }),
        ),
      }))
    },
  }
}
