import { AppError } from '#kernel/app-error.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { Job } from '../collect/data-schemas.ts'
import { CustomerValue, ValueBoard, ValueModelCard, ValuePage, ValueQuery, ValueTrainBody } from './value-schemas.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

/** What customers will be worth, and what they buy next and when. */
export function registerValue(app: TypedApp, services: Services): void {
  const { value } = services

  app.get(
    '/value/board',
    {
      config: { permission: 'value:read' },
      schema: { tags: ['value'], summary: 'Worth of all customers and what they buy next', response: { 200: ValueBoard } },
    },
    async () => await value.board(),
  )

  app.get(
    '/value/model',
    {
      config: { permission: 'value:read' },
      schema: { tags: ['value'], summary: 'The card of the value model', response: { 200: ValueModelCard } },
    },
    async () => {
      const card = await value.card()
      if (card === null) throw new AppError('not-found', 'no-model', 'There is no value model yet: import orders and start the training.')
      return card
    },
  )

  app.get(
    '/value/customers',
    {
      config: { permission: 'value:read' },
      schema: {
        tags: ['value'],
        summary: 'Customers by worth, by chance of an order, or by the time of the next',
        querystring: ValueQuery,
        response: { 200: ValuePage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      return pageAnswer(await value.customers(filter, pageRequest({ cursor, limit })))
    },
  )

  app.get(
    '/value/customers/:id',
    {
      config: { permission: 'value:read' },
      schema: { tags: ['value'], summary: 'Worth and next order of one customer', params: IdParams, response: { 200: CustomerValue } },
    },
    async (request) => ({ prediction: await value.customer(request.params.id) }),
  )

  app.post(
    '/value/train',
    {
      config: { permission: 'models:train' },
      schema: {
        tags: ['value'],
        summary: 'Fit, back-test and predict every customer',
        headers: IdempotencyHeaders,
        body: ValueTrainBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { body } = request
      reply.code(202)
      return await startJob(services, request, { kind: 'train-value', input: body }, (context) => value.train(body, context))
    },
  )
}
