import { STATUS_CODES } from 'node:http'
import { AppError, errorParams } from '#kernel/app-error.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import type { ErrorKind } from '#kernel/app-error.ts'
import type { Problem } from './shared-schemas.ts'

/** The one place where a kind of failure becomes a status. */
const STATUS: Readonly<Record<ErrorKind, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-slow': 408,
  'too-large': 413,
  'too-many-requests': 429,
  internal: 500,
  unavailable: 503,
}

/** The kind of failure behind a status, for whoever asks this server. */
export function kindOfStatus(status: number): ErrorKind {
  const found = Object.entries(STATUS).find(([, each]) => each === status)
  return (found?.[0] as ErrorKind | undefined) ?? 'internal'
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'
const RETRY_SECONDS = 5
/** People free disks, not machines. */
const DISK_RETRY_SECONDS = 30

export interface ProblemAnswer {
  readonly status: number
  readonly problem: Problem
  readonly retryAfter: number | null
}

/** RFC 9457 answer for anything thrown. What is not an AppError tells the caller nothing about the inside. */
export function problemOf(error: unknown, requestId: string | null = null): ProblemAnswer {
  const known = asAppError(error)
  const status = STATUS[known.kind]
  const asked = known.details['retryAfter']
  const waits = status === 503 || status === 429
  return {
    status,
    problem: {
      type: `urn:liuke:problem:${known.code}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code: known.code,
      detail: known.message,
      ...(status >= 500 && requestId !== null ? { requestId } : {}),
      params: errorParams(known.details),
    },
    retryAfter: waits ? (typeof asked === 'number' ? asked : RETRY_SECONDS) : null,
  }
}

/** Errors of the web framework, of drivers and of our own, as one kind. */
function asAppError(error: unknown): AppError {
  const refusal = error instanceof AppError && error.kind !== 'internal' && error.kind !== 'unavailable'
  if (!refusal && isDiskFull(error)) return diskFull()
  if (error instanceof AppError) return error
  if (isEngineDown(error)) {
    return new AppError(
      'unavailable',
      'engine-down',
      'A database is not answering at the moment: the server is restarting it, try again in a few seconds.',
    )
  }
  const { code, statusCode } = fieldsOf(error)
  if (LIMITED.has(code)) {
    return new AppError('unavailable', 'query-limit', 'This takes more time or memory than one question may: ask for less at once.')
  }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return new AppError('too-large', 'too-large', 'The request is larger than this address takes: send less at once.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return new AppError(
        'invalid-input',
        'wrong-content-type',
        'The content type is not the one this address takes: send application/json, or multipart/form-data for files.',
      )
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new AppError('invalid-input', 'invalid-json', 'The body is not valid JSON: check its quotes, commas and encoding (UTF-8).')
    default:
  }
  // 400 to 499 from the framework: a request that HTTP itself refuses.
  if (statusCode >= 400 && statusCode < 500)
    return new AppError('invalid-input', 'invalid-request', 'The request is not well formed: check its address, headers and body.')
  return new AppError(
    'internal',
    'internal',
    'Something went wrong on the server. Try again; if it happens again, give the request id to an administrator, who finds the cause in the server log under it.',
  )
}

export function diskFull(): AppError {
  return new AppError('unavailable', 'disk-full', 'The disk of the server is full: free some space in the data folder and try again.', {
    details: { retryAfter: DISK_RETRY_SECONDS },
  })
}

/** ClickHouse: a limit of ours stopped the query (time, memory). */
const LIMITED = new Set(['159', '241'])
/** Node, PostgreSQL and ClickHouse codes (class 08, 57P0x, 53300) that mean "not now", and what the clients say when a connection breaks. */
const DOWN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ERR_SOCKET_CLOSED',
  '57P01',
  '57P02',
  '57P03',
  '53300',
])

function isEngineDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = fieldsOf(error)
  if (code === 'ENOENT') return syscall === 'connect'
  if (DOWN.has(code) || code.startsWith('08')) return true
  return /^(Connection terminated|timeout exceeded when trying to connect|socket hang up|Timeout error|Client has encountered a connection error)/.test(
    error.message,
  )
}

function fieldsOf(error: unknown): { code: string; statusCode: number; syscall: string } {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; statusCode?: unknown; syscall?: unknown }
  return {
    code: typeof fields.code === 'string' ? fields.code : '',
    statusCode: typeof fields.statusCode === 'number' ? fields.statusCode : 0,
    syscall: typeof fields.syscall === 'string' ? fields.syscall : '',
  }
}
