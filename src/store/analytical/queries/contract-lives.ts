import type { ClickHouseClient } from '@clickhouse/client'
import { BILLING_PERIODS, type BillingPeriod } from '#collect/subscriptions/billing-period.ts'
import type { ContractFacts, ContractLives } from '#predict/value/contract-lives.ts'
import { CONTRACT_ENDS } from './contract-sources.ts'
import { readContractDurations } from './contract-durations.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { readRows } from './read-rows.ts'

/** Grain: one row per period, number of due dates, and due date of the end. Cost: one pass over the facts of subscriptions. */
const LIVES = `
WITH {asOf:DateTime64(3, 'UTC')} AS as_of, contract_ends AS (${CONTRACT_ENDS}
)
SELECT toString(period) AS period, toInt32(due_dates) AS chances, toInt32(ended_at_due) AS endedAt, count() AS contracts,
  countIf(NOT is_over) AS running,
  countIf(NOT is_over AND isNotNull(price) AND currency = {currency:String}) AS priced,
  ifNull(sumIf(toFloat64(price), NOT is_over AND currency = {currency:String}), 0) AS price_sum,
  countIf(NOT is_over AND isNotNull(price) AND currency != {currency:String}) AS otherCurrency
FROM contract_ends
WHERE ${IS_COUNTED}
GROUP BY period, chances, endedAt`

interface Row {
  readonly period: string
  readonly chances: number
  readonly endedAt: number
  readonly contracts: string
  readonly running: string
  readonly priced: string
  readonly price_sum: number
  readonly otherCurrency: string
}

/** How long contracts lasted by now, and what those that run cost. */
export async function readContractFacts(client: ClickHouseClient, now: Date, currency: string): Promise<ContractFacts> {
  const [rows, durations] = await Promise.all([readRows<Row>(client, LIVES, { asOf: now, currency }), readContractDurations(client, now)])
  const lives = rows.flatMap(({ period, chances, endedAt, contracts }): ContractLives[] => {
    const known = BILLING_PERIODS.find((one) => one === period)
    return known === undefined ? [] : [{ period: known, chances, endedAt, contracts: Number(contracts) }]
  })
  const sum = (some: readonly Row[], of: (row: Row) => number | string): number => some.reduce((total, row) => total + Number(of(row)), 0)
  const prices: Partial<Record<BillingPeriod, number>> = {}
  for (const period of BILLING_PERIODS) {
    const own = rows.filter((row) => row.period === period)
    const priced = sum(own, (row) => row.priced)
    if (priced > 0) prices[period] = sum(own, (row) => row.price_sum) / priced
  }
  return { lives, durations, running: sum(rows, (row) => row.running), prices, otherCurrency: sum(rows, (row) => row.otherCurrency) }
}
