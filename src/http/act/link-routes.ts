import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import type { LinkService } from '#act/link-service.ts'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import { nothingHere } from '../problem-handler.ts'
import { TRANSPARENT_PIXEL } from '../transparent-pixel.ts'
import type { TypedApp } from '../typed-app.ts'
import { unsubscribePage } from './unsubscribe-page.ts'

const Params = Type.Object({ token: Type.String({ minLength: 1, maxLength: 2_100 }) })

/** What the links in messages lead to. All are signed; none needs a login. */
export function registerLinks(
  app: TypedApp,
  { links }: { readonly links: Pick<LinkService, 'checkUnsubscribe' | 'unsubscribe' | 'trackOpen' | 'trackClick'> },
  gate: BodyGate,
): void {
  const config = { public: true as const }

  // RFC 8058 sends List-Unsubscribe=One-Click as a form; what it says does not matter, only that it is a POST.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (request: FastifyRequest) => {
      await gate.receive(request.raw, senderOf(request), 10_000)
    })
    scope.post<{ Params: { token: string } }>('/u/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
      const done = await isGenuine(links.unsubscribe(request.params.token))
      return await reply
        .code(done ? 200 : 404)
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(unsubscribePage(done ? 'done' : 'invalid'))
    })
  })

  app.get('/u/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    const genuine = await isGenuine(links.checkUnsubscribe(request.params.token))
    return await reply
      .code(genuine ? 200 : 404)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(unsubscribePage(genuine ? 'ask' : 'invalid'))
  })

  app.get('/c/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    const target = await orNull(links.trackClick(request.params.token, request.headers['user-agent'] ?? ''))
    if (target === null) throw nothingHere()
    return await reply.header('cache-control', 'no-store').redirect(target, 302)
  })

  app.get('/o/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    await orNull(links.trackOpen(request.params.token.replace(/\.gif$/, ''), request.headers['user-agent'] ?? ''))
    return await reply
      .type('image/gif')
      .header('cache-control', 'no-store')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(TRANSPARENT_PIXEL)
  })
}

async function isGenuine(work: Promise<void>): Promise<boolean> {
  return (await orNull(work.then(() => true))) === true
}

/** A forged or outdated link is nothing; every other failure stays one. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError && (error.kind === 'invalid-input' || error.kind === 'not-found')) return null
    throw error
  }
}
