import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { StoredJourney } from '#act/journeys/journey-ports.ts'
import type { JourneyService } from '#act/journeys/journey-service.ts'
import { NEW_JOURNEY } from '#act/journeys/new-journey.ts'
import { mapPage } from '#kernel/page.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { IdParams } from '../id-params.ts'
import type { TypedApp } from '../typed-app.ts'
import type { Approval } from '#act/approvals/approval.ts'
import type { ApprovalService } from '#act/approvals/approval-service.ts'
import { approvalAnswers } from './approval-answers.ts'
import { customerAnswer, journeyAnswer, startersAnswer, todayAnswer, versionsAnswer } from './journey-answers.ts'
import {
  CustomerInJourney,
  EnrolmentPage,
  EnrolmentQuery,
  JourneyApproval,
  JourneyBoard,
  JourneyChange,
  JourneyCheckBody,
  JourneyCopy,
  JourneyCustomerParams,
  JourneyDetail,
  JourneyEnd,
  JourneyPage,
  JourneyProblems,
  JourneyPublish,
  JourneyQuery,
  JourneysOfCustomer,
  JourneyStarters,
  JourneyVersions,
  NewJourney,
  StoppedJourneys,
} from './journey-schemas.ts'
import { readJourney } from './read-journey.ts'

interface JourneyParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly journeys: Pick<
    JourneyService,
    | 'list'
    | 'one'
    | 'versions'
    | 'check'
    | 'create'
    | 'save'
    | 'clone'
    | 'remove'
    | 'publish'
    | 'approval'
    | 'said'
    | 'awaiting'
    | 'pause'
    | 'end'
    | 'stopAll'
    | 'board'
    | 'enrolments'
    | 'customer'
    | 'today'
    | 'runsOf'
  >
  readonly approvals: Pick<ApprovalService, 'hindrance' | 'deciders'>
  readonly segments: Pick<SegmentService, 'language' | 'read'>
  readonly project: Pick<Project, 'currency'>
}

/** Triggers and journeys: what they are, and which of them customers enter. */
export function registerJourneys(app: TypedApp, parts: JourneyParts, options: AppOptions): void {
  const { journeys, access, approvals, segments, project } = parts
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'decisions:read' } as const
  const writing = { permission: 'strategies:write' } as const
  const running = { permission: 'decisions:run', rateLimit } as const

  const answers = async (all: readonly StoredJourney[]) => {
    const [names, { catalogue }, awaiting] = await Promise.all([actorNames(access), segments.language(), journeys.awaiting(all)])
    return (one: StoredJourney) => journeyAnswer(one, { names, catalogue, currency: project.currency, awaiting })
  }
  const detail = async (request: FastifyRequest, id: string) => {
    const journey = await journeys.one(id)
    const [answer, problems, approval] = await Promise.all([
      answers([journey]),
      journeys.check(journey.definition),
      approvalOf(request, await journeys.said(journey)),
    ])
    return { journey: answer(journey), problems: [...problems], approval }
  }
  const approvalOf = async (request: FastifyRequest, approval: Approval | null) =>
    approval === null ? null : await (await approvalAnswers({ access, approvals, project }, actorOf(request)))(approval)
  const definitionOf = async (given: NewJourney['definition']) => {
    const language = await segments.language()
    return readJourney({ ...NEW_JOURNEY, ...given }, (condition) => segments.read({ condition }, language))
  }

  app.get(
    '/journeys',
    {
      config: reading,
      schema: {
        tags: ['journeys'],
        summary: 'Triggers and journeys, the newest first',
        querystring: JourneyQuery,
        response: { 200: JourneyPage },
      },
    },
    async (request) => {
      const { state, q } = request.query
      const filter = { ...(state === undefined ? {} : { states: [state] }), ...(q === undefined ? {} : { q }) }
      const page = await journeys.list({ ...pageRequest(request.query), ...filter })
      const [answer, today] = await Promise.all([answers(page.items), journeys.today(page.items.map(({ id }) => id))])
      return pageAnswer(mapPage(page, (one) => ({ ...answer(one), today: todayAnswer(today.get(one.id), project.currency) })))
    },
  )

  app.post(
    '/journeys',
    {
      config: writing,
      schema: { tags: ['journeys'], summary: 'A new draft', body: NewJourney, response: { 201: JourneyDetail } },
    },
    async (request, reply) => {
      const { id } = await journeys.create(await definitionOf(request.body.definition), actorLabel(actorOf(request)))
      return await reply.code(201).send(await detail(request, id))
    },
  )

  app.get(
    '/journeys/starters',
    {
      config: reading,
      schema: { tags: ['journeys'], summary: 'Ready journeys to begin with, in both languages', response: { 200: JourneyStarters } },
    },
    () => startersAnswer(),
  )

  app.post(
    '/journeys/stop-all',
    {
      config: running,
      schema: {
        tags: ['journeys'],
        summary: 'End every journey at once for a reason: whoever is inside leaves, and nothing more is sent',
        body: JourneyEnd,
        response: { 200: StoppedJourneys },
      },
    },
    async (request) => ({ journeys: await journeys.stopAll(request.body.reason, actorLabel(actorOf(request))) }),
  )

  app.get(
    '/journeys/:id',
    {
      config: reading,
      schema: {
        tags: ['journeys'],
        summary: 'One journey, and what keeps it from going live',
        params: IdParams,
        response: { 200: JourneyDetail },
      },
    },
    async (request) => await detail(request, request.params.id),
  )

  app.put(
    '/journeys/:id',
    {
      config: writing,
      schema: {
        tags: ['journeys'],
        summary: 'Save as the next version: of a live journey a draft of it',
        params: IdParams,
        body: JourneyChange,
        response: { 200: JourneyDetail },
      },
    },
    async (request) => {
      const { base, definition } = request.body
      await journeys.save(request.params.id, base, await definitionOf(definition), actorLabel(actorOf(request)))
      return await detail(request, request.params.id)
    },
  )

  app.delete(
    '/journeys/:id',
    {
      config: writing,
      schema: { tags: ['journeys'], summary: 'Delete a draft that was never live', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await journeys.remove(request.params.id, actorLabel(actorOf(request)))
      return await reply.code(204).send(null)
    },
  )

  app.get(
    '/journeys/:id/versions',
    {
      config: reading,
      schema: { tags: ['journeys'], summary: 'Its versions, the newest first', params: IdParams, response: { 200: JourneyVersions } },
    },
    async (request) => versionsAnswer(await journeys.versions(request.params.id), await actorNames(access)),
  )

  app.get(
    '/journeys/:id/board',
    {
      config: reading,
      schema: {
        tags: ['journeys'],
        summary: 'How many customers entered, where they are, what became of its messages, and why runs ended',
        params: IdParams,
        response: { 200: JourneyBoard },
      },
    },
    async (request) => {
      const { steps, ended, refused, ...board } = await journeys.board(request.params.id)
      return {
        ...board,
        steps: steps.map((step) => ({ ...step, passed: [...step.passed], sends: [...step.sends] })),
        ended: [...ended],
        refused: [...refused],
      }
    },
  )

  app.get(
    '/journeys/:id/enrolments',
    {
      config: { permission: 'decisions:read', reach: 'scope' },
      schema: {
        tags: ['journeys'],
        summary: 'Who is or was inside, and where; the newest first',
        params: IdParams,
        querystring: EnrolmentQuery,
        response: { 200: EnrolmentPage },
      },
    },
    async (request) => {
      const { state, step } = request.query
      const filter = { ...(state === undefined ? {} : { state }), ...(step === undefined ? {} : { stepId: step }) }
      return pageAnswer(await journeys.enrolments(scopeOf(request), request.params.id, { ...pageRequest(request.query), ...filter }))
    },
  )

  app.get(
    '/journeys/:id/customers/:customerId',
    {
      config: { permission: 'decisions:read', reach: 'scope' },
      schema: {
        tags: ['journeys'],
        summary: 'Why a customer entered or did not, and what they got',
        params: JourneyCustomerParams,
        response: { 200: CustomerInJourney },
      },
    },
    async (request) => customerAnswer(await journeys.customer(scopeOf(request), request.params.id, request.params.customerId)),
  )

  app.get(
    '/customers/:id/journeys',
    {
      config: { permission: 'decisions:read', reach: 'scope' },
      schema: {
        tags: ['journeys'],
        summary: 'The journeys that a customer is or was in, and where',
        params: IdParams,
        response: { 200: JourneysOfCustomer },
      },
    },
    async (request) => ({ runs: [...(await journeys.runsOf(scopeOf(request), request.params.id))] }),
  )

  app.post(
    '/journeys/:id/check',
    {
      config: reading,
      schema: {
        tags: ['journeys'],
        summary: 'What keeps a definition from going live: the one given, or the newest of the journey; saves nothing',
        params: IdParams,
        body: JourneyCheckBody,
        response: { 200: JourneyProblems },
      },
    },
    async (request) => {
      const { definition: given } = request.body
      const { definition } = await journeys.one(request.params.id)
      return { problems: [...(await journeys.check(given === undefined ? definition : await definitionOf(given)))] }
    },
  )

  app.post(
    '/journeys/:id/clone',
    {
      config: writing,
      schema: {
        tags: ['journeys'],
        summary: 'A new draft like its newest version',
        params: IdParams,
        body: JourneyCopy,
        response: { 201: JourneyDetail },
      },
    },
    async (request, reply) => {
      const { id } = await journeys.clone(request.params.id, request.body.name, actorLabel(actorOf(request)))
      return await reply.code(201).send(await detail(request, id))
    },
  )

  app.post(
    '/journeys/:id/publish',
    {
      config: running,
      schema: {
        tags: ['journeys'],
        summary:
          'Let customers enter this version; where it reaches many it waits for a second person. Whoever is inside goes on in theirs',
        params: IdParams,
        body: JourneyPublish,
        response: { 200: JourneyDetail },
      },
    },
    async (request) => {
      await journeys.publish(request.params.id, request.body.version, actorLabel(actorOf(request)))
      return await detail(request, request.params.id)
    },
  )

  app.get(
    '/journeys/:id/approval',
    {
      config: { ...reading, rateLimit },
      schema: {
        tags: ['journeys'],
        summary: 'How many its newest version would reach, and what a second person said about it',
        params: IdParams,
        response: { 200: JourneyApproval },
      },
    },
    async (request) => {
      const { approval, ...counted } = await journeys.approval(request.params.id)
      return { ...counted, approval: await approvalOf(request, approval) }
    },
  )

  for (const [path, summary, isPaused] of [
    ['pause', 'Nobody enters or goes on until it is resumed', true],
    ['resume', 'Goes on with it', false],
  ] as const) {
    app.post(
      `/journeys/:id/${path}`,
      { config: running, schema: { tags: ['journeys'], summary, params: IdParams, response: { 200: JourneyDetail } } },
      async (request) => {
        await journeys.pause(request.params.id, isPaused, actorLabel(actorOf(request)))
        return await detail(request, request.params.id)
      },
    )
  }

  app.post(
    '/journeys/:id/end',
    {
      config: running,
      schema: {
        tags: ['journeys'],
        summary: 'End it for a reason: whoever is inside leaves, and nothing more is sent',
        params: IdParams,
        body: JourneyEnd,
        response: { 200: JourneyDetail },
      },
    },
    async (request) => {
      await journeys.end(request.params.id, request.body.reason, actorLabel(actorOf(request)))
      return await detail(request, request.params.id)
    },
  )
}
