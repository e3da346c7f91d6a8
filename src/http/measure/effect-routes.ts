import { AppError } from '#kernel/app-error.ts'
import { EffectList, EffectReport } from './effect-schemas.ts'
import type { Services } from '../services.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

/** Whether it worked: treated against held-out. */
export function registerEffects(app: TypedApp, services: Services): void {
  app.get(
    '/effects',
    {
      config: { permission: 'effects:read' },
      schema: { tags: ['effects'], summary: 'The effect of every run, newest first', response: { 200: EffectList } },
    },
    async () => ({ items: await services.effects.list() }),
  )

  app.get(
    '/effects/:id',
    {
      config: { permission: 'effects:read' },
      schema: { tags: ['effects'], summary: 'The effect of one run', params: IdParams, response: { 200: EffectReport } },
    },
    async (request) => {
      const report = await services.effects.byRun(request.params.id)
      if (report === null) throw new AppError('not-found', 'run-not-found', 'There is no such run: reload the list.')
      return report
    },
  )
}
