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

/** What a database refused, without its own words, which may hold values. `state` is its code, for whoever runs it. */
function refusal(code: string, said: string, cause: unknown, state: string): AppError {
  const more = state === '' ? '' : ` (${state})`
  return new AppError('conflict', code, `${said}${more}.`, { cause, details: { state } })
}

type Refusal = (cause: unknown, state: string) => AppError

const REFUSALS = {
  'sync-host-unknown': (cause, state) => refusal('sync-host-unknown', 'There is no server of that name: check the host', cause, state),
  'sync-unreachable': (cause, state) =>
    refusal(
      'sync-unreachable',
      'The server does not answer at that host and port: check both, and that a firewall lets this server through',
      cause,
      state,
    ),
  'sync-timeout': (cause, state) =>
    refusal('sync-timeout', 'The database took too long to answer: an index on the cursor column helps', cause, state),
  'sync-login-refused': (cause, state) =>
    refusal('sync-login-refused', 'The database refuses the user or the password: enter them again', cause, state),
  'sync-database-unknown': (cause, state) =>
    refusal('sync-database-unknown', 'There is no such database on the server, or the user may not enter it', cause, state),
  'sync-table-unknown': (cause, state) =>
    refusal(
      'sync-table-unknown',
      'There is no such table or view, or the user may not see it: check its name and grant SELECT on it',
      cause,
      state,
    ),
  'sync-no-permission': (cause, state) => refusal('sync-no-permission', 'The user may not read the table: grant it SELECT', cause, state),
  'sync-tls-required': (cause, state) =>
    refusal('sync-tls-required', 'The server accepts only encrypted connections: turn TLS on', cause, state),
  'sync-tls-missing': (cause, state) =>
    refusal(
      'sync-tls-missing',
      'The server does not offer encrypted connections: set TLS up on it, or turn it off here if the network is trusted',
      cause,
      state,
    ),
  'sync-tls-untrusted': (cause, state) =>
    refusal(
      'sync-tls-untrusted',
      "The server's certificate cannot be checked: it must be of a known authority and carry the name of the host",
      cause,
      state,
    ),
  'sync-column-unknown': (cause, state) =>
    refusal('sync-column-unknown', 'A column that is read is gone from the table: set the sync up again', cause, state),
  'sync-database-failed': (cause, state) =>
    refusal('sync-database-failed', 'The database reports an error: its log has the cause', cause, state),
} as const satisfies Record<string, Refusal>

export type DatabaseRefusal = keyof typeof REFUSALS

export function databaseRefusal(code: DatabaseRefusal, cause: unknown, state = ''): AppError {
  return REFUSALS[code](cause, state)
}
