import type { ClickHouseClient } from '@clickhouse/client'
import { ANALYTICAL_TABLES } from './insert.ts'

/** Empties every table: facts, profiles, scores, predictions and decisions. Currency rates and the tables themselves stay. */
export async function clearFacts(client: ClickHouseClient): Promise<void> {
  for (const table of ANALYTICAL_TABLES) await client.command({ query: `TRUNCATE TABLE ${table}` })
}
