import type { ClickHouseClient } from '@clickhouse/client'
import type { LabelCount } from '#predict/churn/definition/check-definition.ts'
import type { ChurnDefinition } from '#predict/churn/definition/churn-definition.ts'
import { CONTRACT_STATES, CONTRACT_TOTALS, LATER_CONTRACTS } from './contract-sources.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row. Cost: two passes over the facts of subscriptions, which are a handful for each. */
const COUNTS = `
WITH
  {asOf:DateTime64(3, 'UTC')} AS as_of,
  contract_states AS (${CONTRACT_STATES}
  ),
  contract_totals AS (${CONTRACT_TOTALS}
  ),
  later AS (${LATER_CONTRACTS}
  )
SELECT count() AS customers, countIf(customer_id NOT IN (SELECT customer_id FROM later)) AS churners
FROM contract_totals
WHERE customer_id NOT IN (SELECT customer_id FROM customers FINAL WHERE is_test = 1)`

/** How many customers have a running contract at each time, and how many of them none any more at the end of the horizon. */
export async function readContractLabelCounts(
  client: ClickHouseClient,
  times: readonly Date[],
  { horizonDays }: Pick<ChurnDefinition, 'horizonDays'>,
): Promise<LabelCount[]> {
  const counts: LabelCount[] = []
  for (const asOf of times) {
    const [row] = await readRows<{ customers: string; churners: string }>(client, COUNTS, {
      asOf,
      horizonDays,
      labelled: 1,
      share: 10_000,
      currency: '',
    })
    counts.push({ asOf, customers: Number(row?.customers ?? 0), churners: Number(row?.churners ?? 0), repeaters: 0, regulars: 0 })
  }
  return counts
}
