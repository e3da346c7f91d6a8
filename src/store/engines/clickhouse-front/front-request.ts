import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createGunzip, createInflate } from 'node:zlib'
import type { Readable } from 'node:stream'
import { FrontError } from './front-error.ts'

/** What a request of the HTTP interface asks for, before its body is read. */
export interface FrontRequest {
  readonly query: string
  readonly queryId: string
  readonly database: string | null
  readonly parameters: Map<string, string>
  readonly settings: Map<string, string>
  readonly defaultFormat: string
  readonly gzipAnswer: boolean
  readonly readOnly: boolean
}

/** Parameters of the HTTP interface that are no settings of a query. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'enable_http_compression',
  'http_zlib_compression_level',
  'http_response_buffer_size',
  'buffer_size',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'http_write_exception_in_output_format',
  'cancel_http_readonly_queries_on_client_close',
  'role',
  'compress',
  'decompress',
  'quota_key',
])

/** @throws FrontError for what the front does not do (server-side sessions) or does not know (a setting) */
export function readFrontRequest(request: IncomingMessage, settingNames: ReadonlySet<string>): FrontRequest {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const parameters = new Map<string, string>()
  const settings = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value)
    else if (name === 'session_id')
      throw new FrontError(48, 'NOT_IMPLEMENTED', 'The embedded engine has no sessions that last over requests.')
    else if (!NOT_SETTINGS.has(name)) settings.set(checkedSetting(name, settingNames), value)
  }
  const accepted = String(request.headers['accept-encoding'] ?? '')
  return {
    query: url.searchParams.get('query') ?? '',
    queryId: headerSafe(url.searchParams.get('query_id') ?? ''),
    database: url.searchParams.get('database') ?? header(request, 'x-clickhouse-database'),
    parameters,
    settings,
    defaultFormat: url.searchParams.get('default_format') ?? header(request, 'x-clickhouse-format') ?? 'TabSeparated',
    gzipAnswer: url.searchParams.get('enable_http_compression') === '1' && /\bgzip\b/.test(accepted),
    readOnly: request.method === 'GET' || request.method === 'HEAD',
  }
}

function checkedSetting(name: string, known: ReadonlySet<string>): string {
  if (known.has(name)) return name
  throw new FrontError(115, 'UNKNOWN_SETTING', `Unknown setting '${name.replace(/[^\w.-]/g, '?').slice(0, 80)}'`)
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** Query ids go back in a header: what a header cannot hold is dropped. */
function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, 200)
}

/** The request's body, unpacked. */
export function bodyOf(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return request
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new FrontError(
      48,
      'NOT_IMPLEMENTED',
      `The embedded engine cannot read the content encoding ${headerSafe(encoding)}; send gzip or none.`,
    )
  }
  const unpack = encoding === 'gzip' ? createGunzip() : createInflate()
  request.on('error', (error) => unpack.destroy(error))
  return request.pipe(unpack)
}

/** Reads a whole body that is SQL. @throws FrontError 62 above `limit` bytes */
export async function readText(body: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    const bytes: Buffer = Buffer.from(chunk)
    size += bytes.length
    if (size > limit)
      throw new FrontError(62, 'SYNTAX_ERROR', `The query is larger than ${limit} bytes: send the rows as data of an INSERT.`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Takes `query` and `param_*` out of a multipart/form-data body, the way that the client sends long parameters. */
export function readMultipart(body: string, contentType: string, request: FrontRequest): string {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) throw new FrontError(36, 'BAD_ARGUMENTS', 'The multipart body names no boundary.')
  let query = ''
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const split = part.indexOf('\r\n\r\n')
    const name = /\bname="([^"]*)"/i.exec(part.slice(0, split))?.[1]
    const value = part.slice(split + 4, part.endsWith('\r\n') ? -2 : undefined)
    if (split < 0 || name === undefined) throw new FrontError(36, 'BAD_ARGUMENTS', 'A part of the multipart body has no name.')
    if (name === 'query') query = value
    else if (name.startsWith('param_')) request.parameters.set(name.slice('param_'.length), value)
  }
  return query
}

/** @throws FrontError 516 unless the request carries the user and the password */
export function authenticate(request: IncomingMessage, username: string, password: string): void {
  const [givenUser, givenPassword] = credentialsOf(request)
  if (same(givenUser, username) && same(givenPassword, password)) return
  throw new FrontError(
    516,
    'AUTHENTICATION_FAILED',
    `${headerSafe(givenUser)}: Authentication failed: password is incorrect, or there is no user with such name.`,
  )
}

function credentialsOf(request: IncomingMessage): readonly [string, string] {
  const basic = /^Basic (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1]
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  }
  return [header(request, 'x-clickhouse-user') ?? 'default', header(request, 'x-clickhouse-key') ?? '']
}

/** Compares secrets in a time that does not depend on where they differ. */
export function same(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
