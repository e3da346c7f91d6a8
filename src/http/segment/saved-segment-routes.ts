import type { FastifyRequest } from 'fastify'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { seesEveryone } from '#access/scope.ts'
import type { SegmentMembers } from '#segment/segments/segment-members.ts'
import type { Segment } from '#segment/segments/segment.ts'
import { usersOf } from '#segment/segments/segment-circles.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { isBlocking } from '#segment/segments/segment-uses.ts'
import type { SegmentUses as Uses } from '#segment/segments/segment-uses.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { IdParams } from '../id-params.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { worded } from './condition-answers.ts'
import { givenCondition } from './condition-routes.ts'
import {
  ArchivedSegment,
  CustomerSegments,
  NewSegment,
  SavedSegment,
  SavedSegments,
  SegmentArchived,
  SegmentChange,
  SegmentDetail,
  SegmentUses,
} from './saved-segment-schemas.ts'

interface SavedSegmentParts extends AuditParts {
  readonly access: AuditParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly segmentUses: Uses
  readonly segmentMembers: Pick<SegmentMembers, 'staysOf'>
  readonly segments: Pick<SegmentService, 'language' | 'problemOf' | 'one' | 'versions' | 'sizes' | 'create' | 'save' | 'archive'>
}

/** Segments: groups of customers that have a name. */
export function registerSavedSegments(app: TypedApp, parts: SavedSegmentParts, options: AppOptions): void {
  const { segments, segmentMembers, segmentUses, access, clock } = parts
  const usesOf = async (id: string) => (await segmentUses.of(id)).map((use) => ({ ...use, isBlocking: isBlocking(use) }))
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'segments:read', reach: 'scope' } as const

  app.get(
    '/segments',
    {
      config: reading,
      schema: { tags: ['segments'], summary: 'Segments with their last size, archived ones too', response: { 200: SavedSegments } },
    },
    async (request) => {
      const answer = await answering(request)
      const { segments: all } = answer.language
      return { items: all.map(answer.of) }
    },
  )

  app.get(
    '/segments/:id',
    {
      config: reading,
      schema: {
        tags: ['segments'],
        summary: 'One segment, its saved versions and the history of its size',
        params: IdParams,
        response: { 200: SegmentDetail },
      },
    },
    async (request) => {
      const { id } = request.params
      const [answer, found, versions, sizes] = await Promise.all([
        answering(request),
        segments.one(id),
        segments.versions(id),
        segments.sizes(id),
      ])
      return {
        segment: answer.of(found),
        versions: versions.map(({ version, name, condition, savedAt, savedBy }) => {
          const { text, sentence } = worded(condition, answer.language.catalogue, found.grain)
          return { version, name, text, sentence, savedAt, savedBy: answer.names.get(savedBy) ?? savedBy }
        }),
        sizes: seesEveryone(scopeOf(request)) ? [...sizes] : [],
      }
    },
  )

  app.post(
    '/segments',
    {
      config: { permission: 'segments:write', rateLimit },
      schema: {
        tags: ['segments'],
        summary: 'Save a condition as a segment; a snapshot is the list of who meets it now',
        body: NewSegment,
        response: { 201: SavedSegment },
      },
    },
    async (request, reply) => {
      const { name, description = '', kind = 'dynamic', grain = 'customers', ...given } = request.body
      const by = actorLabel(actorOf(request))
      const made = await segments.create({ name: name.trim(), description, kind, grain, condition: givenCondition(given) }, by)
      await audit(request, 'segment-created', made, { kind, grain })
      reply.code(201)
      return (await answering(request)).of(made)
    },
  )

  app.put(
    '/segments/:id',
    {
      config: { permission: 'segments:write', rateLimit },
      schema: {
        tags: ['segments'],
        summary: 'Save a segment as a new version; the condition of a snapshot stays',
        params: IdParams,
        body: SegmentChange,
        response: { 200: SavedSegment },
      },
    },
    async (request) => {
      const { base, name, description = '', condition, where } = request.body
      const given = condition === undefined && where === undefined ? {} : { condition: givenCondition({ condition, where }) }
      const saved = await segments.save(request.params.id, base, { name: name.trim(), description, ...given }, actorLabel(actorOf(request)))
      await audit(request, 'segment-saved', saved, { version: saved.version })
      return (await answering(request)).of(saved)
    },
  )

  app.get(
    '/segments/:id/uses',
    {
      config: { permission: 'segments:write' },
      schema: { tags: ['segments'], summary: 'Where a segment is used', params: IdParams, response: { 200: SegmentUses } },
    },
    async (request) => {
      const { id } = await segments.one(request.params.id)
      return { uses: await usesOf(id) }
    },
  )

  app.put(
    '/segments/:id/archived',
    {
      config: { permission: 'segments:write' },
      schema: {
        tags: ['segments'],
        summary: 'Put a segment away, or take it out again; nothing is deleted. Answers where it is used',
        params: IdParams,
        body: SegmentArchived,
        response: { 200: ArchivedSegment },
      },
    },
    async (request) => {
      const { archived } = request.body
      const changed = await segments.archive(request.params.id, archived)
      await audit(request, archived ? 'segment-archived' : 'segment-restored', changed, {})
      return { ...(await answering(request)).of(changed), uses: await usesOf(changed.id) }
    },
  )

  app.get(
    '/customers/:id/segments',
    {
      config: { ...reading, alsoNeeds: 'customers:read' },
      schema: {
        tags: ['customers'],
        summary:
          'Segments that a customer is or was in, with from and to; as of the last look, which is within seconds of an act and within the hour of anything else',
        params: IdParams,
        response: { 200: CustomerSegments },
      },
    },
    async (request) => {
      const { id } = request.params
      const [{ segments: all }, found] = await Promise.all([segments.language(), segmentMembers.staysOf(scopeOf(request), id)])
      const stays = found ?? unknownCustomer()
      const names = new Map(all.map((segment) => [segment.id, segment.name]))
      return {
        items: stays.flatMap(({ segmentId, ...stay }) =>
          names.has(segmentId) ? [{ segmentId, name: names.get(segmentId) ?? '', ...stay }] : [],
        ),
      }
    },
  )

  async function audit(request: FastifyRequest, action: string, { id }: Segment, detail: object): Promise<void> {
    await access.audit.append({
      at: clock.now(),
      actor: actorLabel(actorOf(request)),
      action,
      target: `segment:${id}`,
      detail: { ...detail },
    })
  }

  async function answering(request: FastifyRequest) {
    const [language, names] = await Promise.all([segments.language(), actorNames(access)])
    const isWhole = seesEveryone(scopeOf(request))
    const of = (segment: Segment): Answer<typeof SavedSegment> => ({
      ...segment,
      ...worded(segment.condition, language.catalogue, segment.grain),
      savedBy: names.get(segment.savedBy) ?? segment.savedBy,
      size: isWhole ? segment.size : null,
      problem: segments.problemOf(segment, language),
      usedBy: usersOf(segment.id, language.segments).map(({ id, name }) => ({ id, name })),
    })
    return { language, names, of }
  }
}
