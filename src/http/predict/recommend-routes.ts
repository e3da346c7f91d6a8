import type { Scope } from '#access/scope.ts'
import Type from 'typebox'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { RecommendService } from '#predict/recommend/recommend-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
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
import type { BasketRule, ProductLabel } from './recommend-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

const ProductParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) })
const DEFAULT_ITEMS = 5

interface RecommendParts extends JobParts {
  readonly recommend: Pick<RecommendService, 'exclusions' | 'setExclusions'>
  readonly recommendLists: {
    board(): Promise<RecommendBoard>
    forCustomer(scope: Scope, id: string, limit: number): Promise<CustomerRecommendations | null>
    forProduct(id: string, limit: number): Promise<ProductRecommendations | null>
    rules(filter: Omit<RuleQuery, 'cursor' | 'limit'>, page: PageRequest): Promise<Page<BasketRule>>
    products(q: string | null, limit: number): Promise<readonly ProductLabel[]>
  }
}

/** What to offer to a customer, beside a product, or to a segment. */
export function registerRecommend(app: TypedApp, { recommend, recommendLists: lists, ...parts }: RecommendParts): void {
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
    async () => await lists.board(),
  )

  app.get(
    '/recommendations/customers/:id',
    {
      config: { permission: 'recommendations:read', reach: 'scope' },
      schema: {
        tags: ['recommendations'],
        summary: 'What to offer to a customer, best first, never empty once anything was sold',
        params: IdParams,
        querystring: RecommendQuery,
        response: { 200: CustomerRecommendations },
      },
    },
    async (request) => {
      const found = await lists.forCustomer(scopeOf(request), request.params.id, request.query.limit ?? DEFAULT_ITEMS)
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
    async (request) => ({ items: await lists.products(request.query.q ?? null, request.query.limit ?? 20) }),
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
      const found = await lists.forProduct(request.params.id, request.query.limit ?? DEFAULT_ITEMS)
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
      return pageAnswer(await lists.rules(filter, pageRequest({ cursor, limit })))
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
      await parts.access.audit.append({
        at: parts.clock.now(),
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
      return await startJob(parts, request, 'train-recommend', {})
    },
  )
}
