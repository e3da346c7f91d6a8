import type { Kysely } from 'kysely'
import type { Scope } from '#access/scope.ts'
import { storesOfLines } from '../relational/business-line-store.ts'
import { customersOfTasks } from '../relational/customers-of-tasks.ts'
import type { Database } from '../relational/database.ts'
import { factsOf } from './customer-of-origin.ts'
import { soldLine } from './sold-line.ts'

/** Whose customers count, as a condition over a column of customer ids. */
export interface ScopeSql {
  readonly where: (customer: string) => string
  readonly params: Readonly<Record<string, unknown>>
}

/** Of figures that are nobody's in particular. */
export const WHOLE_SHOP: ScopeSql = { where: () => '1', params: {} }

/**
 * The home store of a customer (ADR 0018): where most of their lines were bought in the year up to their last purchase at a store; of several
 * with as many, where they bought last. Who never bought at a store has none. Grain: one row per customer with a store. Cost: one pass over the order lines,
 * or over the key ranges of the customers that `whose` names.
 */
export function homeStores(whose = '1'): string {
  return `
SELECT customer_id, argMax(store_id, (lines, last_at, store_id)) AS store_id
FROM (
  SELECT customer_id, store_id, count() AS lines, max(bought_at) AS last_at
  FROM (
    SELECT customer_id, store_id, occurred_at AS bought_at, max(occurred_at) OVER (PARTITION BY customer_id) AS newest
    FROM order_lines FINAL
    WHERE ${soldLine()} AND store_id != '' AND ${whose}
  )
  WHERE bought_at > newest - toIntervalDay(365)
  GROUP BY customer_id, store_id
)
GROUP BY customer_id`
}

/** Who bought at one of the stores of {scopeLineStores}, ever. Grain: one row per sale there. Cost: as above. */
function buyersOfLines(whose: string): string {
  return `SELECT customer_id FROM order_lines FINAL WHERE ${soldLine()} AND store_id IN {scopeLineStores:Array(String)} AND ${whose}`
}

/** What facts and records say about whose customers a scope holds: the customers of each limit, all of which must be met. */
export interface ScopeQueries {
  readonly queries: readonly string[]
  readonly params: Readonly<Record<string, unknown>>
}

/** The limits of a scope without its tasks; `of` names the customers that are asked about, where those are few. */
export async function scopeQueries(db: Kysely<Database>, scope: Scope, of: readonly string[] | null): Promise<ScopeQueries> {
  const { stores, regions, businessLines } = scope
  const facts = of === null ? '1' : factsOf('{scopeOf:Array(UUID)}')
  const records = of === null ? '1' : 'customer_id IN {scopeOf:Array(UUID)}'
  const limits = [
    ...(stores === null
      ? []
      : [
          {
            query: `SELECT customer_id FROM (${homeStores(facts)}) WHERE store_id IN {scopeStores:Array(String)}`,
            params: { scopeStores: stores },
          },
        ]),
    ...(regions === null
      ? []
      : [
          {
            query: `SELECT customer_id FROM customers FINAL WHERE region IN {scopeRegions:Array(String)} AND ${records}`,
            params: { scopeRegions: regions },
          },
        ]),
    ...(businessLines === null
      ? []
      : [{ query: buyersOfLines(facts), params: { scopeLineStores: await storesOfLines(db, businessLines) } }]),
  ]
  return {
    queries: limits.map(({ query }) => query),
    params: {
      ...Object.fromEntries(limits.flatMap(({ params }) => Object.entries<readonly string[]>(params))),
      ...(limits.length === 0 || of === null ? {} : { scopeOf: of }),
    },
  }
}

/** A scope as a condition of the analytical side; `of` names the customers that are asked about, where those are few. */
export async function scopeSql(db: Kysely<Database>, scope: Scope, of: readonly string[] | null = null): Promise<ScopeSql> {
  const [{ queries, params }, tasks] = await Promise.all([
    scopeQueries(db, scope, of),
    scope.tasksOf === null ? null : customersOfTasks(db, scope.tasksOf),
  ])
  return {
    where: (customer) =>
      [
        ...queries.map((query) => `${customer} IN (${query})`),
        ...(tasks === null ? [] : [`${customer} IN {scopeCustomers:Array(UUID)}`]),
      ].join(' AND ') || '1',
    params: { ...params, ...(tasks === null ? {} : { scopeCustomers: tasks }) },
  }
}
