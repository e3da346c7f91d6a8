import mysql from 'mysql2'
import type { RowDataPacket } from 'mysql2'
import { AppError } from '#kernel/app-error.ts'
import { floatText } from '#collect/sync/float-text.ts'
import { classOfType, type TableColumn } from '#collect/sync/table-column.ts'
import { databaseRefusal, type DatabaseRefusal } from '#collect/sync/sync-problem.ts'
import type { DatabaseLogin, ForeignRow, ForeignTable, ReadOrder, TableLook, TableName } from '#collect/sync/sync.ts'
import { CELL_CHARACTERS, CONNECT_MS, FETCH_ROWS, networkRefusal, READ_MS } from './foreign-limits.ts'

/** A table or view of MySQL or MariaDB, read in one transaction that cannot write. */
export async function openMysqlTable(
  login: DatabaseLogin,
  table: TableName,
  signal?: AbortSignal,
  // The server ends a statement itself; this is for one that says nothing any more.
  silentMs = READ_MS + CONNECT_MS,
): Promise<ForeignTable> {
  const { host, port, database, user, password, tls } = login
  const client = mysql.createConnection({
    host,
    port,
    database,
    user,
    password,
    ...(tls === 'off' ? {} : { ssl: { rejectUnauthorized: tls === 'verified', verifyIdentity: tls === 'verified' } }),
    connectTimeout: CONNECT_MS,
    charset: 'utf8mb4',
    rowsAsArray: true,
    // As the server writes each value.
    typeCast: (field) => field.string('utf8'),
    // Neither files of this server nor several statements at once.
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
  })
  client.on('error', () => undefined)
  const stop = (): void => client.destroy()
  signal?.addEventListener('abort', stop, { once: true })
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', stop)
    client.destroy()
  }
  const ask: Ask = (sql, values = []) =>
    new Promise((resolve, reject) => {
      client.query<RowDataPacket[]>({ sql, rowsAsArray: true, timeout: silentMs }, [...values], (error, rows) =>
        error === null ? resolve(rows as unknown as (string | null)[][]) : reject(error),
      )
    })
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      throw refusalOf(error, tls)
    }
  }
  try {
    await asked(async () => {
      await new Promise<void>((resolve, reject) => {
        client.once('error', reject)
        client.connect((error) => (error === null ? resolve() : reject(error)))
      })
      await ask("SET SESSION sql_mode = '', time_zone = '+00:00', net_write_timeout = 600")
      await limitTime(ask)
      await ask('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
      await ask('START TRANSACTION READ ONLY')
    })
  } catch (error) {
    await close()
    throw error
  }
  return {
    look: () => asked(() => lookAt(ask, table)),
    async repeats(columns, { cursor, from }) {
      const where = `${quoted(table.schema)}.${quoted(table.name)}`
      const names = columns.map(quoted)
      const [list, there] = [names.join(', '), names.map((name) => `${name} IS NOT NULL`).join(' AND ')]
      const among =
        cursor === null || from === null ? '' : ` AND (${list}) IN (SELECT ${list} FROM ${where} WHERE ${quoted(cursor.name)} >= ?)`
      const [row] = await asked(() =>
        ask(
          `SELECT EXISTS (SELECT 1 FROM ${where} WHERE ${there}${among} GROUP BY ${list} HAVING COUNT(*) > 1)`,
          cursor === null || from === null ? [] : [from],
        ),
      )
      return row?.[0] === '1'
    },
    async *rows(order) {
      const { text, values } = selectOf(table, order)
      const stream = client.query({ sql: text, rowsAsArray: true }, values).stream({ highWaterMark: FETCH_ROWS })
      const floats = order.columns.flatMap((column, i) => (isFloat(column) ? [i] : []))
      const silent = (): void => void stream.destroy(databaseRefusal('sync-timeout', undefined))
      let timer = setTimeout(silent, silentMs)
      let block: ForeignRow[] = []
      try {
        for await (const row of stream) {
          const cells = row as (string | null)[]
          for (const at of floats) cells[at] = cells[at] === null || cells[at] === undefined ? null : floatText(cells[at])
          block.push(cells)
          if (block.length < FETCH_ROWS) continue
          // What is done with the rows takes as long as it takes.
          clearTimeout(timer)
          yield block
          block = []
          timer = setTimeout(silent, silentMs)
        }
      } catch (error) {
        signal?.throwIfAborted()
        throw refusalOf(error, tls)
      } finally {
        clearTimeout(timer)
      }
      if (block.length > 0) yield block
    },
    close,
  }
}

/** Rows of texts, in the order of the columns. */
type Ask = (sql: string, values?: readonly string[]) => Promise<(string | null)[][]>

/** MariaDB counts in seconds, MySQL in milliseconds, each under a name of its own. */
async function limitTime(ask: Ask): Promise<void> {
  const [row] = await ask('SELECT VERSION()')
  const isMaria = /mariadb/i.test(row?.[0] ?? '')
  await ask(isMaria ? `SET SESSION max_statement_time = ${READ_MS / 1_000}` : `SET SESSION max_execution_time = ${READ_MS}`)
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** With no places said; those with some are written with them. */
function isFloat({ type }: TableColumn): boolean {
  return /^float(?: |$)/i.test(type)
}

function selectOf({ schema, name }: TableName, { columns, cursor, from, limit }: ReadOrder): { text: string; values: string[] } {
  const list = columns.map((column) => {
    const plain = quoted(column.name)
    if (isFloat(column)) return `(${plain} + 0E0)`
    return column.class === 'text' || column.class === 'other' ? `LEFT(${plain}, ${CELL_CHARACTERS})` : plain
  })
  const where = cursor === null ? '' : from === null ? ` WHERE ${quoted(cursor.name)} IS NOT NULL` : ` WHERE ${quoted(cursor.name)} >= ?`
  const by = cursor === null ? '' : ` ORDER BY ${quoted(cursor.name)}`
  return {
    text: `SELECT ${list.join(', ')} FROM ${quoted(schema)}.${quoted(name)}${where}${by}${limit === undefined ? '' : ` LIMIT ${limit}`}`,
    values: cursor === null || from === null ? [] : [from],
  }
}

const WRITES = "('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'CREATE')"

async function lookAt(ask: Ask, { schema, name }: TableName): Promise<TableLook> {
  const columns = await ask(
    `SELECT column_name, column_type, data_type, is_nullable FROM information_schema.columns
     WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
    [schema, name],
  )
  if (columns.length === 0) throw databaseRefusal('sync-table-unknown', undefined)
  const keys = await ask(
    `SELECT index_name, column_name, nullable FROM information_schema.statistics
     WHERE table_schema = ? AND table_name = ? AND non_unique = 0 ORDER BY index_name = 'PRIMARY' DESC, index_name, seq_in_index`,
    [schema, name],
  )
  const indexes = Map.groupBy(keys, ([index]) => index)
  const key = [...indexes.values()].find((parts) => parts.every(([, column, nullable]) => column !== null && nullable !== 'YES'))
  const me = "CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')"
  const [write] = await ask(
    `SELECT (SELECT COUNT(*) FROM information_schema.user_privileges WHERE grantee = ${me} AND privilege_type IN ${WRITES})
       + (SELECT COUNT(*) FROM information_schema.schema_privileges WHERE grantee = ${me} AND privilege_type IN ${WRITES} AND ? LIKE table_schema)
       + (SELECT COUNT(*) FROM information_schema.table_privileges WHERE grantee = ${me} AND privilege_type IN ${WRITES} AND table_schema = ? AND table_name = ?)`,
    [schema, schema, name],
  )
  return {
    columns: columns.map(([column, type, plain, nullable]): TableColumn => ({
      name: column ?? '',
      type: type ?? '',
      class: classOfType('mysql', plain ?? ''),
      nullable: nullable === 'YES',
    })),
    key: (key ?? []).map(([, column]) => column ?? ''),
    canWrite: Number(write?.[0] ?? 0) > 0,
  }
}

/** By the server's names of its errors. */
const REFUSALS: Readonly<Record<string, DatabaseRefusal>> = {
  ER_ACCESS_DENIED_ERROR: 'sync-login-refused',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'sync-login-refused',
  ER_HOST_NOT_PRIVILEGED: 'sync-login-refused',
  ER_HOST_IS_BLOCKED: 'sync-login-refused',
  ER_NOT_SUPPORTED_AUTH_MODE: 'sync-login-refused',
  AUTH_SWITCH_PLUGIN_ERROR: 'sync-login-refused',
  ER_BAD_DB_ERROR: 'sync-database-unknown',
  ER_DBACCESS_DENIED_ERROR: 'sync-database-unknown',
  ER_NO_SUCH_TABLE: 'sync-table-unknown',
  ER_TABLEACCESS_DENIED_ERROR: 'sync-no-permission',
  ER_COLUMNACCESS_DENIED_ERROR: 'sync-no-permission',
  ER_BAD_FIELD_ERROR: 'sync-column-unknown',
  ER_SECURE_TRANSPORT_REQUIRED: 'sync-tls-required',
  HANDSHAKE_NO_SSL_SUPPORT: 'sync-tls-missing',
  HANDSHAKE_SSL_ERROR: 'sync-tls-untrusted',
  ER_QUERY_TIMEOUT: 'sync-timeout',
  ER_STATEMENT_TIMEOUT: 'sync-timeout',
  ER_QUERY_INTERRUPTED: 'sync-timeout',
  PROTOCOL_CONNECTION_LOST: 'sync-unreachable',
  PROTOCOL_SEQUENCE_TIMEOUT: 'sync-timeout',
}
/** Of servers whose names of errors the client does not know. */
const BY_NUMBER: Readonly<Record<number, DatabaseRefusal>> = { 1969: 'sync-timeout', 3024: 'sync-timeout', 3159: 'sync-tls-required' }

function refusalOf(error: unknown, tls: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  const number = 'errno' in error ? Number(error.errno) : 0
  const known = BY_NUMBER[number] ?? REFUSALS[code]
  if (known !== undefined) return databaseRefusal(known, error)
  const network = networkRefusal(error)
  if (network !== undefined) return network
  if (tls !== 'off' && /certificate|self[- ]signed/i.test(error.message)) return databaseRefusal('sync-tls-untrusted', error)
  return code.startsWith('ER_') ? databaseRefusal('sync-database-failed', error, code) : error
}
