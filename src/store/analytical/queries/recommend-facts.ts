import type { ClickHouseClient } from '@clickhouse/client'
import type { ProductFact, RecommendFacts } from '#predict/recommend/recommend-facts.ts'
import { engineTime } from '../insert.ts'
import { ofSomeone, realEvent, soldLine, soldToAnyone } from '../sold-line.ts'

/** A product that was put in the cart counts this much beside one that was bought, one that was looked at less. */
const CART_WEIGHT = 0.3
const VIEW_WEIGHT = 0.1
/** Looks older than this say nothing about what somebody wants now. */
const INTEREST_DAYS = 180

/** Grain: product that was ever sold or looked at. Name and category are those of the newest line. Cost: one pass over sales and over looks. */
const PRODUCTS = `
SELECT product_id, if(max(sold) = 1 AND argMax(name, (sold, at)) != '', argMax(name, (sold, at)), any(seen_name)) AS name,
  argMax(category, (sold, at)) AS category, if(max(sold) = 1, medianIf(price, sold = 1 AND price IS NOT NULL), NULL) AS price
FROM (
  SELECT l.product_id AS product_id, 1 AS sold, l.occurred_at AS at, l.product_name AS name, '' AS seen_name, toString(l.category) AS category,
    toFloat64(l.unit_price) * l.project_rate AS price
  FROM order_lines AS l FINAL
  WHERE l.available_at <= {asOf:DateTime64(3,'UTC')} AND l.occurred_at <= {asOf:DateTime64(3,'UTC')}
    AND ${soldToAnyone('l')} AND l.product_id != ''
  UNION ALL
  SELECT e.product_id, 0, e.occurred_at, '', JSONExtractString(e.properties, 'name'), toString(e.category), 0
  FROM events AS e
  WHERE e.product_id != '' AND e.name IN ('Product Viewed', 'Product Added') AND ${realEvent('e')}
    AND e.available_at <= {asOf:DateTime64(3,'UTC')} AND e.occurred_at <= {asOf:DateTime64(3,'UTC')}
)
GROUP BY product_id
ORDER BY product_id`

/** Grain: customer x order x product. Cost: one pass over sales. */
const PURCHASES = `
SELECT toString(customer_id), product_id, order_id, toUnixTimestamp64Milli(min(l.occurred_at)), toUnixTimestamp64Milli(min(l.available_at))
FROM order_lines AS l FINAL
WHERE l.available_at <= {asOf:DateTime64(3,'UTC')} AND l.occurred_at <= {asOf:DateTime64(3,'UTC')}
  AND ${soldLine('l')} AND l.product_id != ''
GROUP BY customer_id, order_id, product_id
ORDER BY customer_id, order_id, product_id`

/** Grain: customer x product x kind of look; the newest of them. Cost: one pass over recent events. */
const INTERESTS = `
SELECT toString(customer_id), product_id, '', toUnixTimestamp64Milli(max(e.occurred_at)), toUnixTimestamp64Milli(max(e.available_at)),
  if(e.name = 'Product Added', {cart:Float64}, {view:Float64})
FROM events AS e
WHERE e.available_at <= {asOf:DateTime64(3,'UTC')} AND e.occurred_at <= {asOf:DateTime64(3,'UTC')}
  AND e.occurred_at > {asOf:DateTime64(3,'UTC')} - toIntervalDay({days:UInt32}) AND ${ofSomeone('e')}
  AND e.name IN ('Product Viewed', 'Product Added') AND ${realEvent('e')} AND e.product_id != ''
GROUP BY customer_id, product_id, e.name
ORDER BY customer_id, product_id, e.name`

/** Grain: customer of the newest profiles known at the time. */
const SEGMENTS = `
SELECT toString(customer_id), if(value_class != '', toString(value_class), toString(lifecycle_tier))
FROM profiles FINAL
WHERE as_of = (SELECT max(as_of) FROM profiles WHERE as_of <= {asOf:DateTime64(3,'UTC')})`

type FactRow = readonly [string, string, string, string | number, string | number, number?]

/** Everything the recommender learns from: purchases and looks of known customers, products, and the segment of each customer. */
export async function readRecommendFacts(client: ClickHouseClient, asOf: Date): Promise<RecommendFacts> {
  const params = { asOf: engineTime(asOf.getTime()), cart: CART_WEIGHT, view: VIEW_WEIGHT, days: INTEREST_DAYS }
  const products: ProductFact[] = []
  const productPlace = new Map<string, number>()
  await each<readonly [string, string, string, number | null]>(client, PRODUCTS, params, ([id, name, category, price]) => {
    productPlace.set(id, products.length)
    products.push({ id, name: name === '' ? id : name, category, price })
  })
  const customers = new Map<string, number>()
  const orders = new Map<string, number>()
  const collect = async (query: string) => {
    const columns = {
      customer: [] as number[],
      product: [] as number[],
      order: [] as number[],
      time: [] as number[],
      available: [] as number[],
    }
    const weights: number[] = []
    await each<FactRow>(client, query, params, ([customer, product, order, time, available, weight]) => {
      const place = productPlace.get(product)
      if (place === undefined) return
      columns.customer.push(placeIn(customers, customer))
      columns.product.push(place)
      columns.order.push(order === '' ? 0 : placeIn(orders, `${customer} ${order}`))
      columns.time.push(Number(time))
      columns.available.push(Number(available))
      weights.push(weight ?? 1)
    })
    return {
      customer: Int32Array.from(columns.customer),
      product: Int32Array.from(columns.product),
      order: Int32Array.from(columns.order),
      time: Float64Array.from(columns.time),
      available: Float64Array.from(columns.available),
      weight: Float32Array.from(weights),
    }
  }
  const purchases = await collect(PURCHASES)
  const interests = await collect(INTERESTS)
  const segments = new Map<string, number>()
  const segmentOf = new Int32Array(customers.size).fill(-1)
  await each<readonly [string, string]>(client, SEGMENTS, params, ([customer, segment]) => {
    const place = customers.get(customer)
    if (place !== undefined && segment !== '') segmentOf[place] = placeIn(segments, segment)
  })
  return { customers: [...customers.keys()], products, purchases, interests, segments: [...segments.keys()], segmentOf }
}

function placeIn(places: Map<string, number>, key: string): number {
  const known = places.get(key)
  if (known !== undefined) return known
  places.set(key, places.size)
  return places.size - 1
}

async function each<T>(client: ClickHouseClient, query: string, params: Record<string, unknown>, visit: (row: T) => void): Promise<void> {
  const result = await client.query({ query, query_params: params, format: 'JSONCompactEachRow' })
  for await (const block of result.stream<T>()) for (const row of block) visit(row.json())
}
