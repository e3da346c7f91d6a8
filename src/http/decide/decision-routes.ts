import Type from 'typebox'
import type { Access } from '#access/access.ts'
import type { SendService } from '#act/send-service.ts'
import type { DecisionService } from '#decide/decision-service.ts'
import { CONTACTED_STATES } from '#decide/decision.ts'
import { mapPage } from '#kernel/page.ts'
import { actorNames } from '../access/actor-names.ts'
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
import { AppError } from '#kernel/app-error.ts'
import { orNotFound } from '../or-not-found.ts'
import type { SelectionParts } from '../profile/customer-reads.ts'
import { runAnswer, runOrder, sendState } from './decision-answers.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

const SendParams = Type.Object({ sendKey: Type.String({ minLength: 1, maxLength: 100 }) })

interface DecisionParts extends JobParts, SelectionParts {
  readonly decisions: Pick<DecisionService, 'preview' | 'check' | 'list' | 'get'>
  readonly sends: Pick<SendService, 'list' | 'message' | 'resolveUncertain'>
  readonly reads: SelectionParts['reads'] & {
    /** Keys of the messages that a person, no machine, opened or clicked. */
    reactedSends(reaction: 'opened' | 'clicked', runId: string | null): Promise<readonly string[]>
  }
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
}

/** Who gets what and who is held out; what was sent. */
export function registerDecisions(app: TypedApp, parts: DecisionParts, options: AppOptions): void {
  const { decisions, sends, reads, access, clock } = parts

  app.get(
    '/decision-runs',
    {
      config: { permission: 'decisions:read' },
      schema: { tags: ['decisions'], summary: 'Runs, newest first', querystring: PageQuery, response: { 200: DecisionRunPage } },
    },
    async (request) => {
      const names = await actorNames(access)
      return pageAnswer(mapPage(await decisions.list(pageRequest(request.query)), (run) => runAnswer(run, names)))
    },
  )

  app.get(
    '/decision-runs/:id',
    {
      config: { permission: 'decisions:read' },
      schema: { tags: ['decisions'], summary: 'One run', params: IdParams, response: { 200: DecisionRun } },
    },
    async (request) => {
      const run = await orNotFound(
        decisions.get(request.params.id),
        new AppError('not-found', 'run-not-found', 'There is no such run: reload the list.'),
      )
      return runAnswer(run, await actorNames(access))
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
      const { dryRun, ...body } = asked
      const chosen = customers === undefined ? undefined : await selectedCustomers(parts, scopeOf(request), customers)
      const order = runOrder(chosen === undefined ? body : { ...body, customerIds: chosen })
      const actor = actorLabel(actorOf(request))
      if (dryRun === true) return await reply.code(200).send(await decisions.preview(order, clock.now(), actor))
      // The same key again is answered with its job, whatever became of the preview since.
      if (!(await isRepeated(parts, request, 'decision-run'))) await decisions.check(order, clock.now(), actor)
      const job = await startJob(
        parts,
        request,
        'decision-run',
        order,
        chosen === undefined ? asked : { ...asked, customers: chosen.length },
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
        await sends.list(scopeOf(request), {
          ...pageRequest(request.query),
          ...(runId === undefined ? {} : { runId }),
          ...(state === undefined ? {} : { states: state === 'sent' ? CONTACTED_STATES : [sendState(state)] }),
          ...(reaction === undefined ? {} : { sendKeys: await reads.reactedSends(reaction, runId ?? null) }),
          ...(customerId === undefined ? {} : { customerId }),
        }),
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
      const message = await sends.message(scopeOf(request), sendKey)
      // Audited before it is shown: a reading that cannot be written down does not happen.
      await access.audit.append({
        at: clock.now(),
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
      const state = await sends.resolveUncertain(sendKey, request.body.delivered)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'send-settled',
        target: `send:${sendKey}`,
        detail: { state },
      })
      return { sendKey, state }
    },
  )
}
