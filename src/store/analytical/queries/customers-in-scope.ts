import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Scope } from '#access/scope.ts'
import type { Database } from '../../relational/database.ts'
import { scopeSql } from '../scope-sql.ts'
import { IS_PERSON } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

export interface ScopeSize {
  readonly customers: number
  /** Of the whole shop. */
  readonly all: number
}

/** How many customers a scope comes to now, as its customer list would count them. Grain: one row. Cost: one pass over the customers beside that of the scope. */
export async function countCustomersInScope(client: ClickHouseClient, db: Kysely<Database>, scope: Scope): Promise<ScopeSize> {
  const { where, params } = await scopeSql(db, scope)
  const [row] = await readRows<{ customers: string; everybody: string }>(
    client,
    `SELECT countIf(${where('customer_id')}) AS customers, count() AS everybody FROM customers FINAL WHERE ${IS_PERSON}`,
    params,
  )
  return { customers: Number(row?.customers ?? 0), all: Number(row?.everybody ?? 0) }
}
