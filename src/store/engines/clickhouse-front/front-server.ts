import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FrontEngine } from './front-engine.ts'
import { FrontError, toFrontError } from './front-error.ts'
import { authenticate, bodyOf, readFrontRequest, readMultipart, readText, same } from './front-request.ts'
import type { FrontRequest } from './front-request.ts'
import { FrontResponse, sendError } from './front-response.ts'
import { guardSql } from './sql-guard.ts'
import { quoteSqlString } from './sql-lexer.ts'
import { bindParameters } from './sql-parameters.ts'
import { readStatement } from './sql-statement.ts'

export interface FrontServerOptions {
  readonly username: string
  readonly password: string
  /** Value of the header `x-engine-trust` that lets our own code use files and table functions. */
  readonly trust: string
  readonly database: string
  readonly spool: string
  /** Settings of every query that does not give its own. */
  readonly settings: Readonly<Record<string, string>>
  /** A query may ask for less than these, never for more or for no limit. */
  readonly ceilings: Readonly<Record<string, number>>
}

const MAX_SQL_BYTES = 64 * 1024 * 1024
const MAX_URL_BYTES = 4 * 1024 * 1024

/** The HTTP interface of ClickHouse over an embedded engine, for one loopback address. */
export function createFrontServer(engine: FrontEngine, options: FrontServerOptions): Server {
  const server = createServer({ maxHeaderSize: MAX_URL_BYTES, requestTimeout: 0, keepAliveTimeout: 30_000 }, (request, response) => {
    handle(engine, options, request, response).catch((error: unknown) => sendError(response, toFrontError(error), ''))
  })
  server.on('clientError', (_, socket) => socket.destroy())
  return server
}

async function handle(engine: FrontEngine, options: FrontServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0]
  const isQuery = request.method === 'POST' || (request.url ?? '').includes('query=')
  if (path === '/ping' || path === '/replicas_status' || (path === '/' && !isQuery)) {
    response.end('Ok.\n')
    return
  }
  if (path !== '/') {
    response.statusCode = 404
    response.end('There is no such path here.\n')
    return
  }
  let queryId = ''
  try {
    authenticate(request, options.username, options.password)
    const asked = readFrontRequest(request, engine.settingNames)
    queryId = asked.queryId === '' ? randomUUID() : asked.queryId
    await answer(engine, options, request, response, { ...asked, queryId })
  } catch (error) {
    sendError(response, toFrontError(error), queryId)
    // Rows that nobody will read must not hold the connection.
    request.resume()
  }
}

async function answer(
  engine: FrontEngine,
  options: FrontServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  asked: FrontRequest,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const hasData = asked.query !== '' && request.method === 'POST' && request.headers['content-length'] !== '0'
  const sql = asked.query === '' ? await readSql(request, asked) : asked.query
  const statement = readStatement(sql, hasData)
  const trusted = same(String(request.headers['x-engine-trust'] ?? ''), options.trust)
  if (!trusted) guardSql(statement.tokens, engine.tableFunctions)
  if (asked.readOnly && statement.kind !== 'read') {
    throw new FrontError(164, 'READONLY', 'Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly.')
  }
  const head = bindParameters(
    statement.tokens.filter((token) => token.start < statement.clauseAt),
    asked.parameters,
  )
  const tail = bindParameters(
    statement.tokens.filter((token) => token.start >= statement.clauseAt),
    asked.parameters,
  )
  const format = statement.format ?? asked.defaultFormat
  if (!/^\w+$/.test(format)) throw new FrontError(73, 'UNKNOWN_FORMAT', 'Unknown format')
  const out = new FrontResponse(response, { gzip: asked.gzipAnswer, queryId: asked.queryId, format })
  const query = {
    database: asked.database ?? options.database,
    settings: settingsOf(asked, options),
    recycle: statement.touchesSession,
    signal: gone.signal,
  }
  if (statement.kind === 'insert') {
    const file = join(options.spool, `rows-${randomUUID()}`)
    try {
      await pipeline(bodyOf(request), createWriteStream(file, { mode: 0o600 }))
      const from = `\nFROM INFILE ${quoteSqlString(file)} COMPRESSION 'none' `
      out.finish('insert', await engine.run({ ...query, lane: 'write', sql: () => head + from + tail, onOutlet: null }))
    } finally {
      await rm(file, { force: true })
    }
    return
  }
  if (statement.kind === 'write') {
    out.finish('write', await engine.run({ ...query, lane: 'write', sql: () => head + tail, onOutlet: null }))
    return
  }
  let pumping: Promise<void> = Promise.resolve()
  try {
    const ending = statement.format === null ? ` FORMAT ${format}` : ` ${tail}`
    const result = await engine.run({
      ...query,
      lane: 'read',
      sql: (outlet) => `${head}\nINTO OUTFILE ${quoteSqlString(outlet.path)} APPEND${ending}`,
      onOutlet: (rows) => {
        pumping = out.pump(rows)
        // A failed query ends the pipe early; its own error says why.
        pumping.catch(() => undefined)
      },
    })
    await pumping
    out.finish('read', result)
  } catch (error) {
    await pumping.catch(() => undefined)
    out.fail(toFrontError(error))
  }
}

async function readSql(request: IncomingMessage, asked: FrontRequest): Promise<string> {
  const body = await readText(bodyOf(request), MAX_SQL_BYTES)
  const type = String(request.headers['content-type'] ?? '')
  return type.startsWith('multipart/form-data') ? readMultipart(body, type, asked) : body
}

function settingsOf(asked: FrontRequest, options: FrontServerOptions): Map<string, string> {
  const settings = new Map([...Object.entries(options.settings), ...asked.settings])
  for (const [name, ceiling] of Object.entries(options.ceilings)) {
    const value = Number(settings.get(name) ?? 0)
    if (!(value > 0 && value <= ceiling)) settings.set(name, String(ceiling))
  }
  return settings
}
