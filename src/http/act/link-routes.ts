import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import type { LinkService } from '#act/link-service.ts'
import { PAUSE_DAYS } from '#act/preferences/preference-service.ts'
import type { PreferenceService, PreferenceWish } from '#act/preferences/preference-service.ts'
import type { Project } from '#access/project-settings.ts'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import { nothingHere } from '../problem-handler.ts'
import { TRANSPARENT_PIXEL } from '../transparent-pixel.ts'
import type { TypedApp } from '../typed-app.ts'
import { invalidLinkPage, preferencesPage } from './preferences-page.ts'
import type { PreferencesNote } from './preferences-page.ts'

const Params = Type.Object({ token: Type.String({ minLength: 1, maxLength: 2_100 }) })

const LanguageQuery = Type.Object({ lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])) })
const MOST_BYTES = 10_000

interface LinkParts {
  readonly links: Pick<LinkService, 'unsubscribe' | 'trackOpen' | 'trackClick'>
  readonly preferences: Pick<PreferenceService, 'read' | 'change'>
  readonly project: Pick<Project, 'timeZone'>
}

interface TokenRequest {
  Params: { token: string }
  Querystring: { lang?: 'zh' | 'en' }
}

/** What the links in messages lead to. All are signed; none needs a login. */
export function registerLinks(app: TypedApp, { links, preferences, project }: LinkParts, gate: BodyGate): void {
  const config = { public: true as const }
  const schema = { hide: true, params: Params, querystring: LanguageQuery }

  const show = async (request: FastifyRequest<TokenRequest>, reply: FastifyReply, note: PreferencesNote): Promise<FastifyReply> => {
    const { token } = request.params
    const found = await orNull(preferences.read(token))
    const language = request.query.lang ?? languageOf(found?.language ?? '', project.timeZone)
    return await reply
      .code(found === null ? 404 : 200)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(
        found === null ? invalidLinkPage() : preferencesPage(found, note, { path: `/u/${token}`, language, timeZone: project.timeZone }),
      )
  }

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (request: FastifyRequest) => gate.receive(request.raw, senderOf(request), MOST_BYTES))
    // RFC 8058 sends List-Unsubscribe=One-Click as a form; what it says does not matter, only that it is a POST.
    scope.post<TokenRequest>('/u/:token', { config, schema }, async (request, reply) => {
      await orNull(links.unsubscribe(request.params.token))
      return await show(request, reply, 'gone')
    })

    scope.post<TokenRequest>('/u/:token/preferences', { config, schema }, async (request, reply) => {
      const wish = wishOf(new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''))
      if (wish !== null) await orNull(preferences.change(request.params.token, wish))
      return await show(request, reply, wish === null ? null : 'saved')
    })
  })

  app.get<TokenRequest>('/u/:token', { config, schema }, (request, reply) => show(request, reply, null))
  // The address that the browser shows after a change, opened again.
  app.get<TokenRequest>('/u/:token/preferences', { config, schema }, (request, reply) => show(request, reply, null))

  app.get('/c/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    const target = await orNull(links.trackClick(request.params.token, request.headers['user-agent'] ?? '', request.method === 'HEAD'))
    if (target === null) throw nothingHere()
    return await reply.header('cache-control', 'no-store').redirect(target, 302)
  })

  app.get('/o/:token', { config, schema: { hide: true, params: Params } }, async (request, reply) => {
    await orNull(
      links.trackOpen(request.params.token.replace(/\.gif$/, ''), request.headers['user-agent'] ?? '', request.method === 'HEAD'),
    )
    return await reply
      .type('image/gif')
      .header('cache-control', 'no-store')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(TRANSPARENT_PIXEL)
  })
}

/** Null: the form asks for nothing that the page offers. */
function wishOf(form: URLSearchParams): PreferenceWish | null {
  const act = form.get('act')
  if (act === 'choose') return { kind: 'choose', on: new Set(form.getAll('on')) }
  if (act === 'none' || act === 'resume') return { kind: act }
  const days = PAUSE_DAYS.find((one) => act === `pause-${one}`)
  return days === undefined ? null : { kind: 'pause', days }
}

/** The customer's language, else that of the shop's zone. */
function languageOf(preferred: string, timeZone: string): 'zh' | 'en' {
  if (preferred === '') return timeZone.startsWith('Asia/') ? 'zh' : 'en'
  return preferred.toLowerCase().startsWith('zh') ? 'zh' : 'en'
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
