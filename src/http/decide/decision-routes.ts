import type { Access } from '#access/access.ts'
import type { DecisionService } from '#decide/decision-service.ts'
import { mapPage } from '#kernel/page.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorLabel } from '#access/actor.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { Job } from '../collect/data-schemas.ts'
import { DecisionRun, DecisionRunBody, DecisionRunPage, StoredDecisionPreview } from './retain-schemas.ts'
import { PageQuery } from '../shared-schemas.ts'
import { selectedCustomers } from '../profile/selected-customers.ts'
import { AppError } from '#kernel/app-error.ts'
import { orNotFound } from '../or-not-found.ts'
import type { SelectionParts } from '../profile/customer-reads.ts'
import { runAnswer, runOrder } from './decision-answers.ts'
import { IdempotencyHeaders, isRepeated, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

interface DecisionParts extends JobParts, SelectionParts {
  readonly decisions: Pick<DecisionService, 'preview' | 'check' | 'list' | 'get'>
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
}

/** Who gets what and who is held out. */
export function registerDecisions(app: TypedApp, parts: DecisionParts): void {
  const { decisions, access, clock } = parts

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
}
