import { AppError } from '#kernel/app-error.ts'
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import { databaseRefusal } from '#collect/sync/sync-problem.ts'

export const CONNECT_MS = 10 * SECOND_MS
/** Of one statement: also protects the other side, whose table stays read for so long at most. */
export const READ_MS = 5 * MINUTE_MS
/** Rows on their way at a time. */
export const FETCH_ROWS = 1_000
/** A longer text is cut by the database, so that no value fills the memory of this server. */
export const CELL_CHARACTERS = 20_000

const UNKNOWN_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA'])
const AWAY = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPROTO',
])
const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|ERR_TLS_CERT_ALTNAME_INVALID|CERT_.*|HOSTNAME_MISMATCH)$/

/** The refusal behind an error of Node's network or TLS; undefined for any other error. */
export function networkRefusal(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (UNKNOWN_HOST.has(code)) return databaseRefusal('sync-host-unknown', error)
  if (AWAY.has(code) || (error instanceof AggregateError && code === '')) return databaseRefusal('sync-unreachable', error)
  if (UNTRUSTED.test(code)) return databaseRefusal('sync-tls-untrusted', error)
  return undefined
}
