import Type from 'typebox'
import { actorLabel } from '#access/user.ts'
import { actorOf } from '../authenticate.ts'
import { pageAsk, pageOf } from '../cursor.ts'
import { CompleteTaskBody, Task, TaskPage } from '../schemas/retain.ts'
import { PageQuery } from '../schemas/shared.ts'
import type { Services } from '../services.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from './id-params.ts'

/** Work for people: who to call, why, and what came of it. */
export function registerTasks(app: TypedApp, services: Services): void {
  app.get(
    '/tasks',
    {
      config: { permission: 'tasks:read' },
      schema: {
        tags: ['tasks'],
        summary: 'Tasks, most urgent first',
        querystring: Type.Intersect([
          PageQuery,
          Type.Object({
            state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('done')])),
            overdue: Type.Optional(Type.Boolean({ description: 'Open and past its due time' })),
          }),
        ]),
        response: { 200: TaskPage },
      },
    },
    async (request) =>
      pageOf(
        await services.tasks.list({ state: request.query.state ?? null, overdue: request.query.overdue ?? false }, pageAsk(request.query)),
      ),
  )

  app.post(
    '/tasks/:id/complete',
    {
      config: { permission: 'tasks:work' },
      schema: { tags: ['tasks'], summary: 'Say what came of a task', params: IdParams, body: CompleteTaskBody, response: { 200: Task } },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const task = await services.tasks.complete(request.params.id, request.body, actor)
      await services.access.audit.append({
        at: services.clock.now(),
        actor,
        action: 'task-completed',
        target: `task:${task.id}`,
        detail: { outcome: request.body.outcome },
      })
      return task
    },
  )
}
