import type { BroadcastService } from '#act/broadcasts/broadcast-service.ts'
import type { EffectService } from '#measure/effect-service.ts'
import { BroadcastEffect, EffectList, EffectReport } from './effect-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { orNotFound } from '../or-not-found.ts'
import { effectAnswer } from './effect-answers.ts'
import type { DemoTruth } from './effect-answers.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

interface EffectParts {
  readonly effects: Pick<EffectService, 'list' | 'report' | 'ofBroadcast'>
  readonly broadcasts: Pick<BroadcastService, 'one'>
  demoTruth(): Promise<DemoTruth | null>
}

/** Whether it worked: treated against held-out. */
export function registerEffects(app: TypedApp, { effects, broadcasts, demoTruth }: EffectParts): void {
  app.get(
    '/effects',
    {
      config: { permission: 'effects:read' },
      schema: { tags: ['effects'], summary: 'The effect of every run, newest first', response: { 200: EffectList } },
    },
    async () => {
      const truth = await demoTruth()
      return { items: (await effects.list()).map((report) => effectAnswer(report, truth)) }
    },
  )

  app.get(
    '/effects/:id',
    {
      config: { permission: 'effects:read' },
      schema: { tags: ['effects'], summary: 'The effect of one run', params: IdParams, response: { 200: EffectReport } },
    },
    async (request) => {
      const report = await orNotFound(
        effects.report(request.params.id),
        new AppError('not-found', 'run-not-found', 'There is no such run: reload the list.'),
      )
      return effectAnswer(report, await demoTruth())
    },
  )

  app.get(
    '/broadcasts/:id/effect',
    {
      config: { permission: 'effects:read' },
      schema: {
        tags: ['effects'],
        summary: 'The effect of a broadcast: who was to get it against its control group',
        params: IdParams,
        response: { 200: BroadcastEffect },
      },
    },
    async (request) => {
      const { id, definition } = await broadcasts.one(request.params.id)
      const report = await effects.ofBroadcast({ id, name: definition.name, windowDays: definition.windowDays })
      return { report: report === null ? null : effectAnswer(report, null) }
    },
  )
}
