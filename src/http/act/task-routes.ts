import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Task as AgentTask, TaskService } from '#act/task-service.ts'
import type { TaskKeeper } from '#act/tasks/task-keeper.ts'
import { mapPage } from '#kernel/page.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, personOf, scopeOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { Job } from '../collect/data-schemas.ts'
import { AssignTaskBody, BulkTaskBody, CompleteTaskBody, Task, TaskOwnerList, TaskPage } from '../decide/retain-schemas.ts'
import { PageQuery } from '../shared-schemas.ts'
import { selectedCustomers } from '../profile/selected-customers.ts'
import type { SelectionParts } from '../profile/customer-reads.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import { rulesAnswer, taskAnswer } from './task-answers.ts'
import { TaskRulesBody, TaskRulesState } from './task-rule-schemas.ts'
import { checkTaskOwner, taskOwners, taskWords } from './task-words.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

interface TaskParts extends JobParts, SelectionParts {
  readonly tasks: Pick<TaskService, 'list' | 'create' | 'get' | 'take' | 'assign' | 'complete'>
  readonly taskKeeper: Pick<TaskKeeper, 'rules' | 'save'>
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
}

/** Work for people: who to call, why, and what came of it. */
export function registerTasks(app: TypedApp, parts: TaskParts): void {
  const { tasks, taskKeeper, access, clock } = parts
  const answer = async (task: AgentTask) => taskAnswer(task, await actorNames(access))
  const audit = (request: FastifyRequest, action: string, taskId: string, detail: Readonly<Record<string, unknown>>) =>
    access.audit.append({
      at: clock.now(),
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
            escalated: Type.Optional(Type.Boolean({ description: 'Brought before a second person, or not' })),
            customerId: Type.Optional(Type.String({ format: 'uuid' })),
          }),
        ]),
        response: { 200: TaskPage },
      },
    },
    async (request) => {
      const { state, overdue = false, escalated, owner, customerId } = request.query
      const found = await tasks.list(scopeOf(request), {
        ...pageRequest(request.query),
        ...(state === undefined ? {} : { state }),
        ...(escalated === undefined ? {} : { escalated }),
        ...(overdue ? { overdueAt: clock.now() } : {}),
        ...(owner === undefined ? {} : { owner: owner === 'me' ? personOf(request) : owner === 'nobody' ? null : owner }),
        ...(customerId === undefined ? {} : { customerId }),
      })
      const names = await actorNames(access)
      return pageAnswer(mapPage(found, (task) => taskAnswer(task, names)))
    },
  )

  app.get(
    '/tasks/owners',
    {
      config: { permission: 'tasks:read', reach: 'scope' },
      schema: { tags: ['tasks'], summary: 'Who can be given a task', response: { 200: TaskOwnerList } },
    },
    async () => ({ items: await taskOwners(access) }),
  )

  app.get(
    '/tasks/rules',
    {
      config: { permission: 'tasks:read', reach: 'scope' },
      schema: {
        tags: ['tasks'],
        summary: 'How tasks get an owner, who is told of overdue ones, and what may come of them',
        response: { 200: TaskRulesState },
      },
    },
    async () => rulesAnswer(await taskKeeper.rules()),
  )

  app.put(
    '/tasks/rules',
    {
      config: { permission: 'settings:manage' },
      schema: { tags: ['tasks'], summary: 'Change the rules of tasks', body: TaskRulesBody, response: { 200: TaskRulesState } },
    },
    async (request) => {
      const saved = await taskKeeper.save(request.body)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'task-rules-changed',
        target: 'settings:task-rules',
        detail: {
          owners: saved.owners.length,
          rotation: saved.rotation?.length ?? null,
          escalates: saved.escalation !== null,
          outcomes: saved.outcomes.length,
        },
      })
      return rulesAnswer(saved)
    },
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
      const [ids, words] = await Promise.all([selectedCustomers(parts, scopeOf(request), customers), taskWords(parts, body)])
      const job = await startJob(
        parts,
        request,
        'create-tasks',
        { customerIds: ids, words: { ...words, dueAt: words.dueAt.toISOString() } },
        { customers: ids.length, owner: words.owner },
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
    async (request) => await answer(await tasks.get(scopeOf(request), request.params.id)),
  )

  app.post(
    '/tasks/:id/take',
    {
      config: { permission: 'tasks:work', reach: 'scope' },
      schema: { tags: ['tasks'], summary: 'Take an open task that nobody has', params: IdParams, response: { 200: Task } },
    },
    async (request) => {
      const task = await answer(await tasks.take(scopeOf(request), request.params.id, personOf(request)))
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
      await checkTaskOwner(parts, ownerId)
      const task = await answer(await tasks.assign(scopeOf(request), request.params.id, ownerId))
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
      const { outcome, ...note } = request.body
      const { kind, id } = actorOf(request)
      const done = await tasks.complete(scopeOf(request), request.params.id, outcome, {
        ...note,
        ...(kind === 'user' ? { userId: id } : {}),
      })
      const task = await answer(done)
      await audit(request, 'task-completed', task.id, { outcome })
      return task
    },
  )
}
