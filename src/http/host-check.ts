import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { AppError } from '#kernel/app-error.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers whatever name it is asked by: what takes no session and shows nothing has nothing to lose, and programs that send give up on a 400. */
    anyHost?: true
  }
}

/** True when the server can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** The name in a Host header or address, without its port and brackets, in lower case. */
export function hostName(host: string): string {
  const bare = host.toLowerCase().replace(/:\d+$/, '')
  return bare.startsWith('[') && bare.endsWith(']') ? bare.slice(1, -1) : bare
}

/**
 * A page of another site could reach this server through a name of its own that it points here (DNS rebinding); the browser then sends that
 * name. So only our own names are answered: on loopback always, elsewhere where any are configured. A plain address is nobody's trick.
 */
export function checkHost(app: FastifyInstance, options: { readonly host: string; readonly allowedHosts: readonly string[] }): void {
  const allowed = new Set(['localhost', ...options.allowedHosts.map((name) => hostName(name))])
  const named = options.allowedHosts.some((name) => isIP(hostName(name)) === 0)
  if (!isLoopback(options.host) && !named) return
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.anyHost === true) return
    const name = hostName(request.headers.host ?? '')
    if (allowed.has(name) || isIP(name) !== 0) return
    throw new AppError(
      'invalid-input',
      'unexpected-host',
      'The server does not know this host name: use its own address, or set LIUKE_PUBLIC_URL to the address that people use.',
    )
  })
}
