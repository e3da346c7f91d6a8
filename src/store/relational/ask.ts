import { CompiledQuery, type Kysely } from 'kysely'
import type { PoolClient } from 'pg'
import type { Database } from './database.ts'

/** Asks within the transaction of the caller. */
export type Ask = <Row>(text: string, values: readonly unknown[]) => Promise<readonly Row[]>

export const askClient =
  (client: PoolClient): Ask =>
  async <Row>(text: string, values: readonly unknown[]) =>
    (await client.query(text, [...values])).rows as Row[]

export const askKysely =
  (trx: Kysely<Database>): Ask =>
  async <Row>(text: string, values: readonly unknown[]) =>
    (await trx.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows
