import { AppError } from '#kernel/app-error.ts'

export type EngineName = 'clickhouse' | 'postgres'

const TITLES: Readonly<Record<EngineName, string>> = {
  clickhouse: 'ClickHouse (analytical store)',
  postgres: 'PostgreSQL (relational store)',
}

/** Node's codes for a peer that is not there or went away. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
/** PostgreSQL: connection exceptions, shutdown, start-up, too many connections. */
const POSTGRES_CODES = /^(08...|57P0[123]|53300)$/
const CLICKHOUSE_CODES: ReadonlySet<string> = new Set(['202', '209', '210', '236', '242', '425'])
const MESSAGES =
  /connection terminated|connection ended|timeout exceeded when trying to connect|timeout error|socket hang up|the database system is/i

/**
 * An error of an engine's client as the program reports it: AppError unavailable `engine-unavailable` when the engine cannot be reached
 * (HTTP 503: try again), `disk-full`, `query-limit` when a limit stopped the query; everything else is returned as it is.
 */
export function mapEngineError(error: unknown, engine: EngineName): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  if (engine === 'clickhouse' && (code === '159' || code === '241')) {
    const what = code === '159' ? 'took too long' : 'needs too much memory'
    return new AppError('unavailable', 'query-limit', `A query ${what}: ask for a shorter period or fewer groups.`, { cause: error })
  }
  if (code === (engine === 'postgres' ? '53100' : '243')) {
    return new AppError('unavailable', 'disk-full', `${TITLES[engine]} has no disk space left: free some on its disk, then try again.`, {
      cause: error,
    })
  }
  const own = engine === 'postgres' ? POSTGRES_CODES.test(code) : CLICKHOUSE_CODES.has(code)
  if (!own && !NETWORK_CODES.has(code) && !MESSAGES.test(error.message)) return error
  return new AppError('unavailable', 'engine-unavailable', `${TITLES[engine]} cannot be reached right now: try again in a few seconds.`, {
    cause: error,
  })
}

/** Runs one piece of work with an engine and maps what it throws. */
export async function withEngineErrors<T>(engine: EngineName, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw mapEngineError(error, engine)
  }
}
