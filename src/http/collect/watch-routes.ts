import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { KEY_PLACEHOLDER, SNIPPET_LANGUAGES, snippetOf } from '#collect/tracking/snippets.ts'
import type { MessageVerdict } from '#collect/tracking/message-watch.ts'
import { AppError } from '#kernel/app-error.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Static } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import type { WatchedLine } from './watch-schemas.ts'
import { SnippetList, WatchAnswer, WatchBody, WatchQuery, WatchedDetail, WatchedList, WatchedParams } from './watch-schemas.ts'

interface WatchParts extends AuditParts {
  readonly sourceWatch: {
    /** Null when there is no such source. */
    watchedUntil(sourceId: string): Promise<{ readonly until: Date | null } | null>
    start(sourceId: string, until: Date): Promise<boolean>
    stop(sourceId: string): Promise<boolean>
    list(
      sourceId: string,
      filter: {
        readonly after?: number
        readonly event?: string
        readonly user?: string
        readonly verdict?: MessageVerdict
        readonly limit: number
      },
      now: Date,
    ): Promise<WatchedLine[]>
    open(sourceId: string, id: string): Promise<Static<typeof WatchedDetail> | null>
  }
  /** The address that people and programs use. */
  readonly publicUrl: string
}

const MINUTES = 15
const SHOWN = 50

/** Live debugger: what a source sends, as it came and as it is stored, while somebody watches; and code that sends the first event. */
export function registerSourceWatch(app: TypedApp, { sourceWatch, access, clock, publicUrl }: WatchParts): void {
  const untilOf = async (id: string): Promise<string | null> => {
    const found = await sourceWatch.watchedUntil(id)
    if (found === null) throw noSource()
    return found.until !== null && found.until > clock.now() ? found.until.toISOString() : null
  }
  const note = async (request: Parameters<typeof actorOf>[0], action: string, id: string, detail: Readonly<Record<string, unknown>>) =>
    await access.audit.append({ at: clock.now(), actor: actorLabel(actorOf(request)), action, target: `source:${id}`, detail })

  app.post(
    '/sources/:id/watch',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Keep the next messages of a source for looking at, masked, for some minutes; audited',
        params: IdParams,
        body: WatchBody,
        response: { 200: WatchAnswer },
      },
    },
    async (request) => {
      const { minutes = MINUTES } = request.body
      const until = new Date(clock.now().getTime() + minutes * MINUTE_MS)
      if (!(await sourceWatch.start(request.params.id, until))) throw noSource()
      await note(request, 'source-watched', request.params.id, { minutes })
      return { watchedUntil: until.toISOString() }
    },
  )

  app.delete(
    '/sources/:id/watch',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Watch a source no more, and forget what was kept for it',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await sourceWatch.stop(request.params.id))) throw noSource()
      await note(request, 'source-unwatched', request.params.id, {})
      return await reply.code(204).send(null)
    },
  )

  app.get(
    '/sources/:id/messages',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Messages of a watched source, newest first, with what became of each',
        params: IdParams,
        querystring: WatchQuery,
        response: { 200: WatchedList },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { limit = SHOWN, ...filter } = request.query
      reply.header('cache-control', 'no-store')
      return { watchedUntil: await untilOf(id), items: await sourceWatch.list(id, { ...filter, limit }, clock.now()) }
    },
  )

  app.get(
    '/sources/:id/messages/:messageId',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'One message as it came, masked, as it is stored, and the verdict of each step',
        params: WatchedParams,
        response: { 200: WatchedDetail },
      },
    },
    async (request, reply) => {
      const found = await sourceWatch.open(request.params.id, request.params.messageId)
      if (found === null) {
        throw new AppError('not-found', 'watched-message-gone', 'This message is no longer kept: only the last of half an hour are.')
      }
      reply.header('cache-control', 'no-store')
      return found
    },
  )

  app.get(
    '/sources/:id/snippets',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Code that sends the first event to this server, by language',
        params: IdParams,
        response: { 200: SnippetList },
      },
    },
    async (request) => {
      await untilOf(request.params.id)
      return {
        placeholder: KEY_PLACEHOLDER,
        items: SNIPPET_LANGUAGES.map((language) => ({ language, code: snippetOf(language, publicUrl) })),
      }
    },
  )
}

function noSource(): AppError {
  return new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
}
