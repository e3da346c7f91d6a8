import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import { nothingHere } from '../problem-handler.ts'
import type { Services } from '../services.ts'
import type { TypedApp } from '../typed-app.ts'
import { unsubscribePage } from './unsubscribe-page.ts'

const Params = Type.Object({ token: Type.String({ minLength: 1, maxLength: 2_100 }) })
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** What the links in messages lead to. All are signed; none needs a login. */
export function registerLinks(app: TypedApp, services: Services, gate: BodyGate): void {
  const { links } = services
  const config = { public: true as const }

  // RFC 8058 sends List-Unsubscribe=One-Click as a form; what it says does not matter, only that it is a POST.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (request: FastifyRequest) => {
      await gate.receive(request.raw, senderOf(request), 10_000)
    })
    scope.post<{ Params: { token: string } }>('/u/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
      const done = await links.unsubscribe(request.params.token)
      return await reply
        .code(done ? 200 : 404)
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(unsubscribePage(done ? 'done' : 'invalid'))
    })
  })

  app.get('/u/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    const genuine = await links.mayUnsubscribe(request.params.token)
    return await reply
      .code(genuine ? 200 : 404)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(unsubscribePage(genuine ? 'ask' : 'invalid'))
  })

  app.get('/c/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    const target = await links.click(request.params.token, { userAgent: request.headers['user-agent'] ?? '' })
    if (target === null) throw nothingHere()
    return await reply.header('cache-control', 'no-store').redirect(target, 302)
  })

  app.get('/o/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    await links.open(request.params.token.replace(/\.gif$/, ''), { userAgent: request.headers['user-agent'] ?? '' })
    return await reply
      .type('image/gif')
      .header('cache-control', 'no-store')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(PIXEL)
  })
}
