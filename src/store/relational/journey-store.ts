import type { Pool, PoolClient } from 'pg'
import { JOURNEYS, kindsOf } from '#act/journeys/journey-reader.ts'
import type { JourneyDefinition, JourneyState } from '#act/journeys/journey.ts'
import type { JourneyStore, JourneyVersion, StoredJourney } from '#act/journeys/journey-ports.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'
import { decodeCursor, toPage } from './page-cursor.ts'

interface Row {
  readonly id: string
  readonly state: JourneyState
  readonly version: number
  readonly live_version: number | null
  readonly created_at: Date
  readonly created_by: string
  readonly paused_at: Date | null
  readonly ended_at: Date | null
  readonly end_reason: string
  readonly definition: JourneyDefinition
  readonly saved_at: Date
  readonly saved_by: string
  readonly published_at: Date | null
  readonly published_by: string | null
}

/** Each with its newest definition, and when the one that people enter was published. */
const JOURNEY = `
SELECT j.*, v.definition, v.saved_at, v.saved_by, l.published_at, l.published_by
FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.version
LEFT JOIN journey_versions l ON l.journey_id = j.id AND l.version = j.live_version`

const FOUND = "($1::text[] IS NULL OR j.state = ANY ($1)) AND ($2 = '' OR strpos(lower(v.definition ->> 'name'), lower($2)) > 0)"

export function createJourneyStore(pool: Pool): JourneyStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const changes = async (text: string, values: readonly unknown[]): Promise<boolean> =>
    (await ask(`${text} RETURNING id`, values)).length > 0
  return {
    add: ({ id, definition, createdAt, createdBy }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          await client.query('INSERT INTO journeys (id, created_at, created_by) VALUES ($1, $2, $3)', [id, createdAt, createdBy])
          await client.query(
            'INSERT INTO journey_versions (journey_id, version, definition, saved_at, saved_by) VALUES ($1, 1, $2, $3, $4)',
            [id, JSON.stringify(definition), createdAt, createdBy],
          )
        }),
      ),

    async get(id) {
      const [row] = await ask<Row>(`${JOURNEY} WHERE j.id = $1`, [id])
      return row === undefined ? null : toJourney(row)
    },

    async list({ limit, cursor, states, q }) {
      const place = cursor === null ? null : decodeCursor(cursor, 'uuid')
      const filter = [states ?? null, q?.trim() ?? '']
      const rows = await ask<Row>(
        `${JOURNEY} WHERE ${FOUND} AND ($3::timestamptz IS NULL OR (j.created_at, j.id) < ($3, $4::uuid))
         ORDER BY j.created_at DESC, j.id DESC LIMIT $5`,
        [...filter, place?.time ?? null, place?.key ?? null, limit + 1],
      )
      const page = toPage(rows, limit, (row) => ({ time: row.created_at, key: row.id }))
      const [counted] =
        cursor === null
          ? await ask<{ n: number }>(
              `SELECT count(*)::float8 AS n FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.version WHERE ${FOUND}`,
              filter,
            )
          : []
      return {
        items: page.items.map(toJourney),
        nextCursor: page.nextCursor,
        ...(counted === undefined ? {} : { total: counted.n }),
      }
    },

    async versions(id) {
      const rows = await ask<Row>('SELECT * FROM journey_versions WHERE journey_id = $1 ORDER BY version DESC', [id])
      return rows.map((row): JourneyVersion => ({
        version: row.version,
        definition: row.definition,
        savedAt: row.saved_at,
        savedBy: row.saved_by,
        publishedAt: row.published_at,
        publishedBy: row.published_by,
      }))
    },

    save: (id, base, definition, { by, at }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(
            "UPDATE journeys SET version = version + 1 WHERE id = $1 AND version = $2 AND state <> 'ended'",
            [id, base],
          )
          if (rowCount === 0) return false
          // Of drafts only the newest is kept.
          await client.query('DELETE FROM journey_versions WHERE journey_id = $1 AND version = $2 AND published_at IS NULL', [id, base])
          await client.query(
            'INSERT INTO journey_versions (journey_id, version, definition, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)',
            [id, base + 1, JSON.stringify(definition), at, by],
          )
          return true
        }),
      ),

    remove: (id) => changes("DELETE FROM journeys WHERE id = $1 AND state = 'draft' AND live_version IS NULL", [id]),

    publish: (id, version, { by, at }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(
            `UPDATE journeys SET live_version = $2, state = CASE WHEN state = 'draft' THEN 'live' ELSE state END
             WHERE id = $1 AND version = $2 AND live_version IS DISTINCT FROM $2 AND state <> 'ended'`,
            [id, version],
          )
          if (rowCount === 0) return false
          await client.query('UPDATE journey_versions SET published_at = $3, published_by = $4 WHERE journey_id = $1 AND version = $2', [
            id,
            version,
            at,
            by,
          ])
          await followRunning(client)
          return true
        }),
      ),

    pause: (id, at) =>
      at === null
        ? changes("UPDATE journeys SET state = 'live', paused_at = NULL WHERE id = $1 AND state = 'paused'", [id])
        : changes("UPDATE journeys SET state = 'paused', paused_at = $2 WHERE id = $1 AND state = 'live'", [id, at]),

    end: (id, reason, now) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(
            "UPDATE journeys SET state = 'ended', paused_at = NULL, ended_at = $3, end_reason = $2 WHERE id = $1 AND state IN ('live', 'paused')",
            [id, reason, now],
          )
          await followRunning(client)
          return rowCount === 1
        }),
      ),

    async running() {
      return (await ask<{ id: string }>("SELECT id FROM journeys WHERE state IN ('live', 'paused') ORDER BY id")).map(({ id }) => id)
    },
  }
}

/** Makes the reader of journeys known: what is written for it is what those that run need. */
export function followJourneys(pool: Pool): Promise<void> {
  return withEngineErrors('postgres', () => inTransaction(pool, followRunning))
}

async function followRunning(client: PoolClient): Promise<void> {
  await client.query('INSERT INTO signal_readers (name, kinds) VALUES ($1, $2) ON CONFLICT DO NOTHING', [JOURNEYS, []])
  // Of two changes at once, the second waits here and sees what the first one wrote.
  await client.query('SELECT FROM signal_readers WHERE name = $1 FOR UPDATE', [JOURNEYS])
  const { rows } = await client.query<{ definition: JourneyDefinition }>(
    `SELECT v.definition FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.published_at IS NOT NULL WHERE j.state IN ('live', 'paused')`,
  )
  await client.query('UPDATE signal_readers SET kinds = $2 WHERE name = $1', [JOURNEYS, kindsOf(rows.map(({ definition }) => definition))])
}

/** Names by id, as the list of messages shows them. */
export async function readJourneyNames(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, BilingualText>> {
  const { rows } = await withEngineErrors('postgres', () =>
    pool.query<{ id: string; name: string }>(
      `SELECT j.id, v.definition ->> 'name' AS name FROM journeys j JOIN journey_versions v ON v.journey_id = j.id AND v.version = j.version
       WHERE j.id::text = ANY ($1)`,
      [ids],
    ),
  )
  return new Map(rows.map(({ id, name }) => [id, { zh: name, en: name }]))
}

function toJourney(row: Row): StoredJourney {
  return {
    id: row.id,
    state: row.state,
    liveVersion: row.live_version,
    version: row.version,
    definition: row.definition,
    createdAt: row.created_at,
    createdBy: row.created_by,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    pausedAt: row.paused_at,
    endedAt: row.ended_at,
    endReason: row.end_reason,
  }
}
