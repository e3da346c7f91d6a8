import type { ClickHouseClient } from '@clickhouse/client'
import type { ObservedLives } from '#numerics/survival/kaplan-meier.ts'
import { CONTRACT_ENDS } from './contract-sources.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row per number of days. Cost: one pass over the facts of subscriptions. */
const DURATIONS = `
WITH {asOf:DateTime64(3, 'UTC')} AS as_of, contract_ends AS (${CONTRACT_ENDS}
)
SELECT toInt32(days) AS duration, countIf(is_over) AS ended, countIf(NOT is_over) AS censored
FROM contract_ends
WHERE ${IS_COUNTED}
GROUP BY duration ORDER BY duration`

/** Days that contracts lasted, ended or still running. */
export async function readContractDurations(client: ClickHouseClient, now: Date): Promise<ObservedLives[]> {
  const rows = await readRows<{ duration: number; ended: string; censored: string }>(client, DURATIONS, { asOf: now })
  return rows.map(({ duration, ended, censored }) => ({ duration, ended: Number(ended), censored: Number(censored) }))
}
