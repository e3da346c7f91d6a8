import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Project } from '#access/project-settings.ts'
import type { Clock } from '#kernel/clock.ts'
import type { PageRequest } from '#kernel/page.ts'
import type { RecommendService } from '#predict/recommend/recommend-service.ts'
import { readRecommendBoard } from './analytical/queries/recommend-board.ts'
import { RecommendCatalogue } from './analytical/queries/recommend-catalogue.ts'
import { readCustomerRecommendations, readRecommendedNames } from './analytical/queries/recommend-customer.ts'
import { readProductRecommendations } from './analytical/queries/recommend-product.ts'
import { readBasketRules, readProducts } from './analytical/queries/recommend-rules.ts'
import type { RuleSort } from './analytical/queries/recommend-rules.ts'
import { readUnconvertedSales } from './analytical/queries/unconverted-sales.ts'
import type { Database } from './relational/database.ts'

export type RecommendLists = ReturnType<typeof createRecommendLists>

/** What to offer to whom: the lists of the newest run, without what is excluded now. */
export function createRecommendLists({
  client,
  db,
  people,
  clock,
  project,
  recommend,
}: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly people: PeopleInScope
  readonly clock: Clock
  readonly project: Pick<Project, 'currency'>
  readonly recommend: Pick<RecommendService, 'card' | 'exclusions'>
}) {
  const catalogue = new RecommendCatalogue(client)
  const around = async () => ({ currency: project.currency, exclusions: await recommend.exclusions() })
  return {
    board: async () => {
      const [card, exclusions, unconverted] = await Promise.all([recommend.card(), recommend.exclusions(), readUnconvertedSales(client)])
      return { ...(await readRecommendBoard(catalogue, card, project.currency, exclusions)), unconverted }
    },
    /** Null when there is no such customer. */
    forCustomer: async (scope: Scope, customerId: string, limit: number) => {
      const known = await db.selectFrom('customers').select('id').where('id', '=', customerId).executeTakeFirst()
      if (known === undefined || !(await people.has(scope, customerId))) return null
      return await readCustomerRecommendations(catalogue, { customerId, limit, now: clock.now(), ...(await around()) })
    },
    /** Names of recommended products for a block of customers, best first. */
    namesFor: async (customerIds: readonly string[], limit: number) =>
      await readRecommendedNames(catalogue, customerIds, { limit, now: clock.now(), ...(await around()) }),
    /** Null when there is no such product. */
    forProduct: async (productId: string, limit: number) =>
      await readProductRecommendations(catalogue, { productId, limit, ...(await around()) }),
    rules: (filter: { readonly q?: string; readonly sort?: RuleSort }, page: PageRequest) =>
      readBasketRules(catalogue, filter, page, project.currency),
    products: (q: string | null, limit: number) => readProducts(catalogue, q, limit, project.currency),
    /** After a training: the next answer reads the new run, also when it has the as-of time of the one before. */
    forget: () => {
      catalogue.forget()
    },
  }
}
