import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export interface ServerRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body as it came, where it is no text. */
  readonly raw: Buffer
}

export interface ServerReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** What happens to the next message instead of its being taken. */
export type ServerStep =
  /** Refused with a code of the provider; `said` instead of its usual words. */
  | { readonly kind: 'code'; readonly code: string; readonly said?: string }
  /** Refused by HTTP alone. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection ends before the message was taken, or after. */
  | { readonly kind: 'cut'; readonly taken: boolean }
  /** Taken, and answered late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Taken, and answered with this. */
  | { readonly kind: 'body'; readonly body: string }

export interface ServerBehaviour {
  /** Whether the script is about this call: those that send a message. */
  isSend(request: ServerRequest): boolean
  answer(request: ServerRequest): ServerReply
  /** How the provider refuses with this code. */
  refuse(code: string, said: string | undefined): ServerReply
}

export interface ScriptedServer {
  readonly url: string
  /** Calls that a message was to be sent with, whatever became of them. */
  readonly sendCalls: () => number
  script(...steps: readonly ServerStep[]): void
  close(): Promise<void>
}

/** An HTTP server on a free loopback port that answers as `behaviour` says, and fails where its script says so. */
export async function startScriptedServer(behaviour: ServerBehaviour): Promise<ScriptedServer> {
  const steps: ServerStep[] = []
  let sendCalls = 0
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const request: ServerRequest = {
        method: incoming.method ?? '',
        url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`),
        headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')])),
        body: Buffer.concat(parts).toString('utf8'),
        raw: Buffer.concat(parts),
      }
      const reply = ({ status, headers, body }: ServerReply): void => {
        outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
      }
      const isSend = behaviour.isSend(request)
      if (isSend) sendCalls += 1
      const step = isSend ? steps.shift() : undefined
      switch (step?.kind) {
        case 'code':
          reply(behaviour.refuse(step.code, step.said))
          break
        case 'status':
          reply({ status: step.status, ...(step.headers === undefined ? {} : { headers: step.headers }), body: step.body ?? '' })
          break
        case 'cut':
          if (step.taken) behaviour.answer(request)
          incoming.socket.destroy()
          break
        case 'slow': {
          const late = behaviour.answer(request)
          void wait(step.ms).then(() => reply(late))
          break
        }
        case 'body':
          behaviour.answer(request)
          reply({ status: 200, body: step.body })
          break
        case undefined:
          reply(behaviour.answer(request))
          break
      }
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sendCalls: () => sendCalls,
    script: (...more) => void steps.push(...more),
    close: () => closeServer(server),
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => void server.close(() => resolve()))
}
