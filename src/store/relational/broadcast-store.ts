import type { Pool } from 'pg'
import type { Broadcast, BroadcastDefinition, BroadcastPreview, BroadcastState, PlanSums } from '#act/broadcasts/broadcast.ts'
import type { BroadcastStore } from '#act/broadcasts/broadcast-ports.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { appendSignals } from './append-signals.ts'
import { askClient } from './ask.ts'
import { inTransaction } from './in-transaction.ts'
import { decodeCursor, toPage } from './page-cursor.ts'

export interface BroadcastRow {
  readonly id: string
  readonly version: number
  readonly state: BroadcastState
  readonly definition: BroadcastDefinition
  readonly created_at: Date
  readonly created_by: string
  readonly saved_at: Date
  readonly saved_by: string | null
  readonly started_by: string | null
  readonly starts_at: Date | null
  readonly paused_at: Date | null
  readonly finished_at: Date | null
  readonly stop_reason: string
  readonly audience: number | null
  readonly plan_cursor: string | null
  readonly sums: PlanSums
  readonly preview: (Omit<BroadcastPreview, 'at'> & { readonly at: string }) | null
}

/** By state and a part of the name. */
const FOUND = "($1::text[] IS NULL OR state = ANY ($1)) AND ($2 = '' OR strpos(lower(definition ->> 'name'), lower($2)) > 0)"

const AT_WORK = "state IN ('repeating', 'scheduled', 'planning', 'sending')"

export function createBroadcastStore(pool: Pool): BroadcastStore {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  /** Whether a statement that answers what it changed changed something. */
  const changes = async (text: string, values: readonly unknown[]): Promise<boolean> =>
    (await ask(`${text} RETURNING id`, values)).length > 0
  return {
    async add({ id, definition, createdAt, createdBy }) {
      await ask('INSERT INTO broadcasts (id, definition, created_at, created_by, saved_at, saved_by) VALUES ($1, $2, $3, $4, $3, $4)', [
        id,
        JSON.stringify(definition),
        createdAt,
        createdBy,
      ])
    },

    async get(id) {
      const [row] = await ask<BroadcastRow>('SELECT * FROM broadcasts WHERE id = $1', [id])
      return row === undefined ? null : toBroadcast(row)
    },

    async list({ limit, cursor, states, q }) {
      const place = cursor === null ? null : decodeCursor(cursor, 'uuid')
      const filter = [states ?? null, q?.trim() ?? '']
      const rows = await ask<BroadcastRow>(
        `SELECT * FROM broadcasts
         WHERE ${FOUND} AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
         ORDER BY created_at DESC, id DESC LIMIT $5`,
        [...filter, place?.time ?? null, place?.key ?? null, limit + 1],
      )
      const page = toPage(rows, limit, (row) => ({ time: row.created_at, key: row.id }))
      const [counted] =
        cursor === null ? await ask<{ n: number }>(`SELECT count(*)::float8 AS n FROM broadcasts WHERE ${FOUND}`, filter) : []
      return {
        items: page.items.map(toBroadcast),
        nextCursor: page.nextCursor,
        ...(counted === undefined ? {} : { total: counted.n }),
      }
    },

    save: (id, base, definition, now, by) =>
      changes(
        "UPDATE broadcasts SET definition = $3, version = version + 1, saved_at = $4, saved_by = $5, preview = NULL WHERE id = $1 AND version = $2 AND state IN ('draft', 'repeating')",
        [id, base, JSON.stringify(definition), now, by],
      ),

    async notePreview(id, preview) {
      await ask('UPDATE broadcasts SET preview = $2 WHERE id = $1 AND version = $3', [id, JSON.stringify(preview), preview.version])
    },

    await: (id, version, by) =>
      changes("UPDATE broadcasts SET state = 'awaiting', started_by = $3 WHERE id = $1 AND version = $2 AND state = 'draft'", [
        id,
        version,
        by,
      ]),

    awaiting: async () => (await ask<BroadcastRow>("SELECT * FROM broadcasts WHERE state = 'awaiting' ORDER BY id")).map(toBroadcast),

    schedule: (id, version, { by, at }) =>
      changes(
        "UPDATE broadcasts SET state = 'scheduled', started_by = $3, starts_at = $4 WHERE id = $1 AND version = $2 AND state IN ('draft', 'awaiting')",
        [id, version, by, at],
      ),

    unschedule: (id) =>
      changes(
        "UPDATE broadcasts SET state = 'draft', started_by = NULL, starts_at = NULL, paused_at = NULL WHERE id = $1 AND state IN ('scheduled', 'awaiting')",
        [id],
      ),

    async due(now) {
      const rows = await ask<BroadcastRow>(
        "SELECT * FROM broadcasts WHERE paused_at IS NULL AND (state = 'planning' OR state = 'scheduled' AND starts_at <= $1) ORDER BY starts_at, id",
        [now],
      )
      return rows.map(toBroadcast)
    },

    beginPlanning: (id) =>
      changes("UPDATE broadcasts SET state = 'planning' WHERE id = $1 AND state IN ('scheduled', 'planning') AND paused_at IS NULL", [id]),

    async noteAudience(id, customers) {
      await ask('UPDATE broadcasts SET audience = $2 WHERE id = $1 AND audience IS NULL', [id, customers])
    },

    advance: (id, from, { cursor, sums }) =>
      changes(
        `UPDATE broadcasts SET plan_cursor = $3, sums = $4
         WHERE id = $1 AND plan_cursor IS NOT DISTINCT FROM $2::uuid AND state = 'planning' AND paused_at IS NULL`,
        [id, from, cursor, JSON.stringify(sums)],
      ),

    planned: (id) => changes("UPDATE broadcasts SET state = 'sending' WHERE id = $1 AND state = 'planning'", [id]),

    pause: (id, at) =>
      changes(`UPDATE broadcasts SET paused_at = $2 WHERE id = $1 AND ${AT_WORK} AND (paused_at IS NULL) = ($2::timestamptz IS NOT NULL)`, [
        id,
        at,
      ]),

    stop: (id, reason, now) =>
      changes(
        `UPDATE broadcasts SET state = 'stopped', paused_at = NULL, stop_reason = $2, finished_at = $3 WHERE id = $1 AND ${AT_WORK}`,
        [id, reason, now],
      ),

    async atWork() {
      const rows = await ask<{ id: string; paused_at: Date | null }>(`SELECT id, paused_at FROM broadcasts WHERE ${AT_WORK} ORDER BY id`)
      return rows.map(({ id, paused_at: pausedAt }) => ({ id, pausedAt }))
    },

    settle: (now) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rows } = await client.query<{ id: string }>(
            `UPDATE broadcasts b SET state = 'done', finished_at = $1
         WHERE state = 'sending' AND paused_at IS NULL AND NOT EXISTS (
           SELECT FROM send_ledger s WHERE s.run_id = b.id AND s.phase = 0
         ) RETURNING id`,
            [now],
          )
          await appendSignals(
            askClient(client),
            rows.map(({ id }) => ({
              kind: 'broadcast-finished' as const,
              customerId: null,
              occurredAt: now,
              origin: `broadcast:${id}`,
              historical: false,
              payload: { broadcastId: id },
            })),
          )
          return rows.length
        }),
      ),

    async withoutArms(now) {
      // One that was just stopped may still get the rows of a block that was being written.
      const rows = await ask<{ id: string }>(
        `SELECT id FROM broadcasts WHERE arms_at IS NULL AND state IN ('sending', 'done', 'stopped') AND audience > 0
           AND (state <> 'stopped' OR finished_at < $1::timestamptz - interval '10 minutes') ORDER BY id`,
        [now],
      )
      return rows.map(({ id }) => id)
    },

    async noteArms(id, at) {
      await ask('UPDATE broadcasts SET arms_at = $2 WHERE id = $1', [id, at])
    },

    async lastAudience() {
      const [row] = await ask<{ audience: number }>(
        'SELECT audience FROM broadcasts WHERE audience IS NOT NULL ORDER BY starts_at DESC, id DESC LIMIT 1',
      )
      return row?.audience ?? null
    },

    remove: (id) => changes("DELETE FROM broadcasts WHERE id = $1 AND state = 'draft'", [id]),
  }
}

/** Names by id, as the list of messages shows them. */
export async function readBroadcastNames(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, BilingualText>> {
  const { rows } = await withEngineErrors('postgres', () =>
    pool.query<{ id: string; name: string }>("SELECT id, definition ->> 'name' AS name FROM broadcasts WHERE id::text = ANY ($1)", [ids]),
  )
  return new Map(rows.map(({ id, name }) => [id, { zh: name, en: name }]))
}

export function toBroadcast(row: BroadcastRow): Broadcast {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    definition: row.definition,
    createdAt: row.created_at,
    createdBy: row.created_by,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    startedBy: row.started_by,
    startsAt: row.starts_at,
    pausedAt: row.paused_at,
    finishedAt: row.finished_at,
    stopReason: row.stop_reason,
    progress: { audience: row.audience, cursor: row.plan_cursor, sums: row.sums },
    preview: row.preview === null ? null : { ...row.preview, at: new Date(row.preview.at) },
  }
}
