import { once } from 'node:events'
import { createServer, request as ask } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** One request that went over the wire, and what was answered. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** Unpacked; '' where there is none. */
  readonly body: string
  status: number
}

/** The network between a program and the server: passes everything on unchanged and remembers it. */
export interface Recorder {
  readonly url: string
  readonly seen: readonly Seen[]
  /** The next `times` POSTs never reach the server: an overloaded gateway answers them with this status and Retry-After. */
  overload(times: number, status: 429 | 503, retryAfterSeconds: number): void
  /** The messages of all bodies that were answered with 200, in the order they went. */
  delivered(): Record<string, unknown>[]
  stop(): Promise<void>
}

export async function openRecorder(target: string): Promise<Recorder> {
  const seen: Seen[] = []
  let overloaded = 0
  let refusal = { status: 503, retryAfter: 0 }
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing))

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const { method = '', url = '/', headers } = incoming
    const text = (headers['content-encoding'] === 'gzip' && body.length > 0 ? gunzipSync(body) : body).toString()
    const entry: Seen = { method, path: url, headers, body: text, status: 0 }
    seen.push(entry)
    if (method === 'POST' && overloaded > 0) {
      overloaded -= 1
      entry.status = refusal.status
      outgoing
        .writeHead(refusal.status, {
          'retry-after': String(refusal.retryAfter),
          'access-control-allow-origin': headers.origin ?? '*',
          'access-control-expose-headers': 'Retry-After',
        })
        .end()
      return
    }
    const onward = ask(new URL(url, target), { method, headers }, (answer) => {
      entry.status = answer.statusCode ?? 0
      outgoing.writeHead(entry.status, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', (error) => outgoing.destroy(error))
    onward.end(body)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    overload(times, status, retryAfter) {
      overloaded = times
      refusal = { status, retryAfter }
    },
    delivered: () => seen.filter(({ method, status, body }) => method === 'POST' && status === 200 && body !== '').flatMap(messagesOf),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function messagesOf({ body }: Seen): Record<string, unknown>[] {
  const parsed = JSON.parse(body) as Record<string, unknown>
  const { batch } = parsed
  return Array.isArray(batch) ? (batch as Record<string, unknown>[]) : 'series' in parsed ? [] : [parsed]
}
