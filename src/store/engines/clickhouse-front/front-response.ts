import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { constants, createGzip } from 'node:zlib'
import type { EngineAnswer } from './front-engine.ts'
import { statusOf } from './front-error.ts'
import type { FrontError } from './front-error.ts'

/** Rows are held back up to here, so that a failure at the beginning is still an answer with an error status. */
const HOLD_BYTES = 65_536
const STALLED_MS = 60_000

/** One answer of the HTTP interface: head, rows, summary, or an exception before or behind the rows. */
export class FrontResponse {
  readonly #response: ServerResponse
  readonly #gzip: boolean
  readonly #queryId: string
  readonly #format: string
  readonly #tag = randomBytes(8).toString('hex')
  #held: Buffer[] = []
  #heldBytes = 0
  #out: Writable | null = null

  constructor(response: ServerResponse, options: { readonly gzip: boolean; readonly queryId: string; readonly format: string }) {
    this.#response = response
    this.#gzip = options.gzip
    this.#queryId = options.queryId
    this.#format = options.format
  }

  /** Sends rows on as they come, at the client's pace. */
  async pump(rows: Readable): Promise<void> {
    for await (const chunk of rows) {
      const bytes: Buffer = Buffer.from(chunk)
      if (this.#out === null) {
        this.#held.push(bytes)
        this.#heldBytes += bytes.length
        if (this.#heldBytes < HOLD_BYTES) continue
        this.#begin(null)
        continue
      }
      if (!this.#out.write(bytes) && !this.#response.destroyed) await drained(this.#out, this.#response)
      if (this.#response.destroyed) return
    }
  }

  /** Ends a good answer. */
  finish(kind: 'read' | 'insert' | 'write', answer: EngineAnswer): void {
    if (this.#out === null) this.#begin(summaryOf(kind, answer))
    this.#out?.end()
  }

  /** Ends with an exception: as the answer when nothing was sent, else behind the rows in the way that the client looks for. */
  fail(error: FrontError): void {
    if (this.#response.destroyed) return
    if (this.#out === null) {
      sendError(this.#response, error, this.#queryId)
      return
    }
    const message = `${error.body}\n`
    const length = Buffer.byteLength(message)
    this.#out.end(`\r\n__exception__\r\n${this.#tag}\r\n${message}${length} ${this.#tag}\r\n__exception__\r\n`)
  }

  #begin(summary: string | null): void {
    const response = this.#response
    response.statusCode = 200
    response.setHeader('Content-Type', contentTypeOf(this.#format))
    response.setHeader('X-ClickHouse-Format', this.#format)
    response.setHeader('X-ClickHouse-Exception-Tag', this.#tag)
    response.setHeader('X-ClickHouse-Summary', summary ?? summaryOf('read', { rows: 0, bytes: 0, seconds: 0 }))
    commonHead(response, this.#queryId)
    let out: Writable = response
    if (this.#gzip) {
      response.setHeader('Content-Encoding', 'gzip')
      const gzip = createGzip({ level: constants.Z_BEST_SPEED })
      gzip.pipe(response)
      response.once('close', () => gzip.destroy())
      out = gzip
    } else if (summary !== null) response.setHeader('Content-Length', this.#heldBytes)
    this.#out = out
    for (const bytes of this.#held) out.write(bytes)
    this.#held = []
  }
}

/** Answers with an exception. */
export function sendError(response: ServerResponse, error: FrontError, queryId: string): void {
  if (response.headersSent || response.destroyed) return
  response.statusCode = statusOf(error.code)
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
  response.setHeader('X-ClickHouse-Exception-Code', error.code)
  commonHead(response, queryId)
  response.end(error.body)
}

function commonHead(response: ServerResponse, queryId: string): void {
  if (queryId !== '') response.setHeader('X-ClickHouse-Query-Id', queryId)
  response.setHeader('X-ClickHouse-Timezone', 'UTC')
  response.setHeader('X-ClickHouse-Server-Display-Name', 'embedded')
}

function summaryOf(kind: 'read' | 'insert' | 'write', answer: EngineAnswer): string {
  const read = kind === 'read'
  return JSON.stringify({
    read_rows: String(answer.rows),
    read_bytes: String(answer.bytes),
    written_rows: String(read ? 0 : answer.rows),
    written_bytes: String(read ? 0 : answer.bytes),
    total_rows_to_read: '0',
    result_rows: String(answer.rows),
    result_bytes: String(answer.bytes),
    elapsed_ns: String(Math.round(answer.seconds * 1e9)),
    memory_usage: '0',
  })
}

function contentTypeOf(format: string): string {
  if (/^JSON.*EachRow|^NDJSON/i.test(format)) return 'application/x-ndjson; charset=UTF-8'
  if (/^JSON/i.test(format)) return 'application/json; charset=UTF-8'
  if (/^CSV/i.test(format)) return 'text/csv; charset=UTF-8'
  if (/^(TSV|TabSeparated)/i.test(format)) return 'text/tab-separated-values; charset=UTF-8'
  return 'application/octet-stream'
}

/** Waits until the client has taken what was written; one that takes nothing for a minute is cut off, for it holds a session. */
async function drained(out: Writable, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  const onClose = (): void => gone.abort()
  const timer = setTimeout(() => response.destroy(), STALLED_MS)
  response.once('close', onClose)
  try {
    await once(out, 'drain', { signal: gone.signal })
  } catch {
    // The client went away: the caller looks at `destroyed`.
  } finally {
    clearTimeout(timer)
    response.removeListener('close', onClose)
  }
}
