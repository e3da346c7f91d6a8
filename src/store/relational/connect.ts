import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import type { Database } from './database.ts'

/** Typed queries over the pool. The pool stays the owner of the connections: ending it ends these too. */
export function connect(pool: Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
