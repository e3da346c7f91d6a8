import type { ClickHouseClient } from '@clickhouse/client'
import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { hasLimits, limitsOf, seesEveryone } from '#access/scope.ts'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { scopeQueries } from './analytical/scope-sql.ts'
import { customersOfTasks } from './relational/customers-of-tasks.ts'
import type { Database } from './relational/database.ts'

const BLOCK = 1_000

/** Which customers a scope comes to now, for the relational side and for single customers. The analytical side asks `scopeSql`. */
export interface StoredPeople extends PeopleInScope {
  /** A condition over a column of customer ids. */
  condition(scope: Scope, column: string): Promise<RawBuilder<boolean>>
}

export function createStoredPeople({ client, db }: { readonly client: ClickHouseClient; readonly db: Kysely<Database> }): StoredPeople {
  /** Customers who meet every limit of the scope but its tasks, of all or of those given. */
  async function withinLimits(scope: Scope, of: readonly string[] | null): Promise<string[]> {
    const { queries, params } = await scopeQueries(db, scope, of)
    const [first, ...others] = queries
    const met = others.map((query) => `customer_id IN (${query})`).join(' AND ') || '1'
    const rows = await readRows<{ id: string }>(client, `SELECT DISTINCT toString(customer_id) AS id FROM (${first}) WHERE ${met}`, params)
    return rows.map(({ id }) => id)
  }

  async function narrow(scope: Scope, ids: readonly string[]): Promise<string[]> {
    if (seesEveryone(scope) || ids.length === 0) return [...ids]
    const tasks = scope.tasksOf === null ? null : new Set(await customersOfTasks(db, scope.tasksOf))
    const own = ids.filter((id) => tasks === null || tasks.has(id))
    if (!hasLimits(limitsOf(scope))) return own
    const found: string[] = []
    for (let start = 0; start < own.length; start += BLOCK) {
      const block = own.slice(start, start + BLOCK)
      const inside = new Set(await withinLimits(scope, block))
      found.push(...block.filter((id) => inside.has(id)))
    }
    return found
  }

  return {
    async condition(scope, column) {
      if (seesEveryone(scope)) return sql<boolean>`true`
      const tasks = scope.tasksOf === null ? null : await customersOfTasks(db, scope.tasksOf)
      const ids = tasks === null ? await withinLimits(scope, null) : await narrow(scope, tasks)
      return sql<boolean>`${sql.ref(column)} = ANY(${ids}::uuid[])`
    },

    narrow,

    has: async (scope, id) => (await narrow(scope, [id])).length === 1,
  }
}
