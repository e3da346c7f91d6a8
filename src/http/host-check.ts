import type { FastifyInstance } from 'fastify'
import { AppError } from '#kernel/app-error.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** True when the server can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/**
 * On loopback a page of another site could reach the server through a name that it points at 127.0.0.1 (DNS rebinding). The browser then
 * sends that name, so only our own names are answered. Elsewhere only the configured names, where there are any.
 */
export function checkHost(app: FastifyInstance, options: { readonly host: string; readonly allowedHosts: readonly string[] }): void {
  const allowed = new Set(options.allowedHosts.map((name) => name.toLowerCase()))
  const loopback = isLoopback(options.host)
  if (!loopback && allowed.size === 0) return
  app.addHook('onRequest', async (request) => {
    const name = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
    if (allowed.has(name) || LOOPBACK.has(name) || isLoopback(name)) return
    throw new AppError(
      'invalid-input',
      'unexpected-host',
      'The server does not know this host name: use its own address, or add the name to the allowed hosts in its configuration.',
    )
  })
}
