import type { ClickHouseClient } from '@clickhouse/client'
import { ANALYTICAL_TABLES } from './insert.ts'

/** Empties the tables of what came of a shop's customers: facts, profiles, scores, predictions and decisions. Currency rates, external series and the tables themselves stay. */
export async function clearFacts(client: ClickHouseClient): Promise<void> {
  for (const table of ANALYTICAL_TABLES) {
    if (table !== 'series_values') await client.command({ query: `TRUNCATE TABLE ${table}` })
  }
}
