import { Overview } from './overview-schemas.ts'
import { nextResultAt, retainedHeadline } from '../measure/retained-headline.ts'
import type { EffectService } from '#measure/effect-service.ts'
import type { ChurnService } from '#predict/churn/churn-service.ts'
import { todoList } from './todo-list.ts'
import type { OverviewFigures } from './todo-list.ts'
import type { TypedApp } from '../typed-app.ts'

interface OverviewParts {
  readonly reads: { overview(): Promise<OverviewFigures> }
  readonly effects: Pick<EffectService, 'list'>
  readonly churn: Pick<ChurnService, 'card'>
}

/** The first page in one request. */
export function registerOverview(app: TypedApp, { reads, effects: measured, churn }: OverviewParts): void {
  app.get(
    '/overview',
    {
      config: { permission: 'overview:read' },
      schema: { tags: ['overview'], summary: 'The first page in one request', response: { 200: Overview } },
    },
    async () => {
      const [figures, effects, model] = await Promise.all([reads.overview(), measured.list(), churn.card()])
      const churnGate = model?.gate ?? null
      return {
        ...figures,
        churnGate,
        retained: retainedHeadline(effects),
        nextResultAt: nextResultAt(effects)?.toISOString() ?? null,
        todo: todoList({ ...figures, churnGate }),
      }
    },
  )
}
