import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { Job } from '../collect/data-schemas.ts'
import {
  DecisionRun,
  DecisionRunBody,
  DecisionRunPage,
  SendPage,
  SentMessage,
  SettledSend,
  SettleSendBody,
  StoredDecisionPreview,
} from './retain-schemas.ts'
import { Id, PageQuery } from '../shared-schemas.ts'
import { selectedCustomers } from '../profile/selected-customers.ts'
import type { RunBody, Services } from '../services.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

const SendParams = Type.Object({ sendKey: Type.String({ minLength: 1, maxLength: 100 }) })

/** Who gets what and who is held out; what was sent. */
export function registerDecisions(app: TypedApp, services: Services, options: AppOptions): void {
  const { decisions } = services

  app.get(
    '/decision-runs',
    {
      config: { permission: 'decisions:read' },
      schema: { tags: ['decisions'], summary: 'Runs, newest first', querystring: PageQuery, response: { 200: DecisionRunPage } },
    },
    async (request) => pageAnswer(await decisions.list(pageRequest(request.query))),
  )

  app.get(
    '/decision-runs/:id',
    {
      config: { permission: 'decisions:read' },
      schema: { tags: ['decisions'], summary: 'One run', params: IdParams, response: { 200: DecisionRun } },
    },
    async (request) => {
      const run = await decisions.byId(request.params.id)
      if (run === null) throw new AppError('not-found', 'run-not-found', 'There is no such run: reload the list.')
      return run
    },
  )

  app.post(
    '/decision-runs',
    {
      config: { permission: 'decisions:run' },
      schema: {
        tags: ['decisions'],
        summary: 'Decide and send; with dryRun only a preview, whose id executes exactly that',
        headers: IdempotencyHeaders,
        body: DecisionRunBody,
        response: { 200: StoredDecisionPreview, 202: Job },
      },
    },
    async (request, reply) => {
      const { customers, ...asked } = request.body
      const chosen = customers === undefined ? undefined : await selectedCustomers(services, scopeOf(request), customers)
      const body: RunBody = chosen === undefined ? asked : { ...asked, customerIds: chosen }
      const actor = actorLabel(actorOf(request))
      if (body.dryRun === true) return await reply.code(200).send(await decisions.preview(body, actor))
      // The same key again is answered with its job, whatever became of the preview since.
      if (!(await isRepeated(services, request, 'decision-run'))) await decisions.check(body, actor)
      const job = await startJob(
        services,
        request,
        { kind: 'decision-run', input: chosen === undefined ? asked : { ...asked, customers: chosen.length } },
        (context) => decisions.run(body, actor, context),
      )
      return await reply.code(202).send(job)
    },
  )

  app.get(
    '/sends',
    {
      config: { permission: 'decisions:read', reach: 'scope' },
      schema: {
        tags: ['decisions'],
        summary: 'The send ledger, newest first',
        querystring: Type.Intersect([
          PageQuery,
          Type.Object({
            runId: Type.Optional(Type.String({ format: 'uuid' })),
            customerId: Type.Optional(Type.String({ format: 'uuid' })),
            state: Type.Optional(Id),
            reaction: Type.Optional(Type.Union([Type.Literal('opened'), Type.Literal('clicked')])),
          }),
        ]),
        response: { 200: SendPage },
      },
    },
    async (request) => {
      const { runId, state, reaction, customerId } = request.query
      return pageAnswer(
        await decisions.sends(
          scopeOf(request),
          { runId: runId ?? null, state: state ?? null, reaction: reaction ?? null, customerId: customerId ?? null },
          pageRequest(request.query),
        ),
      )
    },
  )

  app.get(
    '/sends/:sendKey/message',
    {
      config: {
        permission: 'decisions:read',
        reach: 'scope',
        alsoNeeds: 'customers:reveal',
        rateLimit: options.limits.heavyPerMinute,
      },
      schema: {
        tags: ['decisions'],
        summary: 'The text of a message as it was sent; also needs customers:reveal and is audited',
        params: SendParams,
        response: { 200: SentMessage },
      },
    },
    async (request, reply) => {
      const { sendKey } = request.params
      const message = await decisions.message(scopeOf(request), sendKey)
      // Audited before it is shown: a reading that cannot be written down does not happen.
      await services.access.audit.append({
        at: services.clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'message-read',
        target: `customer:${message.customerId}`,
        detail: { sendKey },
      })
      reply.header('cache-control', 'no-store')
      return message
    },
  )

  app.post(
    '/sends/:sendKey/settle',
    {
      config: { permission: 'decisions:run' },
      schema: {
        tags: ['decisions'],
        summary: 'Record what the provider says about a message whose result is unknown; it is never sent again',
        params: SendParams,
        body: SettleSendBody,
        response: { 200: SettledSend },
      },
    },
    async (request) => {
      const { sendKey } = request.params
      const state = await decisions.settleSend(sendKey, request.body.delivered)
      await services.access.audit.append({
        at: services.clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'send-settled',
        target: `send:${sendKey}`,
        detail: { state },
      })
      return { sendKey, state }
    },
  )
}
