import type { Pool } from 'pg'
import type { RefusedRecord } from '#collect/import/import-ports.ts'
import { stableId } from '#kernel/id.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { QuarantinedRecord, QuarantineFilter, QuarantineStore, RecordContent } from '#quality/quarantine.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { decodeCursor, toPage } from './page-cursor.ts'

export interface QuarantineKeeper extends QuarantineStore {
  /** Keeps refused rows of a file. The same row of the same file is kept once. */
  addRows(records: readonly RefusedRecord[], now: Date): Promise<void>
}

interface QuarantineRow {
  id: string
  origin: string
  origin_id: string
  position: number
  stage: string
  reason: string
  field: string
  message: string
  state: string
  created_at: Date
}

const COLUMNS = 'id, origin, origin_id, position, stage, reason, field, message, state, created_at'
const WRITTEN_AT_ONCE = 2_000
const READ_AT_ONCE = 1_000
const FILTER = `($1::text IS NULL OR origin = $1) AND ($2::text IS NULL OR reason = $2) AND ($3::text IS NULL OR state = $3)`

/** Refused records in PostgreSQL, sealed with the master key under their own id. */
export function createQuarantineStore(pool: Pool, keyring: Keyring): QuarantineKeeper {
  const open = (row: QuarantineRow & { record: Buffer }): { entry: QuarantinedRecord; content: RecordContent } => ({
    entry: entryOf(row),
    // Only this program writes records, always as a JSON object.
    content: JSON.parse(openRecord(keyring, row.id, row.record)) as RecordContent,
  })
  return {
    addRows: (records, now) =>
      withEngineErrors('postgres', async () => {
        for (let start = 0; start < records.length; start += WRITTEN_AT_ONCE) {
          await insert(pool, keyring, records.slice(start, start + WRITTEN_AT_ONCE), now)
        }
      }),
    list: (filter, limit, cursor) =>
      withEngineErrors('postgres', async () => {
        const after = cursor === undefined ? undefined : decodeCursor(cursor, 'uuid')
        const { rows } = await pool.query<QuarantineRow>(
          `SELECT ${COLUMNS} FROM quarantine
           WHERE ${FILTER} AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::uuid))
           ORDER BY created_at DESC, id DESC LIMIT $6`,
          [...values(filter), after?.time ?? null, after?.key ?? null, limit + 1],
        )
        return toPage(rows.map(entryOf), limit, ({ createdAt, id }) => ({ time: createdAt, key: id }))
      }),
    summary: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ reason: string; origin: string; count: number }>(
          `SELECT reason, origin, count(*) AS count FROM quarantine WHERE state = 'open' GROUP BY reason, origin ORDER BY count DESC, reason, origin`,
        )
        return rows
      }),
    read: (id) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<QuarantineRow & { record: Buffer }>(`SELECT ${COLUMNS}, record FROM quarantine WHERE id = $1`, [
          id,
        ])
        return rows[0] === undefined ? null : open(rows[0])
      }),
    async *all(filter) {
      let last: QuarantineRow | undefined
      for (;;) {
        const { rows } = await withEngineErrors('postgres', () =>
          pool.query<QuarantineRow & { record: Buffer }>(
            `SELECT ${COLUMNS}, record FROM quarantine
             WHERE ${FILTER} AND ($4::timestamptz IS NULL OR (created_at, id) > ($4, $5::uuid))
             ORDER BY created_at, id LIMIT $6`,
            [...values({ state: 'open', ...filter }), last?.created_at ?? null, last?.id ?? null, READ_AT_ONCE],
          ),
        )
        if (rows.length === 0) return
        yield rows.map(open)
        last = rows.at(-1)
      }
    },
    resolve: (id, now) =>
      withEngineErrors('postgres', async () => {
        const result = await pool.query(`UPDATE quarantine SET state = 'resolved', resolved_at = $2 WHERE id = $1 AND state = 'open'`, [
          id,
          now,
        ])
        return result.rowCount === 1
      }),
  }
}

async function insert(pool: Pool, keyring: Keyring, records: readonly RefusedRecord[], now: Date): Promise<void> {
  const ids = records.map(({ originId, line }) => stableId('quarantine', 'import', originId, String(line)))
  await pool.query(
    `INSERT INTO quarantine (id, origin, origin_id, position, stage, reason, field, message, record, created_at)
     SELECT id, 'import', origin_id, position, 'read', reason, field, message, record, $8
     FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bytea[])
       AS refused (id, origin_id, position, reason, field, message, record)
     ON CONFLICT (origin, origin_id, position) DO NOTHING`,
    [
      ids,
      records.map((one) => one.originId),
      records.map((one) => one.line),
      records.map((one) => one.reason),
      records.map((one) => one.field),
      records.map((one) => one.message),
      records.map((one, i) => sealRecord(keyring, ids[i] as string, JSON.stringify(one.cells))),
      now,
    ],
  )
}

function values(filter: QuarantineFilter): (string | null)[] {
  return [filter.origin ?? null, filter.reason ?? null, filter.state ?? null]
}

function entryOf(row: QuarantineRow): QuarantinedRecord {
  return {
    id: row.id,
    origin: row.origin,
    originId: row.origin_id,
    position: row.position,
    stage: row.stage,
    reason: row.reason,
    field: row.field,
    message: row.message,
    state: row.state,
    createdAt: row.created_at,
  }
}
