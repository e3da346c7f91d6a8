import { AppError, errorParams, messageOf } from '#kernel/app-error.ts'
import type { SyncProblem } from './sync.ts'

/** Pass by themselves: the next run tries again. After any other refusal somebody has to look, so that a wrong password is not sent for ever. */
const PASSING: ReadonlySet<string> = new Set([
  'sync-host-unknown',
  'sync-unreachable',
  'sync-timeout',
  'sync-database-failed',
  'import-running',
  'import-cancelled',
  'engine-unavailable',
  'query-limit',
  'disk-full',
  'stopping',
])

export function isPassing(error: unknown): boolean {
  return !(error instanceof AppError) || PASSING.has(error.code)
}

/** What people are told; what only the log may know stays there. */
export function syncProblem(error: unknown): SyncProblem {
  if (error instanceof AppError) return { code: error.code, message: messageOf(error), params: errorParams(error.details) }
  return {
    code: 'sync-failed',
    message: 'Something went wrong on the server; its log has the cause. The next run tries again.',
    params: {},
  }
}

/** What people are told that a database refused, without its own words, which may hold values. `state` is its code, for whoever runs it. */
function refusal(code: string, said: string): (cause: unknown, state: string) => AppError {
  return (cause, state) => new AppError('conflict', code, `${said}${state === '' ? '' : ` (${state})`}.`, { cause, details: { state } })
}

const REFUSALS = {
  'sync-host-unknown': refusal('sync-host-unknown', 'There is no server of that name: check the host'),
  'sync-unreachable': refusal(
    'sync-unreachable',
    'The server does not answer at that host and port: check both, and that a firewall lets this server through',
  ),
  'sync-timeout': refusal('sync-timeout', 'The database took too long to answer: an index on the cursor column helps'),
  'sync-login-refused': refusal('sync-login-refused', 'The database refuses the user or the password: enter them again'),
  'sync-database-unknown': refusal('sync-database-unknown', 'There is no such database on the server, or the user may not enter it'),
  'sync-table-unknown': refusal(
    'sync-table-unknown',
    'There is no such table or view, or the user may not see it: check its name and grant SELECT on it',
  ),
  'sync-no-permission': refusal('sync-no-permission', 'The user may not read the table: grant it SELECT'),
  'sync-tls-required': refusal('sync-tls-required', 'The server accepts only encrypted connections: turn TLS on'),
  'sync-tls-missing': refusal(
    'sync-tls-missing',
    'The server does not offer encrypted connections: set TLS up on it, or turn it off here if the network is trusted',
  ),
  'sync-tls-untrusted': refusal(
    'sync-tls-untrusted',
    "The server's certificate cannot be checked: it must be of a known authority and carry the name of the host",
  ),
  'sync-column-unknown': refusal('sync-column-unknown', 'A column that is read is gone from the table: set the sync up again'),
  'sync-database-failed': refusal('sync-database-failed', 'The database reports an error: its log has the cause'),
}

export type DatabaseRefusal = keyof typeof REFUSALS

export function databaseRefusal(code: DatabaseRefusal, cause: unknown, state = ''): AppError {
  return REFUSALS[code](cause, state)
}
