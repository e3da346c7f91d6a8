import type { ClickHouseClient } from '@clickhouse/client'
import { withEngineErrors } from '../engines/engine-error.ts'
import { FACT_TABLES, readCustomersFrom } from './customer-of-origin.ts'
import { engineTime } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

/** A merge younger than this stays an override: a process that looked before it may still be writing. */
const SETTLED_MS = 60 * 60_000

/** Parts of a table that hold rows of origins with another customer. Cost: the two id columns. */
const partsBehind = (table: string): string =>
  `SELECT DISTINCT _partition_id AS part FROM ${table} WHERE owner_id != customer_id ORDER BY part`

/** Origins some of whose rows name another customer than the mapping. Cost: as above, of all tables. */
const ORIGINS_BEHIND = FACT_TABLES.map((table) => `SELECT DISTINCT origin_id FROM ${table} WHERE owner_id != customer_id`).join(
  ' UNION DISTINCT ',
)

/**
 * Lets the rows of merged origins name their customer, part by part, so that reading asks no override for them. Readers see the same before, in between and after:
 * the overrides stay until every row says what they say. May be stopped anywhere and done again. Returns how many overrides are left.
 *
 * @param alone runs its work while no merge is being told
 */
export async function squashOrigins(
  client: ClickHouseClient,
  now: Date,
  alone: (work: () => Promise<number>) => Promise<number>,
): Promise<number> {
  return await withEngineErrors('clickhouse', async () => {
    for (const table of FACT_TABLES) {
      for (const { part } of await readRows<{ part: string }>(client, partsBehind(table))) {
        await client.command({
          query: `ALTER TABLE ${table} UPDATE owner_id = customer_id IN PARTITION ID '${part}' WHERE owner_id != customer_id`,
          clickhouse_settings: { mutations_sync: '2', max_execution_time: 0 },
        })
      }
    }
    return await alone(async () => {
      await client.command({
        query: `INSERT INTO customer_alias (from_id, to_id, merged_at, squashed, is_device)
          SELECT from_id, to_id, merged_at, 1, is_device FROM customer_alias FINAL
          WHERE squashed = 0 AND merged_at <= {settled:DateTime64(3,'UTC')} AND from_id NOT IN (${ORIGINS_BEHIND})`,
        query_params: { settled: engineTime(now.getTime() - SETTLED_MS) },
        clickhouse_settings: { insert_deduplicate: 0 },
      })
      const [row] = await readRows<{ n: string }>(client, 'SELECT count() AS n FROM customer_alias FINAL WHERE squashed = 0')
      const left = Number(row?.n ?? 0)
      if (left === 0) {
        await readCustomersFrom(client, 'stored')
        await client.command({ query: 'TRUNCATE TABLE customer_overrides' })
      }
      return left
    })
  })
}
