import type { FastifyRequest } from 'fastify'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import type { Scope } from '#access/scope.ts'
import { EVERYBODY } from '#segment/conditions/condition.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import type { TagKeeper } from '#segment/tags/tag-keeper.ts'
import { problemOf } from '#segment/tags/tag-keeper.ts'
import type { TagService } from '#segment/tags/tag-service.ts'
import type { Tag } from '#segment/tags/tag.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdParams } from '../id-params.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { customerTagsAnswer, sourceAnswer, spreadAnswer, tagAnswer, typeOf } from './tag-answers.ts'
import {
  AdoptedTags,
  CustomerTags,
  CustomerTagsRefreshed,
  NewTag,
  SavedTag,
  SavedTags,
  StarterParams,
  TagArchived,
  TagChange,
  TagDetail,
  TagParams,
  TagPreview,
  TagPreviewBody,
  TagStarters,
} from './tag-schemas.ts'

interface TagParts extends JobParts {
  readonly access: JobParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly segments: Pick<SegmentService, 'count'>
  readonly tags: Pick<
    TagService,
    'language' | 'list' | 'one' | 'versions' | 'spreads' | 'usersOf' | 'create' | 'save' | 'archive' | 'preview' | 'starters' | 'adopt'
  >
  readonly tagKeeper: Pick<TagKeeper, 'valuesOf' | 'refreshOne'>
}

/** Tags: what the project says of each customer by a name. */
export function registerTags(app: TypedApp, parts: TagParts, options: AppOptions): void {
  const { tags, tagKeeper, segments, access, clock } = parts
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'segments:read', reach: 'scope' } as const
  const writing = { permission: 'segments:write', rateLimit } as const

  app.get(
    '/tags',
    {
      config: reading,
      schema: { tags: ['tags'], summary: 'Tags with how their values are spread, archived ones too', response: { 200: SavedTags } },
    },
    async (request) => {
      const [answer, all, everyone] = await Promise.all([answering(request), tags.list(), countOf(scopeOf(request))])
      return { items: all.map(answer), everyone }
    },
  )

  app.get(
    '/tags/starters',
    {
      config: reading,
      schema: { tags: ['tags'], summary: 'Sets of tags to begin with, by trade', response: { 200: TagStarters } },
    },
    async () => {
      const known = new Set((await tags.list()).map(({ name }) => name))
      return {
        items: tags.starters().map((starter) => ({
          name: starter.name,
          label: starter.label,
          tags: starter.tags.map(({ name, label, category }) => ({ name, label, category, isThere: known.has(name) })),
        })),
      }
    },
  )

  app.post(
    '/tags/starters/:name/adopt',
    {
      config: writing,
      schema: {
        tags: ['tags'],
        summary: 'Add the tags of a starter set that are not there yet; the same again adds none',
        params: StarterParams,
        response: { 200: AdoptedTags },
      },
    },
    async (request) => {
      const { name } = request.params
      const adopted = await tags.adopt(name, actorLabel(actorOf(request)))
      await audit(request, 'tags-adopted', name, { added: adopted.added.length })
      return adopted
    },
  )

  app.get(
    '/tags/:name',
    {
      config: reading,
      schema: {
        tags: ['tags'],
        summary: 'One tag, its saved versions and who asks for it',
        params: TagParams,
        response: { 200: TagDetail },
      },
    },
    async (request) => {
      const { name } = request.params
      const found = await tags.one(name)
      const [answer, versions, usedBy, { catalogue }, names] = await Promise.all([
        answering(request),
        tags.versions(name),
        tags.usersOf(name),
        tags.language(),
        actorNames(access),
      ])
      return {
        tag: answer(found),
        usedBy,
        versions: versions.map(({ version, source, savedAt, savedBy }) => ({
          version,
          source: sourceAnswer(source, catalogue),
          savedAt,
          savedBy: names.get(savedBy) ?? savedBy,
        })),
      }
    },
  )

  app.post(
    '/tags/preview',
    {
      config: { ...reading, rateLimit: options.limits.perMinute },
      schema: {
        tags: ['tags'],
        summary: 'How the values of a tag would be spread now; saves nothing',
        body: TagPreviewBody,
        response: { 200: TagPreview },
      },
    },
    async (request) => {
      const [{ source, field, everyone, ...spread }, { catalogue }] = await Promise.all([
        tags.preview(scopeOf(request), request.body.source),
        tags.language(),
      ])
      return { source: sourceAnswer(source, catalogue), type: typeOf(field), everyone, ...spreadAnswer(spread, field) }
    },
  )

  app.post(
    '/tags',
    {
      config: writing,
      schema: {
        tags: ['tags'],
        summary: 'Add a tag; its values are worked out within a minute',
        body: NewTag,
        response: { 201: SavedTag },
      },
    },
    async (request, reply) => {
      const { name, lifetimeDays = null, ...given } = request.body
      const made = await tags.create(name, { ...given, lifetimeDays }, actorLabel(actorOf(request)))
      await audit(request, 'tag-created', name, { kind: made.source.kind })
      reply.code(201)
      return (await answering(request))(made)
    },
  )

  app.put(
    '/tags/:name',
    {
      config: writing,
      schema: { tags: ['tags'], summary: 'Save a tag as a new version', params: TagParams, body: TagChange, response: { 200: SavedTag } },
    },
    async (request) => {
      const { base, lifetimeDays = null, ...given } = request.body
      const { name } = request.params
      const saved = await tags.save(name, base, { ...given, lifetimeDays }, actorLabel(actorOf(request)))
      await audit(request, 'tag-saved', name, { version: saved.version })
      return (await answering(request))(saved)
    },
  )

  app.put(
    '/tags/:name/archived',
    {
      config: { permission: 'segments:write' },
      schema: {
        tags: ['tags'],
        summary: 'Put a tag away, or take it out again; nothing is deleted',
        params: TagParams,
        body: TagArchived,
        response: { 200: SavedTag },
      },
    },
    async (request) => {
      const { archived } = request.body
      const { name } = request.params
      const changed = await tags.archive(name, archived)
      await audit(request, archived ? 'tag-archived' : 'tag-restored', name, {})
      return (await answering(request))(changed)
    },
  )

  app.post(
    '/tags/refresh',
    {
      config: writing,
      schema: { tags: ['tags'], summary: 'Work out all tags of all customers now', headers: IdempotencyHeaders, response: { 202: Job } },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'refresh-tags', {})
    },
  )

  app.get(
    '/customers/:id/tags',
    {
      config: { ...reading, alsoNeeds: 'customers:read' },
      schema: {
        tags: ['customers'],
        summary: 'Tags of a customer: value, where it comes from, as of when, how sure, and how they changed',
        params: IdParams,
        response: { 200: CustomerTags },
      },
    },
    async (request) => {
      const [found, all] = await Promise.all([tagKeeper.valuesOf(scopeOf(request), request.params.id), tags.list()])
      return customerTagsAnswer(found, all, clock.now())
    },
  )

  app.post(
    '/customers/:id/tags/refresh',
    {
      config: { ...writing, alsoNeeds: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Work out all tags of one customer now; answers how many values changed',
        params: IdParams,
        response: { 200: CustomerTagsRefreshed },
      },
    },
    async (request) => {
      const { id } = request.params
      const changed = await tagKeeper.refreshOne(scopeOf(request), id)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'customer-tags-refreshed',
        target: `customer:${id}`,
        detail: { changed },
      })
      return { changed }
    },
  )

  async function audit(request: FastifyRequest, action: string, name: string, detail: object): Promise<void> {
    const actor = actorLabel(actorOf(request))
    await access.audit.append({ at: clock.now(), actor, action, target: `tag:${name}`, detail: { ...detail } })
  }

  async function countOf(scope: Scope): Promise<number> {
    return (await segments.count(scope, EVERYBODY, await tags.language())).everyone
  }

  async function answering(request: FastifyRequest) {
    const [language, names, spreads] = await Promise.all([tags.language(), actorNames(access), tags.spreads(scopeOf(request))])
    return (tag: Tag) =>
      tagAnswer(tag, {
        catalogue: language.catalogue,
        spread: spreads.get(tag.name),
        problem: problemOf(tag, language),
        savedBy: names.get(tag.savedBy) ?? tag.savedBy,
      })
  }
}
