import { scopeOf } from '../access/authenticate.ts'
import type { Scope } from '#access/scope.ts'
import type { Project } from '#access/project-settings.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { StoredValuePrediction, ValueService } from '#predict/value/value-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { Job } from '../collect/data-schemas.ts'
import { predictionAnswer } from './value-answers.ts'
import { CustomerValue, ValueBoard, ValueModelCard, ValuePage, ValueQuery, ValueTrainBody } from './value-schemas.ts'
import type { ValueRow } from './value-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

interface ValueParts extends JobParts {
  readonly value: Pick<ValueService, 'card'>
  readonly reads: {
    valueBoard(): Promise<Omit<ValueBoard, 'model'>>
    valueCustomers(scope: Scope, filter: Omit<ValueQuery, 'cursor' | 'limit'>, page: PageRequest): Promise<Page<ValueRow>>
    valueCustomer(scope: Scope, id: string): Promise<StoredValuePrediction | null>
  }
  readonly project: Pick<Project, 'currency'>
}

/** What customers will be worth, and what they buy next and when. */
export function registerValue(app: TypedApp, { value, reads, project, ...parts }: ValueParts): void {
  app.get(
    '/value/board',
    {
      config: { permission: 'value:read' },
      schema: { tags: ['value'], summary: 'Worth of all customers and what they buy next', response: { 200: ValueBoard } },
    },
    async () => {
      const [board, model] = await Promise.all([reads.valueBoard(), value.card()])
      return { ...board, model }
    },
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
      config: { permission: 'value:read', reach: 'scope' },
      schema: {
        tags: ['value'],
        summary: 'Customers by worth, by chance of an order, or by the time of the next',
        querystring: ValueQuery,
        response: { 200: ValuePage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      return pageAnswer(await reads.valueCustomers(scopeOf(request), filter, pageRequest({ cursor, limit })))
    },
  )

  app.get(
    '/value/customers/:id',
    {
      config: { permission: 'value:read', reach: 'scope' },
      schema: { tags: ['value'], summary: 'Worth and next order of one customer', params: IdParams, response: { 200: CustomerValue } },
    },
    async (request) => {
      const found = await reads.valueCustomer(scopeOf(request), request.params.id)
      return { prediction: found === null ? null : predictionAnswer(found, project.currency) }
    },
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
      reply.code(202)
      return await startJob(parts, request, 'train-value', request.body)
    },
  )
}
