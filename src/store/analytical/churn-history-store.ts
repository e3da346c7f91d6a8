import type { ClickHouseClient } from '@clickhouse/client'
import type { ChurnHistory } from '#predict/churn/watch/churn-history.ts'
import { OUTCOME_BINS } from '#predict/churn/watch/realised-accuracy.ts'
import { factsOf } from './customer-of-origin.ts'
import { engineTime } from './insert.ts'
import { LATER_CONTRACTS } from './queries/contract-sources.ts'
import { readContractSpan } from './queries/contract-span.ts'
import { readRows } from './queries/read-rows.ts'
import { soldLine, soldToAnyone } from './sold-line.ts'

const CUSTOMERS_A_STEP = 5_000

/** The newest as-of time; reads the key from its end. */
const NEWEST = `SELECT as_of FROM scores WHERE kind = 'churn' AND tier != '' ORDER BY kind DESC, as_of DESC LIMIT 1`

/** Grain: one row per customer of one scoring. Cost: two columns of one run. */
const TIERS = `SELECT toString(customer_id), tier FROM scores FINAL WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')}`

/** Grain: one row per customer who ordered. Cost: the order lines of the customers asked for. */
const ORDERED = `
SELECT toString(customer_id) AS id, toUnixTimestamp64Milli(max(occurred_at)) AS last_at
FROM order_lines FINAL
WHERE ${factsOf('{ids:Array(UUID)}')} AND available_at <= {until:DateTime64(3,'UTC')} AND occurred_at <= {until:DateTime64(3,'UTC')}
  AND ${soldLine()}
GROUP BY customer_id`

/** Grain: one row. Cost: five columns of the order lines. How far the data reach, known customers or not. */
const LAST_ORDER = `
SELECT count() AS lines, toUnixTimestamp64Milli(max(occurred_at)) AS last_at FROM order_lines
WHERE ${soldToAnyone()}`

/** Grain: one row per bin of probability. Cost: one run of scores against the facts of its horizon. Who stayed is told as in the labels of the training. */
const OUTCOMES = `
WITH later AS (
  SELECT DISTINCT customer_id FROM order_lines FINAL
  WHERE occurred_at > {asOf:DateTime64(3,'UTC')} AND occurred_at <= {asOf:DateTime64(3,'UTC')} + toIntervalDay({horizonDays:UInt16})
    AND ${soldLine()}
)
SELECT least(toUInt16(floor(probability * {bins:UInt16})), {bins:UInt16} - 1) AS bin,
  count() AS customers, countIf(customer_id NOT IN later) AS churners, sum(probability) AS probability_sum
FROM scores FINAL
WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')}
GROUP BY bin`

const CONTRACT_OUTCOMES = `
WITH {asOf:DateTime64(3,'UTC')} AS as_of, still AS (${LATER_CONTRACTS}), later AS (SELECT customer_id FROM still)
${OUTCOMES.slice(OUTCOMES.indexOf('SELECT least'))}`

export function createChurnHistory(client: ClickHouseClient): ChurnHistory {
  return {
    async tiersAt(asOf) {
      const result = await client.query({
        query: TIERS,
        query_params: { asOf: engineTime(asOf.getTime()) },
        format: 'JSONCompactEachRow',
      })
      const tiers = new Map<string, string>()
      for await (const block of result.stream<readonly [string, string]>()) {
        for (const row of block) {
          const [customerId, tier] = row.json<readonly [string, string]>()
          tiers.set(customerId, tier)
        }
      }
      return tiers
    },

    async latestScoring() {
      const [row] = await readRows<{ as_of: string }>(client, NEWEST)
      return row === undefined ? null : new Date(row.as_of)
    },

    async orderedSince(since, until) {
      const ids = [...since.keys()]
      const ordered = new Set<string>()
      for (let start = 0; start < ids.length; start += CUSTOMERS_A_STEP) {
        const rows = await readRows<{ id: string; last_at: string | number }>(client, ORDERED, {
          ids: ids.slice(start, start + CUSTOMERS_A_STEP),
          until,
        })
        for (const row of rows) {
          if (Number(row.last_at) > (since.get(row.id)?.getTime() ?? Number.POSITIVE_INFINITY)) ordered.add(row.id)
        }
      }
      return ordered
    },

    async lastFactAt(kind) {
      if (kind === 'contract') return (await readContractSpan(client))?.last ?? null
      const [row] = await readRows<{ lines: string; last_at: string | number }>(client, LAST_ORDER)
      return row === undefined || Number(row.lines) === 0 ? null : new Date(Number(row.last_at))
    },

    async outcomes(asOf, horizonDays, kind) {
      const query = kind === 'contract' ? CONTRACT_OUTCOMES : OUTCOMES
      const rows = await readRows<{ bin: number; customers: string; churners: string; probability_sum: number }>(client, query, {
        asOf,
        labelled: 1,
        horizonDays,
        bins: OUTCOME_BINS,
      })
      return rows.map((row) => ({
        bin: Number(row.bin),
        customers: Number(row.customers),
        churners: Number(row.churners),
        probability: row.probability_sum,
      }))
    },
  }
}
