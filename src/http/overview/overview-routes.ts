import { Overview } from './overview-schemas.ts'
import { nextResultAt, retainedHeadline } from '../measure/retained-headline.ts'
import type { ChurnService } from '#predict/churn/churn-service.ts'
import type { Services } from '../services.ts'
import { todoList } from './todo-list.ts'
import type { TypedApp } from '../typed-app.ts'

/** The first page in one request. */
export function registerOverview(app: TypedApp, services: Services & { readonly churn: Pick<ChurnService, 'card'> }): void {
  app.get(
    '/overview',
    {
      config: { permission: 'overview:read' },
      schema: { tags: ['overview'], summary: 'The first page in one request', response: { 200: Overview } },
    },
    async () => {
      const [figures, effects, model] = await Promise.all([services.reads.overview(), services.effects.list(), services.churn.card()])
      const churnGate = model?.gate ?? null
      return {
        ...figures,
        churnGate,
        retained: retainedHeadline(effects),
        nextResultAt: nextResultAt(effects),
        todo: todoList({ ...figures, churnGate }),
      }
    },
  )
}
