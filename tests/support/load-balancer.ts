import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What stands before several servers, as docs/guide/several-nodes.md asks of it. */
export interface LoadBalancer {
  readonly url: string
  /** Requests that each server answered. */
  readonly answered: ReadonlyMap<string, number>
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/**
 * Gives requests to the servers in turn. One that fails is tried on the next server when that does no harm: when it reads, when it is tracking, or when it reached
 * nobody. The others fail, as they would at a shop's.
 */
export async function startLoadBalancer(nodes: () => readonly string[]): Promise<LoadBalancer> {
  const answered = new Map<string, number>()
  let turn = 0
  const server = createServer((request, response) => {
    const pass = async (): Promise<Answer> => {
      const body = await wholeOf(request)
      const there = nodes()
      turn += 1
      let last: unknown = new Error('There is no server.')
      for (let i = 0; i < there.length; i += 1) {
        const node = there[(turn + i) % there.length] ?? ''
        try {
          const answer = await ask(node, request, body)
          answered.set(node, (answered.get(node) ?? 0) + 1)
          return answer
        } catch (error) {
          last = error
          if (!mayRepeat(request, error)) break
        }
      }
      throw last
    }
    pass().then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.writeHead(502).end(String(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function mayRepeat({ method = '', url = '' }: IncomingMessage, error: unknown): boolean {
  const reachedNobody = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
  return reachedNobody || method === 'GET' || method === 'HEAD' || url.startsWith('/v1/')
}

async function ask(node: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  const { connection: _connection, 'transfer-encoding': _encoding, ...kept } = headers
  const forwarded = { ...kept, ...(body.length === 0 ? {} : { 'content-length': String(body.length) }) }
  const outgoing = send(new URL(url ?? '/', node), { method, headers: forwarded, agent: false })
  outgoing.end(body)
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const answer = await wholeOf(incoming)
  const { connection: _closed, 'transfer-encoding': _chunked, ...said } = incoming.headers
  return { status: incoming.statusCode ?? 502, headers: said, body: answer }
}

async function wholeOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
