import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import { actorOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { Job } from '../collect/data-schemas.ts'
import {
  CustomerRecommendations,
  ProductList,
  ProductQuery,
  ProductRecommendations,
  RecommendBoard,
  RecommendExclusions,
  RecommendQuery,
  RulePage,
  RuleQuery,
} from './recommend-schemas.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

const ProductParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) })
const DEFAULT_ITEMS = 5

/** What to offer to a customer, beside a product, or to a segment. */
export function registerRecommend(app: TypedApp, services: Services): void {
  const { recommend } = services

  app.get(
    '/recommendations/board',
    {
      config: { permission: 'recommendations:read' },
      schema: {
        tags: ['recommendations'],
        summary: 'How good the lists are, and what each segment likes',
        response: { 200: RecommendBoard },
      },
    },
    async () => await recommend.board(),
  )

  app.get(
    '/recommendations/customers/:id',
    {
      config: { permission: 'recommendations:read' },
      schema: {
        tags: ['recommendations'],
        summary: 'What to offer to a customer, best first, never empty once anything was sold',
        params: IdParams,
        querystring: RecommendQuery,
        response: { 200: CustomerRecommendations },
      },
    },
    async (request) => {
      const found = await recommend.forCustomer(request.params.id, request.query.limit ?? DEFAULT_ITEMS)
      if (found === null) throw new AppError('not-found', 'unknown-customer', 'There is no customer with this id.')
      return found
    },
  )

  app.get(
    '/recommendations/products',
    {
      config: { permission: 'recommendations:read' },
      schema: {
        tags: ['recommendations'],
        summary: 'Products by a part of their name or id',
        querystring: ProductQuery,
        response: { 200: ProductList },
      },
    },
    async (request) => ({ items: await recommend.products(request.query.q ?? null, request.query.limit ?? 20) }),
  )

  app.get(
    '/recommendations/products/:id',
    {
      config: { permission: 'recommendations:read' },
      schema: {
        tags: ['recommendations'],
        summary: 'What goes with a product',
        params: ProductParams,
        querystring: RecommendQuery,
        response: { 200: ProductRecommendations },
      },
    },
    async (request) => {
      const found = await recommend.forProduct(request.params.id, request.query.limit ?? DEFAULT_ITEMS)
      if (found === null) throw new AppError('not-found', 'unknown-product', 'There is no product with this id: take one of the list.')
      return found
    },
  )

  app.get(
    '/recommendations/rules',
    {
      config: { permission: 'recommendations:read' },
      schema: {
        tags: ['recommendations'],
        summary: 'Who buys this also buys that',
        querystring: RuleQuery,
        response: { 200: RulePage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      return pageAnswer(await recommend.rules(filter, pageRequest({ cursor, limit })))
    },
  )

  app.get(
    '/recommendations/exclusions',
    {
      config: { permission: 'recommendations:read' },
      schema: { tags: ['recommendations'], summary: 'What is never recommended', response: { 200: RecommendExclusions } },
    },
    async () => await recommend.exclusions(),
  )

  app.put(
    '/recommendations/exclusions',
    {
      config: { permission: 'models:train' },
      schema: {
        tags: ['recommendations'],
        summary: 'Say what is never recommended; takes effect at once',
        body: RecommendExclusions,
        response: { 200: RecommendExclusions },
      },
    },
    async (request) => {
      const saved = await recommend.setExclusions(request.body)
      await services.access.audit.append({
        at: services.clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'recommend-exclusions-changed',
        target: 'recommendations',
        detail: {
          products: saved.productIds.length,
          categories: saved.categories.length,
          boughtWithinDays: saved.boughtWithinDays,
        },
      })
      return saved
    },
  )

  app.post(
    '/recommendations/train',
    {
      config: { permission: 'models:train' },
      schema: {
        tags: ['recommendations'],
        summary: 'Learn what goes together and make every list again',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(services, request, { kind: 'train-recommend', input: {} }, (context) => recommend.train(context))
    },
  )
}
