import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { API_PREFIX } from '#http/app-options.ts'
import { LOCAL_USER_HEADER } from '#http/access/local-door.ts'
import { kindOfStatus } from '#http/problem.ts'
import { AppError } from '#kernel/app-error.ts'

export interface Ask {
  readonly body?: object
  /** Sent as multipart/form-data, with these texts before it, in place of a body. */
  readonly file?: { readonly name: string; readonly bytes: Buffer; readonly fields?: Readonly<Record<string, string>> }
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly signal?: AbortSignal
}

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

const MOST_OF_A_PAGE = 200

/** Calls the API of a house through its local socket. */
export class HouseClient {
  readonly #socketPath: string
  readonly #user: string

  constructor(socketPath: string, user: string) {
    this.#socketPath = socketPath
    this.#user = user
  }

  /** The answer to a request; `T` is the type of its schema. @throws AppError with the code and message of the problem, `server-stopped` */
  async ask<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
    const answer = await this.stream(method, path, ask)
    if (answer.statusCode === 204) {
      answer.resume()
      return undefined as T
    }
    return (await json(answer).catch((error: unknown) => Promise.reject(brokenOff(ask.signal, error)))) as T
  }

  /** The items of a list, page by page. */
  async *each<T>(path: string, query: Ask['query'], limit = Number.MAX_SAFE_INTEGER): AsyncGenerator<T> {
    let left = limit
    let cursor: string | undefined
    do {
      const page: Page<T> = await this.ask('GET', path, { query: { ...query, limit: Math.min(MOST_OF_A_PAGE, left), cursor } })
      yield* page.items
      left -= page.items.length
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined && left > 0)
  }

  async list<T>(path: string, query: Ask['query'], limit: number): Promise<T[]> {
    return await Array.fromAsync(this.each<T>(path, query, limit))
  }

  /** The answer as a stream. @throws AppError as `ask` does */
  async stream(method: string, path: string, { body, file, query = {}, signal }: Ask = {}): Promise<IncomingMessage> {
    const sending = file === undefined ? jsonBody(body) : await formBody(file)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({
        socketPath: this.#socketPath,
        // One connection per request: an idle one would delay the server's shutdown.
        agent: false,
        method,
        path: API_PREFIX + path + queryText(query),
        headers: {
          host: 'localhost',
          [LOCAL_USER_HEADER]: this.#user,
          ...(sending === null ? {} : { 'content-type': sending.type, 'content-length': sending.bytes.length }),
        },
        ...(signal === undefined ? {} : { signal }),
      })
      sent.once('response', resolve).once('error', (error) => reject(brokenOff(signal, error)))
      sent.end(sending?.bytes)
    })
    if ((answer.statusCode ?? 0) < 400) return answer
    throw await problemOf(answer)
  }
}

interface Sending {
  readonly type: string
  readonly bytes: Buffer
}

function jsonBody(body: object | undefined): Sending | null {
  return body === undefined ? null : { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) }
}

async function formBody({ name, bytes, fields = {} }: NonNullable<Ask['file']>): Promise<Sending> {
  const form = new FormData()
  for (const [field, text] of Object.entries(fields)) form.append(field, text)
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  const written = new Response(form)
  return { type: written.headers.get('content-type') ?? '', bytes: Buffer.from(await written.arrayBuffer()) }
}

async function problemOf(answer: IncomingMessage): Promise<AppError> {
  const problem = (await json(answer).catch(() => null)) as { code?: string; detail?: string; params?: Record<string, unknown> } | null
  const kind = kindOfStatus(answer.statusCode ?? 500)
  return new AppError(kind, problem?.code ?? 'internal', problem?.detail ?? 'The server gave an answer that cannot be read. See its log.', {
    details: problem?.params ?? {},
  })
}

/** The error for an answer that broke off. */
export function brokenOff(signal?: AbortSignal, cause?: unknown): AppError {
  if (signal?.aborted === true) {
    return new AppError(
      'unavailable',
      'interrupted',
      'Interrupted. The server was told to stop. Finished work is kept; run the command again to do the rest.',
    )
  }
  return new AppError(
    'unavailable',
    'server-stopped',
    'The server stopped before it answered. Check its log to see whether the work was done, then start it and run the command again.',
    { cause },
  )
}

function queryText(query: NonNullable<Ask['query']>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  return given.size === 0 ? '' : `?${given.toString()}`
}
