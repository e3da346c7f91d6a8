import pg from 'pg'
import type { EngineLog } from './engine-log.ts'

/** A transaction whose node says nothing more (frozen, or cut off from the network) gives its locks back after so long. */
const IDLE_IN_TRANSACTION = '5min'

/** A pool whose integers are numbers when they fit exactly, and whose broken connections never crash the process. */
export function createPostgresPool(
  url: string,
  log: EngineLog,
  { session = 'liuke', mostSessions = 16 }: { readonly session?: string | undefined; readonly mostSessions?: number | undefined } = {},
): pg.Pool {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, parseInteger)
  const pool = new pg.Pool({
    Client: KeepingClient,
    connectionString: url,
    max: mostSessions,
    types,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: session,
    verify: (client, done) => {
      client.query(`SET idle_in_transaction_session_timeout = '${IDLE_IN_TRANSACTION}'`, (error) => done(error))
    },
  })
  // An idle connection that breaks is reported here: without a listener the process would end.
  pool.on('error', (error) => log.warn({ engine: 'postgres', reason: error.message }, 'an idle connection broke'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ engine: 'postgres', reason: error.message }, 'a connection broke'))
  })
  return pool
}

/** A statement that begins with this is read and planned once a session: of those that are asked hundreds of times a second, whose text is always the same. */
const KEPT = '/* kept */'
const names = new Map<string, string>()

class KeepingClient extends pg.Client {
  // The declarations of pg name eight ways of asking; whatever was asked goes on as it came, but for the name.
  override query = ((asked: unknown, ...rest: unknown[]): unknown => {
    const own = super.query.bind(this) as (...what: unknown[]) => unknown
    return typeof asked === 'string' && asked.startsWith(KEPT) ? own({ name: nameOf(asked), text: asked }, ...rest) : own(asked, ...rest)
  }) as pg.Client['query']
}

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `kept-${names.size + 1}`
  names.set(text, name)
  return name
}

/** bigint and count(*): a number while it is exact, else its text. */
export function parseInteger(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}
