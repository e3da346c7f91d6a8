import { scopeOf } from '../access/authenticate.ts'
import { seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import type { ChurnService } from '#predict/churn/churn-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { modelCardAnswer } from './churn-answers.ts'
import { ChurnBoard, ChurnModelCard, TrainBody } from './churn-schemas.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

interface ChurnParts extends JobParts {
  readonly churn: Pick<ChurnService, 'card'>
  readonly reads: { churnBoard(scope: Scope): Promise<Omit<ChurnBoard, 'gate' | 'model' | 'modelWithheld'>> }
}

/** Who is likely to leave, and how good the model is that says so. */
export function registerChurn(app: TypedApp, { churn, reads, ...parts }: ChurnParts): void {
  app.get(
    '/churn/board',
    {
      config: { permission: 'churn:read', reach: 'scope' },
      schema: { tags: ['churn'], summary: 'Tiers, causes and value at risk', response: { 200: ChurnBoard } },
    },
    async (request) => {
      const scope = scopeOf(request)
      const [board, card] = await Promise.all([reads.churnBoard(scope), churn.card()])
      const shown = card !== null && seesEveryone(scope)
      return {
        ...board,
        gate: card?.gate ?? null,
        model: shown ? modelCardAnswer(card) : null,
        modelWithheld: card === null || shown ? null : ('whole-shop-only' as const),
      }
    },
  )

  app.get(
    '/churn/model',
    {
      config: { permission: 'churn:read' },
      schema: { tags: ['churn'], summary: 'The card of the model in use', response: { 200: ChurnModelCard } },
    },
    async () => {
      const card = await churn.card()
      if (card === null) throw new AppError('not-found', 'no-model', 'There is no churn model yet: import orders and start the training.')
      return modelCardAnswer(card)
    },
  )

  app.post(
    '/churn/train',
    {
      config: { permission: 'churn:train' },
      schema: {
        tags: ['churn'],
        summary: 'Train, back-test and score',
        headers: IdempotencyHeaders,
        body: TrainBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'train-churn', request.body)
    },
  )
}
