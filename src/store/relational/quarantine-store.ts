import type { Pool } from 'pg'
import type { ImportPorts, RefusedRecord, SyncedRowName } from '#collect/import/import-ports.ts'
import type { RecordKind } from '#collect/records/record-fields.ts'
import { stableId } from '#kernel/id.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { RowReading } from '#collect/import/row-reading.ts'
import type { OpenedRecord, QuarantinedRecord, QuarantineFilter, QuarantineStore, RecordContent } from '#quality/quarantine.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { actorOfImport, settleRefused } from './settle-refused.ts'
import { decodeCursor, toPage } from './page-cursor.ts'

export interface QuarantineKeeper extends QuarantineStore {
  /** Keeps refused rows of a file. The same row of the same file is kept once. */
  addRows(records: readonly RefusedRecord[], now: Date): Promise<void>
  readingOfRefused: ImportPorts['readingOfRefused']
  rowsOfSyncs: ImportPorts['rowsOfSyncs']
  closeMended: ImportPorts['closeMended']
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
  state: QuarantinedRecord['state']
  resolution: string
  record_kind: RecordKind | null
  from: string | null
  created_at: Date
  resolved_at: Date | null
}

/** Refused rows are named by the newest import of their file, refused messages by their source. */
const FROM = `quarantine q
  LEFT JOIN LATERAL (
    SELECT file_name AS name FROM imports WHERE q.origin = 'import' AND imports.origin_id = q.origin_id ORDER BY started_at DESC LIMIT 1
  ) AS import ON true
  LEFT JOIN sources ON q.origin = 'tracking' AND sources.id::text = split_part(q.origin_id, '/', 1)`
const COLUMNS = `q.id, q.origin, q.origin_id, q.position, q.stage, q.reason, q.field, q.message, q.state, q.resolution, q.created_at, q.resolved_at, q.record_kind,
  coalesce(import.name, sources.name) AS "from"`
const WRITTEN_AT_ONCE = 2_000
const READ_AT_ONCE = 1_000
const FILTER = `($1::text IS NULL OR q.origin = $1) AND ($2::text IS NULL OR q.reason = $2) AND ($3::text IS NULL OR q.state = $3)
  AND ($4::text IS NULL OR q.origin_id = $4 OR starts_with(q.origin_id, $4 || '/') OR q.id IN (
    -- Rows of the file that another file gave back and that were refused once more.
    WITH RECURSIVE later AS (
      SELECT mended_as AS id FROM quarantine WHERE origin_id = $4 AND mended_as IS NOT NULL
      UNION SELECT n.mended_as FROM quarantine n JOIN later ON n.id = later.id WHERE n.mended_as IS NOT NULL
    ) SELECT id FROM later))`

/** Refused records in PostgreSQL, sealed with the master key under their own id. */
export function createQuarantineStore(pool: Pool, keyring: Keyring): QuarantineKeeper {
  const contentOf = ({ id, record }: { readonly id: string; readonly record: Buffer }): Omit<OpenedRecord, 'entry'> =>
    // Only this program writes records, always as a JSON object.
    withoutRowName(JSON.parse(openRecord(keyring, id, record)) as RecordContent)
  const open = (row: QuarantineRow & { record: Buffer }): OpenedRecord => ({ entry: entryOf(row), ...contentOf(row) })
  return {
    addRows: (records, now) =>
      withEngineErrors('postgres', async () => {
        for (let start = 0; start < records.length; start += WRITTEN_AT_ONCE) {
          await insert(pool, keyring, records.slice(start, start + WRITTEN_AT_ONCE), now)
        }
      }),
    readingOfRefused: (recordId) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ reading: RowReading }>(
          `SELECT i.reading FROM quarantine q JOIN imports i ON i.origin_id = q.origin_id
           WHERE q.id = $1 AND q.origin = 'import' AND i.reading IS NOT NULL AND i.state NOT IN ('undoing', 'undone')
           ORDER BY i.started_at DESC, i.id DESC LIMIT 1`,
          [recordId],
        )
        return rows[0]?.reading ?? null
      }),
    rowsOfSyncs: (recordIds) =>
      withEngineErrors('postgres', async () => {
        const found: string[] = []
        for (let start = 0; start < recordIds.length; start += READ_AT_ONCE) {
          const { rows } = await pool.query<{ id: string; record: Buffer }>(
            "SELECT id, record FROM quarantine WHERE id = ANY ($1::uuid[]) AND origin = 'import'",
            [recordIds.slice(start, start + READ_AT_ONCE)],
          )
          found.push(...rows.flatMap((row) => (contentOf(row).row === undefined ? [] : [row.id])))
        }
        return found
      }),
    closeMended: (rows, run, originId, now) =>
      withEngineErrors('postgres', () => {
        const settled = rows.map(({ recordId, line, outcome }) => {
          const mendedAs = recordIdOf(originId, line)
          // A file of the same bytes gives a row back that is its own: it stays as it is.
          return { id: recordId, outcome, ...(outcome === 'refused' && mendedAs !== recordId ? { mendedAs } : {}) }
        })
        return settleRefused(pool, settled, { actor: actorOfImport(run.id), now })
      }),
    list: (filter, { cursor, limit }) =>
      withEngineErrors('postgres', async () => {
        const after = cursor === null ? null : decodeCursor(cursor, 'uuid')
        const { rows } = await pool.query<QuarantineRow>(
          `SELECT ${COLUMNS} FROM ${FROM}
           WHERE ${FILTER} AND ($5::timestamptz IS NULL OR (q.created_at, q.id) < ($5, $6::uuid))
           ORDER BY q.created_at DESC, q.id DESC LIMIT $7`,
          [...values(filter), after?.time ?? null, after?.key ?? null, limit + 1],
        )
        return toPage(rows.map(entryOf), limit, ({ createdAt, id }) => ({ time: createdAt, key: id }))
      }),
    summary: (filter = {}) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ reason: string; origin: string; count: number }>(
          `SELECT q.reason, q.origin, count(*) AS count FROM quarantine q WHERE ${FILTER}
           GROUP BY q.reason, q.origin ORDER BY count DESC, q.reason, q.origin`,
          values({ ...filter, state: 'open' }),
        )
        return rows
      }),
    origins: (limit) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ origin: string; origin_id: string; from: string | null; count: number }>(
          `WITH open AS (
             SELECT origin, CASE origin WHEN 'tracking' THEN split_part(origin_id, '/', 1) ELSE origin_id END AS origin_id, count(*) AS count
             FROM quarantine WHERE state = 'open' GROUP BY 1, 2 ORDER BY count DESC LIMIT $1
           )
           SELECT q.origin, q.origin_id, coalesce(import.name, sources.name) AS "from", q.count FROM ${FROM.replace('quarantine q', 'open q')}
           ORDER BY q.count DESC, q.origin_id`,
          [limit],
        )
        return rows.map(({ origin, origin_id, from, count }) => ({ origin, originId: origin_id, from: from ?? '', count }))
      }),
    refusingImport: (originId) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ id: string; file_name: string; reading: RowReading }>(
          `SELECT id, file_name, reading FROM imports WHERE origin_id = $1 AND reading IS NOT NULL AND state NOT IN ('undoing', 'undone')
           ORDER BY state = 'done' DESC, started_at DESC, id DESC LIMIT 1`,
          [originId],
        )
        const row = rows[0]
        return row === undefined ? null : { importId: row.id, fileName: row.file_name, reading: row.reading }
      }),
    read: (id) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<QuarantineRow & { record: Buffer }>(`SELECT ${COLUMNS}, q.record FROM ${FROM} WHERE q.id = $1`, [
          id,
        ])
        return rows[0] === undefined ? null : open(rows[0])
      }),
    async *all(filter) {
      let last: QuarantineRow | undefined
      for (;;) {
        const { rows } = await withEngineErrors('postgres', () =>
          pool.query<QuarantineRow & { record: Buffer }>(
            `SELECT ${COLUMNS}, q.record FROM ${FROM}
             WHERE ${FILTER} AND ($5::timestamptz IS NULL OR (q.created_at, q.id) > ($5, $6::uuid))
             ORDER BY q.created_at, q.id LIMIT $7`,
            [...values({ state: 'open', ...filter }), last?.created_at ?? null, last?.id ?? null, READ_AT_ONCE],
          ),
        )
        if (rows.length === 0) return
        yield rows.map(open)
        last = rows.at(-1)
      }
    },
    settle: (rows, by) => withEngineErrors('postgres', () => settleRefused(pool, rows, by)),
    dismiss: ({ id, ...filter }, why, { actor, now }) =>
      withEngineErrors('postgres', async () => {
        const result = await pool.query(
          `UPDATE quarantine q SET state = 'dismissed', resolution = $5, resolved_by = $6, resolved_at = $7
           WHERE ${FILTER} AND ($8::uuid IS NULL OR q.id = $8)`,
          [...values({ ...filter, state: 'open' }), why, actor, now, id ?? null],
        )
        return result.rowCount ?? 0
      }),
  }
}

async function insert(pool: Pool, keyring: Keyring, records: readonly RefusedRecord[], now: Date): Promise<void> {
  const ids = records.map(({ originId, line }) => recordIdOf(originId, line))
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
      records.map((one, i) => sealRecord(keyring, ids[i] as string, JSON.stringify(withRowName(one)))),
      now,
    ],
  )
}

/** Sealed with the cells of a row of a synced table; columns of files are never kept under such a name. */
const ROW_NAME = 'liuke_row'

function withRowName({ cells, row }: RefusedRecord): RecordContent {
  return row === undefined ? cells : { ...cells, [ROW_NAME]: `${row.syncId}/${row.rowKey}` }
}

function withoutRowName(kept: RecordContent): Omit<OpenedRecord, 'entry'> {
  const { [ROW_NAME]: name, ...content } = kept
  const parts = typeof name === 'string' ? /^([0-9a-f-]{36})\/(\d{1,20})$/.exec(name) : null
  if (parts === null) return { content: kept }
  const row: SyncedRowName = { syncId: parts[1] as string, rowKey: BigInt(parts[2] as string) }
  return { content, row }
}

function recordIdOf(originId: string, line: number): string {
  return stableId('quarantine', 'import', originId, String(line))
}

function values(filter: QuarantineFilter): (string | null)[] {
  return [filter.origin ?? null, filter.reason ?? null, filter.state ?? null, filter.originId ?? null]
}

function entryOf(row: QuarantineRow): QuarantinedRecord {
  return {
    id: row.id,
    origin: row.origin,
    originId: row.origin_id,
    position: row.position,
    from: row.from ?? '',
    stage: row.stage,
    reason: row.reason,
    field: row.field,
    message: row.message,
    state: row.state,
    resolution: row.resolution,
    createdAt: row.created_at,
    resolvedAt: row.resolved_at,
    recordKind: row.record_kind,
  }
}
