import { AppError } from '#kernel/app-error.ts'
import { ChurnBoard, ChurnModelCard, TrainBody } from './churn-schemas.ts'
import { Job } from '../collect/data-schemas.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

/** Who is likely to leave, and how good the model is that says so. */
export function registerChurn(app: TypedApp, services: Services): void {
  app.get(
    '/churn/board',
    {
      config: { permission: 'churn:read' },
      schema: { tags: ['churn'], summary: 'Tiers, causes and value at risk', response: { 200: ChurnBoard } },
    },
    async () => {
      const [board, model] = await Promise.all([services.reads.churnBoard(), services.churn.card()])
      return { ...board, model }
    },
  )

  app.get(
    '/churn/model',
    {
      config: { permission: 'churn:read' },
      schema: { tags: ['churn'], summary: 'The card of the model in use', response: { 200: ChurnModelCard } },
    },
    async () => {
      const card = await services.churn.card()
      if (card === null) throw new AppError('not-found', 'no-model', 'There is no churn model yet: import orders and start the training.')
      return card
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
      const { body } = request
      reply.code(202)
      return await startJob(services, request, { kind: 'train-churn', input: body }, (context) => services.churn.train(body, context))
    },
  )
}
