import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import type { Pool } from 'pg'
import { AppError } from '#kernel/app-error.ts'
import type { CustomerRow } from '#collect/import/customer-row-step.ts'
import type { ImportKind } from '#collect/import/import-fields.ts'
import type { ImportState, UndoReport } from '#collect/import/undo-import.ts'
import type { LogPorts } from '#collect/logs/log-pass.ts'
import type { CustomerOf, ImportPorts, ImportRun } from '#collect/import/import-ports.ts'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import { CONSENT_CHANNELS, FROM_FILE } from '#privacy/consent.ts'
import type { ConsentChannel } from '#privacy/consent.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { askClient } from './ask.ts'
import { appendConsents } from './consent-ledger.ts'
import type { NewConsentEntry } from './consent-ledger.ts'
import { inTransaction } from './in-transaction.ts'

/** Number of the advisory lock that one running import holds. */
const IMPORT_LOCK = 7_301_202

export type ImportStore = Pick<
  ImportPorts,
  | 'lock'
  | 'markInterrupted'
  | 'begin'
  | 'otherReading'
  | 'progress'
  | 'finish'
  | 'recordConsents'
  | 'noteCustomers'
  | 'rememberedRecords'
  | 'remember'
> &
  Pick<LogPorts, 'noteLeftOut'> & {
    /** Newest first. */
    list(page: PageRequest): Promise<Page<StoredImport>>
    get(id: string): Promise<StoredImport | null>
  }

/** An import as it is told to people. */
export interface StoredImport {
  readonly id: string
  readonly kind: ImportKind | 'logs'
  readonly fileName: string
  readonly state: ImportState
  readonly rows: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** Of its refused rows, those that came in after all; they count as stored or duplicates. */
  readonly mended: number
  readonly customers: number
  /** Lines of a log that are no page view by a rule. */
  readonly leftOut: number
  readonly droppedByConsent: number
  readonly readBytes: number
  readonly totalBytes: number
  readonly error: string | null
  readonly startedAt: Date
  readonly finishedAt: Date | null
  /** Under which its refused rows are kept. */
  readonly originId: string
  /** Whether what it changed was noted, so that it can be taken back. */
  readonly noted: boolean
  readonly undo: UndoReport | null
  readonly undoneAt: Date | null
  readonly undoneBy: string | null
}

/** Imports, and what they remember, in PostgreSQL. */
export function createImportStore(pool: Pool): ImportStore {
  const query = (text: string, values: readonly unknown[]): Promise<void> =>
    withEngineErrors('postgres', async () => {
      await pool.query(text, [...values])
    })
  return {
    lock: () => withEngineErrors('postgres', () => lockImports(pool)),
    markInterrupted: (now) =>
      query(
        `UPDATE imports SET state = 'interrupted', finished_at = $1, error = 'The program ended before the import did: import the file again.' WHERE state = 'running'`,
        [now],
      ),
    begin: (record) =>
      query(
        `INSERT INTO imports (id, kind, file_name, file_sha256, mapping, mapping_hash, state, total_bytes, started_at, origin_id, reading, noted, source)
         VALUES ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9, $10, true, $11)`,
        [
          record.id,
          record.kind,
          record.fileName,
          record.fileSha256,
          JSON.stringify(record.mapping),
          record.mappingHash,
          record.totalBytes,
          record.startedAt,
          record.originId,
          record.reading === null ? null : JSON.stringify(record.reading),
          record.sourceId ?? null,
        ],
      ),
    noteLeftOut: (id, leftOut, dropped) =>
      query('UPDATE imports SET left_out = $2, dropped = $3 WHERE id = $1', [id, JSON.stringify(leftOut), dropped]),
    otherReading: (kind, fileSha256, mappingHash) =>
      withEngineErrors('postgres', async () => {
        // Of imports from before readings were noted in this way nothing is said: their hash may be another for the same reading.
        const { rows } = await pool.query<{ id: string; started_at: Date; stored: number }>(
          `SELECT id, started_at, stored FROM imports
           WHERE file_sha256 = $1 AND kind = $2 AND mapping_hash <> $3 AND noted AND stored > 0 AND state IN ('done', 'failed', 'interrupted')
           ORDER BY started_at DESC, id DESC LIMIT 1`,
          [fileSha256, kind, mappingHash],
        )
        const row = rows[0]
        return row === undefined ? null : { importId: row.id, startedAt: row.started_at, stored: Number(row.stored) }
      }),
    progress: (id, counts, readBytes) =>
      query('UPDATE imports SET rows = $2, stored = $3, duplicates = $4, quarantined = $5, customers = $6, read_bytes = $7 WHERE id = $1', [
        id,
        counts.rows,
        counts.stored,
        counts.duplicates,
        counts.quarantined,
        counts.customers,
        readBytes,
      ]),
    finish: (id, state, counts, readBytes, error, now) =>
      query(
        `UPDATE imports SET state = $2, rows = $3, stored = $4, duplicates = $5, quarantined = $6, customers = $7, read_bytes = $8, error = $9, finished_at = $10
         WHERE id = $1`,
        [id, state, counts.rows, counts.stored, counts.duplicates, counts.quarantined, counts.customers, readBytes, error, now],
      ),
    recordConsents: (customers, run) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, (client) =>
          appendConsents(
            askClient(client),
            customers.flatMap((customer) => consentsOf(customer, run)),
          ),
        ),
      ),
    noteCustomers: (customerIds, run) =>
      query('INSERT INTO import_customers (customer_id, import_id) SELECT id, $2 FROM unnest($1::uuid[]) AS id ON CONFLICT DO NOTHING', [
        customerIds,
        run.id,
      ]),
    rememberedRecords: (kind, keys) =>
      withEngineErrors('postgres', async () => {
        if (keys.length === 0) return new Set()
        const { rows } = await pool.query<{ content_key: string }>(
          'SELECT content_key::text FROM imported_records WHERE kind = $1 AND content_key = ANY ($2::bigint[])',
          [kind, keys.map(signed)],
        )
        return new Set(rows.map(({ content_key }) => BigInt.asUintN(64, BigInt(content_key))))
      }),
    remember: (kind, keys, importId) =>
      query(
        'INSERT INTO imported_records (kind, content_key, import_id) SELECT $1, key, $3 FROM unnest($2::bigint[]) AS key ON CONFLICT DO NOTHING',
        [kind, keys.map(signed), importId],
      ),
    list: ({ limit, cursor }) =>
      withEngineErrors('postgres', async () => {
        const [startedAt, id] = cursor === null ? [null, null] : readPageKey(JSON.stringify(cursor.split(' ')), ['time', 'uuid'])
        const { rows } = await pool.query<ImportRow>(
          `SELECT * FROM imports WHERE $2::timestamptz IS NULL OR (started_at, id) < ($2, $3::uuid) ORDER BY started_at DESC, id DESC LIMIT $1`,
          [limit + 1, startedAt, id],
        )
        return cutPage(rows.map(importOf), limit, (last) => `${last.startedAt.toISOString()} ${last.id}`)
      }),
    get: (id) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<ImportRow>('SELECT * FROM imports WHERE id = $1', [id])
        return rows[0] === undefined ? null : importOf(rows[0])
      }),
  }
}

/** Held by a connection of its own: the lock is gone when the process is. */
async function lockImports(pool: Pool): Promise<{ release(): Promise<void> }> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [IMPORT_LOCK])
    if (rows[0]?.free !== true) throw new AppError('conflict', 'import-running', 'Another import is running: wait until it has finished.')
  } catch (error) {
    client.release()
    throw error
  }
  return {
    async release() {
      let broken = false
      await client.query('SELECT pg_advisory_unlock($1)', [IMPORT_LOCK]).catch(() => (broken = true))
      client.release(broken)
    },
  }
}

/** A yes or no of the column about marketing is one about each of these. */
const GENERAL_CHANNELS: readonly ConsentChannel[] = ['email', 'sms', 'phone']

/** A file is the word of its day. What a column says of one channel is never general, and of two words about one channel no is the safe one. */
function consentsOf({ value: { consents }, customerId, line }: CustomerOf<CustomerRow>, run: ImportRun): NewConsentEntry[] {
  const saidAt = new Date(run.receivedAt)
  const shared = { customerId, purpose: CONTACT_PURPOSE, source: FROM_FILE, evidence: '', importId: run.id, line, saidAt }
  return consentWords(consents).map((word) => ({ ...shared, ...word }))
}

/** What a registration says of each channel. */
export function consentWords(consents: CustomerRow['consents']): { readonly channel: ConsentChannel; readonly granted: boolean }[] {
  return CONSENT_CHANNELS.flatMap((channel) => {
    const general = GENERAL_CHANNELS.includes(channel) ? consents.marketing : undefined
    const said = [channel === 'push' ? undefined : consents[channel], general].filter((word) => word !== undefined)
    return said.length === 0 ? [] : [{ channel, granted: said.every((word) => word === 'yes') }]
  })
}

interface ImportRow {
  id: string
  kind: StoredImport['kind']
  file_name: string
  state: StoredImport['state']
  rows: number
  stored: number
  duplicates: number
  quarantined: number
  mended: number
  customers: number
  left_out: Record<string, number>
  dropped: string
  read_bytes: number
  total_bytes: number
  error: string | null
  started_at: Date
  finished_at: Date | null
  noted: boolean
  undo: UndoReport | null
  undone_at: Date | null
  undone_by: string | null
  origin_id: string
}

function importOf(row: ImportRow): StoredImport {
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    state: row.state,
    rows: row.rows,
    stored: row.stored,
    duplicates: row.duplicates,
    quarantined: row.quarantined,
    mended: row.mended,
    customers: row.customers,
    leftOut: Object.values(row.left_out).reduce((sum, lines) => sum + lines, 0),
    droppedByConsent: Number(row.dropped),
    readBytes: row.read_bytes,
    totalBytes: row.total_bytes,
    error: row.error,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    originId: row.origin_id,
    noted: row.noted,
    undo: row.undo,
    undoneAt: row.undone_at,
    undoneBy: row.undone_by,
  }
}

/** PostgreSQL has no unsigned 64-bit integer. */
function signed(key: bigint): string {
  return BigInt.asIntN(64, key).toString()
}
