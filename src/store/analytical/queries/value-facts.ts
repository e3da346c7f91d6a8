import type { ValueFacts } from '#predict/value/value-facts.ts'
import { customerLine, isReturn, isSale, soldLine } from '../sold-line.ts'

export interface ValueFactsRequest {
  readonly asOf: Date
  /** Days after `asOf` to read what followed in; null leaves `later` out. */
  readonly laterDays: number | null
  /** What followed is read from what was available by then. */
  readonly knownAt: Date
}

/** The SQL and its parameters, for the format JSONCompactEachRow; turn each row into facts by `valueFactsRow`. */
export function valueFactsQuery(request: ValueFactsRequest): {
  readonly query: string
  readonly params: Readonly<Record<string, string | number>>
} {
  const time = (date: Date): string => date.toISOString().slice(0, 23).replace('T', ' ')
  return {
    query: VALUE_FACTS,
    params: {
      asOf: time(request.asOf),
      knownAt: time(request.knownAt),
      laterDays: request.laterDays ?? 0,
      labelled: request.laterDays === null ? 0 : 1,
    },
  }
}

/** One row of the answer. */
export function valueFactsRow(row: readonly unknown[], labelled: boolean): ValueFacts {
  const number = (i: number): number => (row[i] === null || row[i] === undefined ? Number.NaN : Number(row[i]))
  const names = row[8] as readonly string[]
  const weights = row[9] as readonly number[]
  return {
    customerId: String(row[0]),
    age: number(1),
    purchaseDays: number(2),
    recency: number(3),
    meanGap: number(4),
    gapSpread: number(5),
    spend: number(6),
    returned: number(7),
    categories: names.map((category, i) => ({ category, weight: Number(weights[i]) })),
    later: labelled
      ? {
          spend: number(10),
          purchaseDays: number(11),
          firstAfterDays: number(11) > 0 ? number(12) : null,
          category: String(row[13]),
          returned: number(14),
        }
      : null,
  }
}

/*
 * Grain: customer who ordered by the as-of time and is no test. Cost: two passes over the order lines up to as-of, one over the lines of the time after it.  Point in time: only rows with available_at <= asOf feed the facts. Purchases are days with an order, as the purchase models count them.
 */
const VALUE_FACTS = `
WITH
  {asOf:DateTime64(3, 'UTC')} AS as_of,
  toInt32(toDate(as_of)) AS today,
  purchase_days AS (
    WITH ${isSale('l')} AS is_sale
    SELECT
      customer_id,
      toInt32(toDate(l.occurred_at)) AS day,
      countIf(is_sale) AS sales,
      ifNull(sumIf(toFloat64(l.project_amount), is_sale), 0) AS spend,
      -ifNull(sumIf(toFloat64(l.project_amount), ${isReturn('l')}), 0) AS returned
    FROM order_lines AS l FINAL
    WHERE l.available_at <= as_of AND l.occurred_at <= as_of AND ${customerLine('l')}
    GROUP BY customer_id, day
  ),
  totals AS (
    SELECT
      customer_id,
      arraySort(groupArrayIf(day, sales > 0)) AS days,
      arrayPopFront(arrayDifference(days)) AS gaps,
      sum(spend) AS spent,
      sum(returned) AS sent_back
    FROM purchase_days
    GROUP BY customer_id
    HAVING notEmpty(days)
  ),
  liked AS (
    SELECT customer_id, groupArray(category) AS names, groupArray(weight) AS weights
    FROM (
      SELECT customer_id, toString(category) AS category, sum(exp2(-dateDiff('day', occurred_at, as_of) / 182)) AS weight
      FROM order_lines FINAL
      WHERE available_at <= as_of AND occurred_at <= as_of AND ${soldLine()} AND category != ''
      GROUP BY customer_id, category
      ORDER BY customer_id, weight DESC, category
      LIMIT 12 BY customer_id
    )
    GROUP BY customer_id
  ),
  later AS (
    WITH ${isSale('l')} AS is_sale
    SELECT
      customer_id,
      ifNull(sumIf(toFloat64(l.project_amount), is_sale), 0) AS later_spend,
      uniqExactIf(toDate(l.occurred_at), is_sale) AS later_days,
      dateDiff('millisecond', as_of, minIf(l.occurred_at, is_sale)) / 86400000 AS first_after,
      argMinIf(toString(l.category), (l.occurred_at, -ifNull(toFloat64(l.project_amount), 0)), is_sale) AS later_category,
      -ifNull(sumIf(toFloat64(l.project_amount), ${isReturn('l')}), 0) AS later_returned
    FROM order_lines AS l FINAL
    WHERE {labelled:UInt8} = 1 AND l.available_at <= {knownAt:DateTime64(3, 'UTC')}
      AND l.occurred_at > as_of AND l.occurred_at <= as_of + toIntervalDay({laterDays:UInt16})
      AND ${customerLine('l')}
    GROUP BY customer_id
  ),
  people AS (SELECT customer_id, is_test AS is_test_customer FROM customers FINAL)
SELECT
  toString(t.customer_id) AS customer_id,
  today - days[1] AS age,
  length(days) AS purchase_days,
  days[-1] - days[1] AS recency,
  if(empty(gaps), nan, arrayAvg(gaps)) AS mean_gap,
  if(length(gaps) < 2, nan, sqrt(greatest(arrayAvg(x -> x * x, gaps) - pow(arrayAvg(gaps), 2), 0))) AS gap_spread,
  spent,
  sent_back,
  names,
  weights,
  later_spend,
  later_days,
  first_after,
  later_category,
  later_returned
FROM totals AS t
LEFT ANY JOIN liked AS k ON k.customer_id = t.customer_id
LEFT ANY JOIN later AS f ON f.customer_id = t.customer_id
LEFT ANY JOIN people AS p ON p.customer_id = t.customer_id
WHERE is_test_customer = 0
ORDER BY t.customer_id`
