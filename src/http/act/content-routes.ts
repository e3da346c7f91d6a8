import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { stateOf } from '#act/content/content-ports.ts'
import type { StoredContent } from '#act/content/content-ports.ts'
import type { ContentService } from '#act/content/content-service.ts'
import { formsOf } from '#act/content/message-content.ts'
import type { MessageContent as Content } from '#act/content/message-content.ts'
import { CONTENT_VARIABLES, needsFallback } from '#act/content/variables.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  ContentArchived,
  ContentChange,
  ContentDetail,
  ContentPage,
  ContentPublish,
  ContentQuery,
  ContentVariables,
  ContentVersion,
  ContentVersionParams,
  ContentVersions,
  NewContent,
} from './content-schemas.ts'
import type { ContentRow, MessageContent } from './content-schemas.ts'

interface ContentParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly contents: Pick<ContentService, 'list' | 'one' | 'version' | 'versions' | 'create' | 'save' | 'publish' | 'archive'>
}

/** What messages say: contents with their versions. */
export function registerContents(app: TypedApp, { contents, access }: ContentParts, options: AppOptions): void {
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'contents:read' } as const
  const writing = { permission: 'contents:write', rateLimit } as const
  const naming = async () => {
    const names = await actorNames(access)
    return (label: string) => names.get(label) ?? label
  }
  const detail = async (stored: StoredContent): Promise<Answer<typeof ContentDetail>> => ({
    ...row(stored, await naming()),
    content: sentContent(stored.content),
  })

  app.get(
    '/contents',
    {
      config: reading,
      schema: {
        tags: ['contents'],
        summary: 'Contents of messages, the last saved first; those that were put away only where asked for',
        querystring: ContentQuery,
        response: { 200: ContentPage },
      },
    },
    async (request) => {
      const { q, state, channel, purpose, ...page } = request.query
      const filter = {
        ...(q === undefined ? {} : { q }),
        ...(state === undefined ? {} : { state }),
        ...(channel === undefined ? {} : { channel }),
        ...(purpose === undefined ? {} : { purpose }),
      }
      const [found, named] = await Promise.all([contents.list(filter, pageRequest(page)), naming()])
      return pageAnswer({ ...found, items: found.items.map((stored) => row(stored, named)) })
    },
  )

  app.get(
    '/contents/variables',
    {
      config: reading,
      schema: { tags: ['contents'], summary: 'Variables that a content may use', response: { 200: ContentVariables } },
    },
    () => ({ items: CONTENT_VARIABLES.map(({ name, label, example }) => ({ name, label, example, needsFallback: needsFallback(name) })) }),
  )

  app.post(
    '/contents',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Write a content; it is a draft until it is published',
        body: NewContent,
        response: { 201: ContentDetail },
      },
    },
    async (request, reply) => {
      const made = await contents.create(givenContent(request.body.content), actorLabel(actorOf(request)))
      reply.code(201)
      return await detail(made)
    },
  )

  app.get(
    '/contents/:id',
    {
      config: reading,
      schema: { tags: ['contents'], summary: 'A content in its newest version', params: IdParams, response: { 200: ContentDetail } },
    },
    async (request) => await detail(await contents.one(request.params.id)),
  )

  app.put(
    '/contents/:id',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Save a content as a new version; messages go on being made of the published one',
        params: IdParams,
        body: ContentChange,
        response: { 200: ContentDetail },
      },
    },
    async (request) =>
      await detail(
        await contents.save(request.params.id, request.body.base, givenContent(request.body.content), actorLabel(actorOf(request))),
      ),
  )

  app.post(
    '/contents/:id/publish',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Publish the newest version: messages that are planned from now on are made of it',
        params: IdParams,
        body: ContentPublish,
        response: { 200: ContentDetail },
      },
    },
    async (request) => await detail(await contents.publish(request.params.id, request.body.version, actorLabel(actorOf(request)))),
  )

  app.put(
    '/contents/:id/archived',
    {
      config: writing,
      schema: {
        tags: ['contents'],
        summary: 'Put a content away or take it out again; what is pinned to a version of it goes on',
        params: IdParams,
        body: ContentArchived,
        response: { 200: ContentDetail },
      },
    },
    async (request) => await detail(await contents.archive(request.params.id, request.body.archived, actorLabel(actorOf(request)))),
  )

  app.get(
    '/contents/:id/versions',
    {
      config: reading,
      schema: {
        tags: ['contents'],
        summary: 'Versions of a content, the newest first',
        params: IdParams,
        response: { 200: ContentVersions },
      },
    },
    async (request) => {
      const [versions, named] = await Promise.all([contents.versions(request.params.id), naming()])
      return { items: versions.map((one) => ({ ...one, savedBy: named(one.savedBy) })) }
    },
  )

  app.get(
    '/contents/:id/versions/:version',
    {
      config: reading,
      schema: {
        tags: ['contents'],
        summary: 'A content as a version of it was saved',
        params: ContentVersionParams,
        response: { 200: ContentVersion },
      },
    },
    async (request) => {
      const { id, version } = request.params
      return { version, content: sentContent(await contents.version(id, version)) }
    },
  )
}

function row(stored: StoredContent, named: (label: string) => string): Answer<typeof ContentRow> {
  const { id, content, version, published, savedAt, savedBy, publishedAt } = stored
  return {
    id,
    name: content.name,
    purpose: content.purpose,
    channels: [...formsOf(content)],
    variants: content.variants?.length ?? 0,
    state: stateOf(stored),
    version,
    published,
    savedAt,
    savedBy: named(savedBy),
    publishedAt,
  }
}

/** What a caller sent has no field that is there without a value. */
export function givenContent(content: MessageContent): Content {
  return content as Content
}

export function sentContent(content: Content): MessageContent {
  return content as MessageContent
}
