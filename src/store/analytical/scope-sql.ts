import type { Kysely } from 'kysely'
import type { Scope } from '#access/scope.ts'
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

/** A scope as a condition of the analytical side; `of` names the customers that are asked about, where those are few. */
export async function scopeSql(db: Kysely<Database>, scope: Scope, of: readonly string[] | null = null): Promise<ScopeSql> {
  const { stores, tasksOf } = scope
  const homes = homeStores(of === null ? '1' : factsOf('{scopeOf:Array(UUID)}'))
  const tasks = tasksOf === null ? null : await customersOfTasks(db, tasksOf)
  return {
    where: (customer) =>
      [
        ...(stores === null ? [] : [`${customer} IN (SELECT customer_id FROM (${homes}) WHERE store_id IN {scopeStores:Array(String)})`]),
        ...(tasks === null ? [] : [`${customer} IN {scopeCustomers:Array(UUID)}`]),
      ].join(' AND ') || '1',
    params: {
      ...(stores === null ? {} : { scopeStores: stores, ...(of === null ? {} : { scopeOf: of }) }),
      ...(tasks === null ? {} : { scopeCustomers: tasks }),
    },
  }
}
