import pg from 'pg'
import { classOfType, type TableColumn } from '#collect/sync/table-column.ts'
import { databaseRefusal } from '#collect/sync/sync-problem.ts'
import type { DatabaseLogin, ForeignRow, ForeignTable, ReadOrder, TableLook, TableName } from '#collect/sync/sync.ts'
import { CELL_CHARACTERS, CONNECT_MS, FETCH_ROWS, networkRefusal, READ_MS } from './foreign-limits.ts'

/** As the server writes each value. */
const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig

/** A table or view of another PostgreSQL, read in one transaction that cannot write. */
export async function openPostgresTable(login: DatabaseLogin, table: TableName, signal?: AbortSignal): Promise<ForeignTable> {
  const { host, port, database, user, password, tls } = login
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    password,
    ssl: tls === 'off' ? false : { rejectUnauthorized: tls === 'verified' },
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: READ_MS,
    query_timeout: READ_MS + CONNECT_MS,
    application_name: 'liuke sync',
    types: AS_TEXT,
  })
  // A connection that breaks between two statements says so here as well; the statement reports it.
  client.on('error', () => undefined)
  const end = async (): Promise<void> => {
    signal?.removeEventListener('abort', stop)
    await client.end().catch(() => undefined)
  }
  const stop = (): void => void end()
  signal?.addEventListener('abort', stop, { once: true })
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      throw refusalOf(error)
    }
  }
  try {
    await asked(async () => {
      await client.connect()
      await client.query("SET TIME ZONE 'UTC'; SET DATESTYLE TO 'ISO, YMD'; SET INTERVALSTYLE TO 'iso_8601'; SET extra_float_digits TO 1")
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    })
  } catch (error) {
    await end()
    throw error
  }
  return {
    look: () => asked(() => lookAt(client, table)),
    async repeats(columns, { cursor, from }) {
      const where = `${quoted(table.schema)}.${quoted(table.name)}`
      const names = columns.map(quoted)
      const [list, there] = [names.join(', '), names.map((name) => `${name} IS NOT NULL`).join(' AND ')]
      const among =
        cursor === null || from === null ? '' : ` AND (${list}) IN (SELECT ${list} FROM ${where} WHERE ${quoted(cursor.name)} >= $1)`
      const { rows } = await asked(() =>
        client.query<{ some: string }>(
          `SELECT EXISTS (SELECT FROM ${where} WHERE ${there}${among} GROUP BY ${list} HAVING count(*) > 1)::text AS some`,
          cursor === null || from === null ? [] : [from],
        ),
      )
      return rows[0]?.some === 'true'
    },
    async *rows(order) {
      await asked(() => client.query('SAVEPOINT reading'))
      const { text, values } = selectOf(table, order)
      await asked(() => client.query({ text: `DECLARE rows_read NO SCROLL CURSOR FOR ${text}`, values }))
      for (;;) {
        const { rows } = await asked(() =>
          client.query<(string | null)[]>({ text: `FETCH ${FETCH_ROWS} FROM rows_read`, rowMode: 'array' }),
        )
        if (rows.length > 0) yield rows as readonly ForeignRow[]
        if (rows.length < FETCH_ROWS) break
      }
      await asked(() => client.query('CLOSE rows_read'))
    },
    close: end,
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function selectOf({ schema, name }: TableName, { columns, cursor, from, limit }: ReadOrder): { text: string; values: string[] } {
  const list = columns.map((column) => {
    const plain = quoted(column.name)
    return column.class === 'text' || column.class === 'other' ? `left(${plain}::text, ${CELL_CHARACTERS})` : plain
  })
  const where = cursor === null ? '' : from === null ? ` WHERE ${quoted(cursor.name)} IS NOT NULL` : ` WHERE ${quoted(cursor.name)} >= $1`
  const by = cursor === null ? '' : ` ORDER BY ${quoted(cursor.name)}`
  return {
    text: `SELECT ${list.join(', ')} FROM ${quoted(schema)}.${quoted(name)}${where}${by}${limit === undefined ? '' : ` LIMIT ${limit}`}`,
    values: cursor === null || from === null ? [] : [from],
  }
}

async function lookAt(client: pg.Client, { schema, name }: TableName): Promise<TableLook> {
  const { rows } = await client.query<{ oid: string; reads: string; writes: string }>(
    `SELECT c.oid::text AS oid, has_table_privilege(c.oid, 'SELECT')::text AS reads,
       (has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')
         OR has_table_privilege(c.oid, 'TRUNCATE'))::text AS writes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`,
    [schema, name],
  )
  const [table] = rows
  if (table === undefined) throw databaseRefusal('sync-table-unknown', undefined)
  const columns = await client.query<{ name: string; type: string; plain: string; nullable: string }>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, coalesce(b.typname, t.typname) AS plain, (NOT a.attnotnull)::text AS nullable
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
     WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege($1::oid, a.attnum, 'SELECT') ORDER BY a.attnum`,
    [table.oid],
  )
  if (columns.rows.length === 0) throw databaseRefusal('sync-no-permission', undefined)
  const key = await client.query<{ names: string }>(
    `SELECT array_to_json(array(
         SELECT a.attname FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (num, place) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
         ORDER BY k.place))::text AS names
     FROM pg_index i
     WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
       AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int[]) AND NOT a.attnotnull)
     ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1`,
    [table.oid],
  )
  return {
    columns: columns.rows.map((row): TableColumn => ({
      name: row.name,
      type: row.type,
      class: classOfType('postgresql', row.plain),
      nullable: row.nullable === 'true',
    })),
    key: key.rows[0] === undefined ? [] : (JSON.parse(key.rows[0].names) as string[]),
    canWrite: table.writes === 'true',
  }
}

const UNENCRYPTED = /no pg_hba\.conf entry.*(?:no encryption|SSL off)/i

/** What the server says, by its SQLSTATE (appendix A of its manual), or the network by Node's codes. */
function refusalOf(error: unknown): unknown {
  const network = networkRefusal(error)
  if (network !== undefined) return network
  if (!(error instanceof Error)) return error
  const state = 'code' in error ? String(error.code) : ''
  if (/does not support SSL/i.test(error.message)) return databaseRefusal('sync-tls-missing', error)
  if (UNENCRYPTED.test(error.message)) return databaseRefusal('sync-tls-required', error)
  if (state === '28P01' || state === '28000') return databaseRefusal('sync-login-refused', error)
  if (state === '3D000') return databaseRefusal('sync-database-unknown', error)
  if (state === '42P01' || state === '3F000') return databaseRefusal('sync-table-unknown', error)
  if (state === '42501') return databaseRefusal('sync-no-permission', error)
  if (state === '42703') return databaseRefusal('sync-column-unknown', error)
  if (state === '57014' || /timeout/i.test(error.message)) return databaseRefusal('sync-timeout', error)
  if (/^[0-9A-Z]{5}$/.test(state)) return databaseRefusal('sync-database-failed', error, state)
  return /connection terminated|connection ended|socket/i.test(error.message) ? databaseRefusal('sync-unreachable', error) : error
}
