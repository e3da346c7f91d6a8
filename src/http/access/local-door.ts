import { once } from 'node:events'
import { chmod } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** Says on the local door which account of the operating system asks. */
export const LOCAL_USER_HEADER = 'x-liuke-user'
const LONGEST_NAME = 64

/** Who asked through the local door. Only the door adds a request, so nobody on the network can be taken for one. */
const callers = new WeakMap<IncomingMessage, string>()

/** The account of the operating system that asks through the local door; null for everyone on the network. */
export function localCallerOf(request: IncomingMessage): string | null {
  return callers.get(request) ?? null
}

export interface LocalDoor {
  /** Ends when the requests on their way have their answers. */
  close(): Promise<void>
}

/**
 * Lets the command line of this machine in by a Unix socket, to the same routes as everyone else (ADR 0019). Whoever may open the socket owns the data
 * folder already; the name they give is for the audit log.
 */
export async function openLocalDoor(app: FastifyInstance, path: string): Promise<LocalDoor> {
  const server = createServer((request, response) => {
    callers.set(request, nameOf(request.headers[LOCAL_USER_HEADER]))
    app.routing(request, response)
  })
  // An upload or a long job may take as long as it takes.
  server.requestTimeout = 0
  server.listen(path)
  await once(server, 'listening')
  await chmod(path, 0o600)
  return {
    close: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await closed
    },
  }
}

/** A name as it may stand in the audit log: letters, digits and a few marks. */
function nameOf(header: string | string[] | undefined): string {
  const name = typeof header === 'string' ? header : ''
  return name.length <= LONGEST_NAME && /^[\w.@-]+$/u.test(name) ? name : 'unknown'
}
