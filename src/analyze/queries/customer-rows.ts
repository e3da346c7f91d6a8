import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import { engineTime } from '#store/analytical/insert.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { RiskTierName } from '../analysis.ts'

/** One customer as profiled and scored. */
export interface CustomerRow {
  readonly customerId: string
  readonly firstOrderAt: Date | null
  readonly lastOrderAt: Date | null
  readonly lastOrderId: string
  readonly frequency: number
  readonly monetary: number
  readonly averageOrder: number
  readonly r: number
  readonly f: number
  readonly m: number
  readonly tier: LifecycleTier
  readonly valueClass: ValueClass | null
  readonly favouriteCategory: string
  readonly score: {
    readonly probability: number
    readonly spendIfStayed: number
    readonly tier: RiskTierName
    readonly cause: ChurnCause
    readonly reasons: readonly BilingualText[]
  } | null
}

interface Row {
  readonly customer_id: string
  readonly first_order_at: string | null
  readonly last_order_at: string | null
  readonly last_order_id: string
  readonly frequency: number
  readonly monetary: number
  readonly average_order: number
  readonly r_score: number
  readonly f_score: number
  readonly m_score: number
  readonly lifecycle_tier: LifecycleTier
  readonly value_class: ValueClass | ''
  readonly favourite_category: string
  readonly is_scored: number
  readonly probability: number
  readonly spend_if_stayed: number
  readonly risk_tier: RiskTierName
  readonly cause: ChurnCause
  readonly reasons: string
}

/** Grain: one row per customer with a profile of exactly that as-of time. Cost: one read each of profiles, scores and orders. */
export async function queryCustomerRows(client: ClickHouseClient, asOf: Date): Promise<CustomerRow[]> {
  const result = await client.query({
    query: `
      WITH
        {asOf:DateTime64(3, 'UTC')} AS at_time,
        score AS (SELECT * FROM scores FINAL WHERE kind = 'churn' AND as_of = at_time),
        latest AS (
          SELECT customer_id, argMax(order_id, (occurred_at, order_id)) AS last_order_id
          FROM orders WHERE occurred_at <= at_time GROUP BY customer_id
        )
      SELECT
        toString(p.customer_id) AS customer_id,
        toUnixTimestamp64Milli(p.first_order_at) AS first_order_at,
        toUnixTimestamp64Milli(p.last_order_at) AS last_order_at,
        latest.last_order_id AS last_order_id,
        p.frequency AS frequency,
        toFloat64(p.monetary) AS monetary,
        toFloat64(p.average_order) AS average_order,
        p.r_score AS r_score, p.f_score AS f_score, p.m_score AS m_score,
        p.lifecycle_tier AS lifecycle_tier,
        p.value_class AS value_class,
        p.favourite_category AS favourite_category,
        score.kind = 'churn' AS is_scored,
        score.probability AS probability,
        score.value AS spend_if_stayed,
        score.tier AS risk_tier,
        score.cause AS cause,
        score.reasons AS reasons
      FROM (SELECT * FROM profiles FINAL WHERE as_of = at_time) AS p
      LEFT JOIN score ON score.customer_id = p.customer_id
      LEFT JOIN latest ON latest.customer_id = p.customer_id
      ORDER BY p.customer_id`,
    query_params: { asOf: engineTime(asOf.getTime()) },
    format: 'JSONEachRow',
  })
  const customers: CustomerRow[] = []
  for await (const rows of result.stream<Row>()) for (const row of rows) customers.push(toCustomer(row.json()))
  return customers
}

function toCustomer(row: Row): CustomerRow {
  return {
    customerId: row.customer_id,
    firstOrderAt: toDate(row.first_order_at),
    lastOrderAt: toDate(row.last_order_at),
    lastOrderId: row.last_order_id,
    frequency: row.frequency,
    monetary: row.monetary,
    averageOrder: row.average_order,
    r: row.r_score,
    f: row.f_score,
    m: row.m_score,
    tier: row.lifecycle_tier,
    valueClass: row.value_class === '' ? null : row.value_class,
    favouriteCategory: row.favourite_category,
    score:
      row.is_scored === 0
        ? null
        : {
            probability: row.probability,
            spendIfStayed: row.spend_if_stayed,
            tier: row.risk_tier,
            cause: row.cause,
            // Written by our own service as a list of reasons with sentences.
            reasons: (JSON.parse(row.reasons) as { readonly text: BilingualText }[]).map(({ text }) => text),
          },
  }
}

function toDate(time: string | number | null): Date | null {
  return time === null ? null : new Date(Number(time))
}
