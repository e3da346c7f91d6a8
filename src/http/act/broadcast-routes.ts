import { actorLabel } from '#access/actor.ts'
import type { Actor } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { ApprovalService } from '#act/approvals/approval-service.ts'
import type { Broadcast as StoredBroadcast, BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import type { BroadcastService } from '#act/broadcasts/broadcast-service.ts'
import type { SeriesService } from '#act/broadcasts/series/series-service.ts'
import { finishedContent } from '#act/broadcasts/check-broadcast.ts'
import { NEW_BROADCAST } from '#act/broadcasts/new-broadcast.ts'
import type { MessageContent } from '#act/content/message-content.ts'
import { mapPage } from '#kernel/page.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { IdParams } from '../id-params.ts'
import { PageQuery } from '../shared-schemas.ts'
import { givenCondition } from '../segment/condition-routes.ts'
import Type from 'typebox'
import { Job } from '../collect/data-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { broadcastAnswer, funnelOf, reasonsOf, variantsOf } from './broadcast-answers.ts'
import {
  BroadcastChange,
  BroadcastCopy,
  BroadcastCustomerParams,
  BroadcastDetail,
  BroadcastPage,
  BroadcastQuery,
  BroadcastStart,
  BroadcastStop,
  BroadcastWhy,
  NewBroadcast,
  SeriesOccurrencePage,
} from './broadcast-schemas.ts'

interface BroadcastParts extends JobParts {
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
  readonly broadcasts: Pick<
    BroadcastService,
    | 'list'
    | 'one'
    | 'counts'
    | 'reactions'
    | 'unready'
    | 'variants'
    | 'sentByVariant'
    | 'senders'
    | 'create'
    | 'save'
    | 'duplicate'
    | 'remove'
    | 'asks'
    | 'start'
    | 'undo'
    | 'pause'
    | 'stop'
    | 'why'
    | 'approval'
    | 'wouldWait'
  >
  readonly approvals: Pick<ApprovalService, 'hindrance'>
  readonly broadcastSeries: Pick<SeriesService, 'next' | 'occurrences' | 'skipNext'>
  readonly contentVersions: { version(id: string, version: number): Promise<MessageContent | null> }
  readonly segments: Pick<SegmentService, 'language' | 'read'>
  readonly project: Pick<Project, 'currency'>
}

/** One message to many: what it is, whom it reaches, and what became of it. */
export function registerBroadcasts(app: TypedApp, parts: BroadcastParts, options: AppOptions): void {
  const { broadcasts, approvals, broadcastSeries, access, segments, contentVersions, project } = parts
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'decisions:read' } as const
  const writing = { permission: 'strategies:write' } as const
  const sending = { permission: 'decisions:run', rateLimit } as const

  const answers = async (all: readonly StoredBroadcast[]) => {
    const [counts, names, { catalogue }, senders, contents] = await Promise.all([
      broadcasts.counts(all.map(({ id }) => id)),
      actorNames(access),
      segments.language(),
      Promise.all(all.map(async (one) => [one.id, await broadcasts.senders(one)] as const)),
      Promise.all(
        all.map(async ({ definition: { content } }) =>
          content === null ? [] : [[content.id, (await contentVersions.version(content.id, content.version))?.name] as const],
        ),
      ),
    ])
    const contentNames = new Map(contents.flat().flatMap(([id, name]) => (name === undefined ? [] : [[id, name] as const])))
    const around = { counts, names, contentNames, catalogue, currency: project.currency, senders: new Map(senders) }
    return (one: StoredBroadcast) => broadcastAnswer(one, around)
  }
  const detail = async (id: string, actor: Actor) => {
    const broadcast = await broadcasts.one(id)
    const [answer, asks, counts, reactions, unready, variants, approval, wouldWait, next] = await Promise.all([
      answers([broadcast]),
      broadcasts.asks(broadcast),
      broadcasts.counts([id]),
      broadcasts.reactions(broadcast),
      broadcasts.unready(broadcast),
      broadcasts.variants(broadcast),
      approvalOf(broadcast, actor),
      broadcasts.wouldWait(broadcast),
      broadcastSeries.next(broadcast),
    ])
    const sent = variants.length === 0 || broadcast.startsAt === null ? new Map<string, number>() : await broadcasts.sentByVariant(id)
    return {
      broadcast: answer(broadcast),
      approval,
      wouldWait,
      next: [...next],
      asks: [...asks],
      funnel: funnelOf(counts, reactions),
      reasons: reasonsOf(counts, 'suppressed'),
      variants: variantsOf(variants, sent),
      failures: reasonsOf(counts, 'failed'),
      unready: Object.fromEntries(unready),
    }
  }
  const approvalOf = async (broadcast: StoredBroadcast, actor: Actor) => {
    const found = await broadcasts.approval(broadcast)
    if (found === null) return null
    const { id, state, askedBy, askedAt, decidedBy, decidedAt, reason } = found
    const names = await actorNames(access)
    return {
      id,
      state,
      askedBy: names.get(askedBy) ?? askedBy,
      askedAt,
      decidedBy: decidedBy === null ? null : (names.get(decidedBy) ?? decidedBy),
      decidedAt,
      reason,
      hindrance: actor.permissions.has('approvals:decide')
        ? await approvals.hindrance(found, actorLabel(actor))
        : ('no_permission' as const),
    }
  }
  const definitionOf = async ({ audience, where, ...given }: Omit<NewBroadcast, 'base'>): Promise<BroadcastDefinition> => ({
    ...NEW_BROADCAST,
    ...given,
    audience: segments.read(givenCondition({ condition: audience, where }), await segments.language()),
  })

  app.get(
    '/broadcasts',
    {
      config: reading,
      schema: {
        tags: ['broadcasts'],
        summary: 'Broadcasts, the newest first',
        querystring: BroadcastQuery,
        response: { 200: BroadcastPage },
      },
    },
    async (request) => {
      const { state, q } = request.query
      const filter = { ...(state === undefined ? {} : { states: [state] }), ...(q === undefined ? {} : { q }) }
      const page = await broadcasts.list({ ...pageRequest(request.query), ...filter })
      return pageAnswer(mapPage(page, await answers(page.items)))
    },
  )

  app.post(
    '/broadcasts',
    {
      config: writing,
      schema: { tags: ['broadcasts'], summary: 'A new draft', body: NewBroadcast, response: { 201: BroadcastDetail } },
    },
    async (request, reply) => {
      const { id } = await broadcasts.create(await definitionOf(request.body), actorLabel(actorOf(request)))
      return await reply.code(201).send(await detail(id, actorOf(request)))
    },
  )

  app.get(
    '/broadcasts/:id',
    {
      config: reading,
      schema: {
        tags: ['broadcasts'],
        summary: 'One broadcast: its progress, what became of its messages by channel, and why others got none',
        params: IdParams,
        response: { 200: BroadcastDetail },
      },
    },
    async (request) => await detail(request.params.id, actorOf(request)),
  )

  app.put(
    '/broadcasts/:id',
    {
      config: writing,
      schema: {
        tags: ['broadcasts'],
        summary: 'Save a draft as a new version',
        params: IdParams,
        body: BroadcastChange,
        response: { 200: BroadcastDetail },
      },
    },
    async (request) => {
      const { base, ...given } = request.body
      await broadcasts.save(request.params.id, base, await definitionOf(given), actorLabel(actorOf(request)))
      return await detail(request.params.id, actorOf(request))
    },
  )

  app.delete(
    '/broadcasts/:id',
    {
      config: writing,
      schema: { tags: ['broadcasts'], summary: 'Delete a draft', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await broadcasts.remove(request.params.id, actorLabel(actorOf(request)))
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/broadcasts/:id/duplicate',
    {
      config: writing,
      schema: {
        tags: ['broadcasts'],
        summary: 'A new draft like this one, for now',
        params: IdParams,
        body: BroadcastCopy,
        response: { 201: BroadcastDetail },
      },
    },
    async (request, reply) => {
      const { id } = await broadcasts.duplicate(request.params.id, request.body.name, actorLabel(actorOf(request)))
      return await reply.code(201).send(await detail(id, actorOf(request)))
    },
  )

  app.post(
    '/broadcasts/:id/preview',
    {
      config: { ...reading, rateLimit },
      schema: {
        tags: ['broadcasts'],
        summary:
          'A job that looks at everybody: whom it would reach now, why the others not, and what it would cost; kept with the broadcast',
        headers: IdempotencyHeaders,
        params: IdParams,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { id, definition } = await broadcasts.one(request.params.id)
      finishedContent(definition)
      return await reply.code(202).send(await startJob(parts, request, 'preview-broadcast', { broadcastId: id }))
    },
  )

  app.post(
    '/broadcasts/:id/start',
    {
      config: sending,
      schema: {
        tags: ['broadcasts'],
        summary: 'Let it leave at its time; what looks unusual must be confirmed',
        params: IdParams,
        body: BroadcastStart,
        response: { 200: BroadcastDetail },
      },
    },
    async (request) => {
      const { version, confirm } = request.body
      await broadcasts.start(request.params.id, version, confirm, actorLabel(actorOf(request)))
      return await detail(request.params.id, actorOf(request))
    },
  )

  for (const [path, summary, work] of [
    ['undo', 'Back to a draft, before its planning begins', (id: string, by: string) => broadcasts.undo(id, by)],
    ['pause', 'Nothing more of it leaves until it goes on', (id: string, by: string) => broadcasts.pause(id, true, by)],
    ['resume', 'Goes on with it', (id: string, by: string) => broadcasts.pause(id, false, by)],
  ] as const) {
    app.post(
      `/broadcasts/:id/${path}`,
      { config: sending, schema: { tags: ['broadcasts'], summary, params: IdParams, response: { 200: BroadcastDetail } } },
      async (request) => {
        await work(request.params.id, actorLabel(actorOf(request)))
        return await detail(request.params.id, actorOf(request))
      },
    )
  }

  app.post(
    '/broadcasts/:id/stop',
    {
      config: sending,
      schema: {
        tags: ['broadcasts'],
        summary: 'End it for a reason: what did not leave yet is suppressed',
        params: IdParams,
        body: BroadcastStop,
        response: { 200: BroadcastDetail },
      },
    },
    async (request) => {
      await broadcasts.stop(request.params.id, request.body.reason, actorLabel(actorOf(request)))
      return await detail(request.params.id, actorOf(request))
    },
  )

  app.get(
    '/broadcasts/:id/occurrences',
    {
      config: reading,
      schema: {
        tags: ['broadcasts'],
        summary: 'Of one that repeats, the days that it came to, the newest first, with their broadcasts or why there is none',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: SeriesOccurrencePage },
      },
    },
    async (request) => {
      const { id } = await broadcasts.one(request.params.id)
      const page = await broadcastSeries.occurrences(id, pageRequest(request.query))
      const made = await Promise.all(
        page.items.map(async ({ broadcastId }) => (broadcastId === null ? null : await broadcasts.one(broadcastId))),
      )
      const answer = await answers(made.filter((one) => one !== null))
      const items = page.items.map(({ broadcastId: _, ...occurrence }, i) => {
        const own = made[i]
        return { ...occurrence, broadcast: own === null || own === undefined ? null : answer(own) }
      })
      return pageAnswer({ ...page, items })
    },
  )

  for (const [path, summary, isSkipped] of [
    ['skip-next', 'Leaves the next occurrence out', true],
    ['unskip', 'Takes back the first occurrence that was to be left out', false],
  ] as const) {
    app.post(
      `/broadcasts/:id/${path}`,
      { config: sending, schema: { tags: ['broadcasts'], summary, params: IdParams, response: { 200: BroadcastDetail } } },
      async (request) => {
        await broadcastSeries.skipNext(request.params.id, isSkipped, actorLabel(actorOf(request)))
        return await detail(request.params.id, actorOf(request))
      },
    )
  }

  app.get(
    '/broadcasts/:id/customers/:customerId',
    {
      config: { permission: 'decisions:read', reach: 'scope' },
      schema: {
        tags: ['broadcasts'],
        summary: 'Why a customer got it, or did not',
        params: BroadcastCustomerParams,
        response: { 200: BroadcastWhy },
      },
    },
    async (request) => await broadcasts.why(scopeOf(request), request.params.id, request.params.customerId),
  )
}
