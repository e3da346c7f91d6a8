import type { Pool } from 'pg'
import type { Sync, SyncPlan, SyncProblem, SyncRun, SyncRunState, SyncStore } from '#collect/sync/sync.ts'
import { isId } from '#kernel/id.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

interface SyncRow {
  id: string
  plan: SyncPlan
  cursor_value: string | null
  paused_at: Date | null
  stopped: SyncProblem | null
  slot: Date | null
  created_at: Date
  created_by: string
}

interface RunRow {
  id: string
  sync_id: string
  state: SyncRunState
  read_rows: string
  rows: string
  stored: string
  duplicates: string
  quarantined: string
  import_ids: string[]
  cursor_from: string | null
  cursor_to: string | null
  drift: SyncRun['drift']
  problem: SyncProblem | null
  started_at: Date
  finished_at: Date | null
}

const contextOf = (id: string): string => `sync:${id}`

/** Syncs, their runs, and which rows of orders they stored as which lines. */
export function createSyncStore(pool: Pool, keyring: Keyring): SyncStore {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<{ rows: Row[]; rowCount: number | null }> =>
    withEngineErrors('postgres', () => pool.query<Row>(text, [...values]))
  const withLast = async (rows: readonly SyncRow[]): Promise<Sync[]> => {
    const { rows: runs } = await ask<RunRow>(
      'SELECT DISTINCT ON (sync_id) * FROM sync_runs WHERE sync_id = ANY ($1::uuid[]) ORDER BY sync_id, started_at DESC, id DESC',
      [rows.map(({ id }) => id)],
    )
    const last = new Map(runs.map((row) => [row.sync_id, runOf(row)]))
    return rows.map((row) => syncOf(row, last.get(row.id) ?? null))
  }
  return {
    async create({ id, plan, password, by, at }) {
      await ask('INSERT INTO syncs (id, plan, password, created_at, created_by) VALUES ($1, $2, $3, $4, $5)', [
        id,
        JSON.stringify(plan),
        sealRecord(keyring, contextOf(id), password),
        at,
        by,
      ])
    },
    list: async () => withLast((await ask<SyncRow>('SELECT * FROM syncs ORDER BY created_at, id')).rows),
    async find(id) {
      if (!isId(id)) return null
      const [sync] = await withLast((await ask<SyncRow>('SELECT * FROM syncs WHERE id = $1', [id])).rows)
      return sync ?? null
    },
    async password(id) {
      if (!isId(id)) return null
      const { rows } = await ask<{ password: Buffer }>('SELECT password FROM syncs WHERE id = $1', [id])
      return rows[0] === undefined ? null : openRecord(keyring, contextOf(id), rows[0].password)
    },
    async change(id, change) {
      if (!isId(id)) return false
      const sets: string[] = []
      const values: unknown[] = [id]
      const set = (sql: string, value: unknown): void => {
        values.push(value)
        sets.push(sql.replace('?', `$${values.length}`))
      }
      const plan: Record<string, unknown> = {}
      if (change.name !== undefined) plan['name'] = change.name
      if (change.cadence !== undefined) plan['cadence'] = change.cadence
      if (change.corrections === undefined) {
        if (Object.keys(plan).length > 0) set('plan = plan || ?::jsonb', JSON.stringify(plan))
      } else {
        set(
          "plan = jsonb_set(plan || ?::jsonb, '{reading,corrections}', ?2::jsonb)".replace('?2', `$${values.length + 2}`),
          JSON.stringify(plan),
        )
        values.push(JSON.stringify(change.corrections))
      }
      if (change.pausedAt !== undefined) set('paused_at = ?', change.pausedAt)
      if (change.stopped !== undefined) set('stopped = ?::jsonb', change.stopped === null ? null : JSON.stringify(change.stopped))
      if (change.slot !== undefined) set('slot = ?', change.slot)
      if (change.cursorValue !== undefined) set('cursor_value = ?', change.cursorValue)
      if (change.password !== undefined) set('password = ?', sealRecord(keyring, contextOf(id), change.password))
      if (sets.length === 0) return (await ask('SELECT FROM syncs WHERE id = $1', [id])).rowCount === 1
      return (await ask(`UPDATE syncs SET ${sets.join(', ')} WHERE id = $1`, values)).rowCount === 1
    },
    remove: async (id) => isId(id) && (await ask('DELETE FROM syncs WHERE id = $1', [id])).rowCount === 1,
    async hasStored(id) {
      const { rows } = await ask<{ some: boolean }>(
        "SELECT EXISTS (SELECT FROM sync_runs WHERE sync_id = $1 AND import_ids <> '{}') AS some",
        [id],
      )
      return rows[0]?.some === true
    },
    async runs(id, limit) {
      const { rows } = await ask<RunRow>('SELECT * FROM sync_runs WHERE sync_id = $1 ORDER BY started_at DESC, id DESC LIMIT $2', [
        id,
        limit,
      ])
      return rows.map(runOf)
    },
    async beginRun({ id, syncId, cursorFrom, at }) {
      await ask("UPDATE sync_runs SET state = 'interrupted', finished_at = $2 WHERE sync_id = $1 AND state = 'running'", [syncId, at])
      await ask("INSERT INTO sync_runs (id, sync_id, state, cursor_from, cursor_to, started_at) VALUES ($1, $2, 'running', $3, $3, $4)", [
        id,
        syncId,
        cursorFrom,
        at,
      ])
    },
    async saveRun(run) {
      await ask(
        `UPDATE sync_runs SET state = $2, read_rows = $3, rows = $4, stored = $5, duplicates = $6, quarantined = $7, import_ids = $8::uuid[],
           cursor_to = $9, drift = $10::jsonb, problem = $11::jsonb, finished_at = $12 WHERE id = $1`,
        [
          run.id,
          run.state,
          run.read,
          run.rows,
          run.stored,
          run.duplicates,
          run.quarantined,
          run.importIds,
          run.cursorTo,
          run.drift === null ? null : JSON.stringify(run.drift),
          run.problem === null ? null : JSON.stringify(run.problem),
          run.finishedAt,
        ],
      )
    },
    async formerLines(syncId, rows) {
      if (rows.length === 0) return []
      const { rows: found } = await ask<{ line_key: string; at: string; is_changed: boolean }>(
        `SELECT former.line_key, (extract(epoch FROM former.occurred_at) * 1000)::bigint AS at,
           bool_or(NOT EXISTS (SELECT FROM sync_rows same WHERE same.sync_id = $1 AND same.row_key = now.row_key AND same.line_key = now.line_key AND same.is_current)) AS is_changed
         FROM unnest($2::bigint[], $3::bigint[]) AS now (row_key, line_key)
         JOIN sync_rows former ON former.sync_id = $1 AND former.row_key = now.row_key AND former.line_key <> now.line_key
         WHERE former.line_key <> ALL ($3::bigint[])
           AND NOT EXISTS (SELECT FROM sync_rows other WHERE other.sync_id = $1 AND other.line_key = former.line_key AND other.row_key <> former.row_key AND other.is_current)
         GROUP BY former.line_key, former.occurred_at`,
        [syncId, rows.map(({ rowKey }) => signed(rowKey)), rows.map(({ lineKey }) => signed(lineKey))],
      )
      return found.map(({ line_key, at, is_changed }) => ({
        lineKey: BigInt.asUintN(64, BigInt(line_key)),
        occurredAt: Number(at),
        isChanged: is_changed,
      }))
    },
    async noteRows(syncId, rows, repaired) {
      if (rows.length === 0) return
      const values = [
        syncId,
        rows.map(({ rowKey }) => signed(rowKey)),
        rows.map(({ lineKey }) => signed(lineKey)),
        rows.map(({ occurredAt }) => occurredAt),
      ]
      if (repaired !== undefined) {
        await ask(
          `INSERT INTO sync_rows (sync_id, row_key, line_key, occurred_at, is_current, repaired_version)
           SELECT $1, row_key, line_key, to_timestamp(at / 1000), false, $5
           FROM unnest($2::bigint[], $3::bigint[], $4::float8[]) AS now (row_key, line_key, at)
           ON CONFLICT (sync_id, row_key, line_key) DO UPDATE SET repaired_version = greatest(sync_rows.repaired_version, excluded.repaired_version)`,
          [...values, repaired],
        )
        return
      }
      await ask(
        `WITH now AS (SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::float8[]) AS now (row_key, line_key, at)),
           former AS (UPDATE sync_rows old SET is_current = false FROM now
             WHERE old.sync_id = $1 AND old.row_key = now.row_key AND old.line_key <> now.line_key AND old.is_current)
         INSERT INTO sync_rows (sync_id, row_key, line_key, occurred_at, is_current)
         SELECT $1, row_key, line_key, to_timestamp(at / 1000), true FROM now
         ON CONFLICT (sync_id, row_key, line_key) DO UPDATE SET is_current = true, occurred_at = excluded.occurred_at
         WHERE NOT sync_rows.is_current`,
        values,
      )
    },
    async noteRefused(syncId, rowKeys) {
      if (rowKeys.length === 0) return
      await ask('UPDATE sync_rows SET is_current = false WHERE sync_id = $1 AND row_key = ANY ($2::bigint[]) AND is_current', [
        syncId,
        rowKeys.map(signed),
      ])
    },
    async rowState(syncId, rowKey, version) {
      const { rows } = await ask<{ read: boolean }>(
        `SELECT EXISTS (SELECT FROM sync_rows WHERE sync_id = $1 AND row_key = $2 AND (is_current OR repaired_version > $3)) AS read
         FROM syncs WHERE id = $1`,
        [syncId, signed(rowKey), version],
      )
      return rows[0] === undefined ? 'gone' : rows[0].read ? 'read' : 'open'
    },
  }
}

function syncOf(row: SyncRow, lastRun: SyncRun | null): Sync {
  return {
    id: row.id,
    plan: row.plan,
    cursorValue: row.cursor_value,
    pausedAt: row.paused_at,
    stopped: row.stopped,
    slot: row.slot,
    createdAt: row.created_at,
    createdBy: row.created_by,
    lastRun,
  }
}

function runOf(row: RunRow): SyncRun {
  return {
    id: row.id,
    syncId: row.sync_id,
    state: row.state,
    read: Number(row.read_rows),
    rows: Number(row.rows),
    stored: Number(row.stored),
    duplicates: Number(row.duplicates),
    quarantined: Number(row.quarantined),
    importIds: row.import_ids,
    cursorFrom: row.cursor_from,
    cursorTo: row.cursor_to,
    drift: row.drift,
    problem: row.problem,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}

/** PostgreSQL has no unsigned 64-bit integer. */
function signed(key: bigint): string {
  return BigInt.asIntN(64, key).toString()
}
