import { Kysely, PostgresDialect } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Database } from './database.ts'

/** Typed queries over the pool. The pool stays the owner of the connections: ending it ends these too. */
export function connect(pool: Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}

/** Typed queries over one connection that someone else holds, inside their transaction. The connection is theirs to release. */
export function connectClient(client: PoolClient): Kysely<Database> {
  const held = {
    query: client.query.bind(client),
    release: () => undefined,
  }
  const pool = { connect: () => Promise.resolve(held), end: () => Promise.resolve() } as unknown as Pool
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
