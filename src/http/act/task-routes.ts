import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { actorOf, personOf, scopeOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { Job } from '../collect/data-schemas.ts'
import { AssignTaskBody, BulkTaskBody, CompleteTaskBody, Task, TaskOwnerList, TaskPage } from '../decide/retain-schemas.ts'
import { PageQuery } from '../shared-schemas.ts'
import { selectedCustomers } from '../profile/selected-customers.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import { checkTaskOwner, taskWords } from './task-words.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

/** Work for people: who to call, why, and what came of it. */
export function registerTasks(app: TypedApp, services: Services): void {
  const audit = (request: FastifyRequest, action: string, taskId: string, detail: Readonly<Record<string, unknown>>) =>
    services.access.audit.append({
      at: services.clock.now(),
      actor: actorLabel(actorOf(request)),
      action,
      target: `task:${taskId}`,
      detail,
    })

  app.get(
    '/tasks',
    {
      config: { permission: 'tasks:read', reach: 'scope' },
      schema: {
        tags: ['tasks'],
        summary: 'Tasks, most urgent first',
        querystring: Type.Intersect([
          PageQuery,
          Type.Object({
            state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('done')])),
            overdue: Type.Optional(Type.Boolean({ description: 'Open and past its due time' })),
            owner: Type.Optional(
              Type.Union([Type.Literal('me'), Type.Literal('nobody'), Type.String({ format: 'uuid' })], {
                description: 'me, nobody, or the id of a person',
              }),
            ),
            customerId: Type.Optional(Type.String({ format: 'uuid' })),
          }),
        ]),
        response: { 200: TaskPage },
      },
    },
    async (request) => {
      const { state = null, overdue = false, owner = null, customerId = null } = request.query
      const who = owner === 'me' ? personOf(request) : owner
      return pageAnswer(await services.tasks.list(scopeOf(request), { state, overdue, owner: who, customerId }, pageRequest(request.query)))
    },
  )

  app.get(
    '/tasks/owners',
    {
      config: { permission: 'tasks:read', reach: 'scope' },
      schema: { tags: ['tasks'], summary: 'Who can be given a task', response: { 200: TaskOwnerList } },
    },
    async () => ({ items: await services.tasks.owners() }),
  )

  app.post(
    '/tasks/bulk',
    {
      config: { permission: 'tasks:assign', reach: 'scope' },
      schema: {
        tags: ['tasks'],
        summary: 'Make the same task for each of many customers',
        headers: IdempotencyHeaders,
        body: BulkTaskBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { customers, ...body } = request.body
      const [ids, words] = await Promise.all([selectedCustomers(services, scopeOf(request), customers), taskWords(services, body)])
      const job = await startJob(
        services,
        request,
        { kind: 'create-tasks', input: { customers: ids.length, owner: words.ownerId } },
        async ({ progress }) => {
          const { created } = await services.tasks.create(ids, words, (done) => progress('customers', done, ids.length))
          return { created, left: ids.length - created }
        },
      )
      return await reply.code(202).send(job)
    },
  )

  app.get(
    '/tasks/:id',
    {
      config: { permission: 'tasks:read', reach: 'scope' },
      schema: { tags: ['tasks'], summary: 'One task', params: IdParams, response: { 200: Task } },
    },
    async (request) => await services.tasks.byId(scopeOf(request), request.params.id),
  )

  app.post(
    '/tasks/:id/take',
    {
      config: { permission: 'tasks:work', reach: 'scope' },
      schema: { tags: ['tasks'], summary: 'Take an open task that nobody has', params: IdParams, response: { 200: Task } },
    },
    async (request) => {
      const task = await services.tasks.take(scopeOf(request), request.params.id, personOf(request))
      await audit(request, 'task-taken', task.id, {})
      return task
    },
  )

  app.post(
    '/tasks/:id/assign',
    {
      config: { permission: 'tasks:assign', reach: 'scope' },
      schema: {
        tags: ['tasks'],
        summary: 'Give an open task to a colleague, or back to nobody',
        params: IdParams,
        body: AssignTaskBody,
        response: { 200: Task },
      },
    },
    async (request) => {
      const { ownerId } = request.body
      await checkTaskOwner(services, ownerId)
      const task = await services.tasks.assign(scopeOf(request), request.params.id, ownerId)
      await audit(request, 'task-assigned', task.id, { owner: ownerId })
      return task
    },
  )

  app.post(
    '/tasks/:id/complete',
    {
      config: { permission: 'tasks:work', reach: 'scope' },
      schema: { tags: ['tasks'], summary: 'Say what came of a task', params: IdParams, body: CompleteTaskBody, response: { 200: Task } },
    },
    async (request) => {
      const task = await services.tasks.complete(scopeOf(request), request.params.id, request.body, actorLabel(actorOf(request)))
      await audit(request, 'task-completed', task.id, { outcome: request.body.outcome })
      return task
    },
  )
}
