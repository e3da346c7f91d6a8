import { DAY_MS } from '#kernel/clock.ts'
import { exclusionTest, type RecommendExclusions } from '#predict/recommend/recommend-exclusions.ts'
import type { RecommendSource } from '#predict/recommend/recommend-source.ts'
import {
  toItem,
  type CatalogueRun,
  type ItemRow,
  type ProductLabel,
  type RecommendCatalogue,
  type RecommendedItem,
} from './recommend-catalogue.ts'
import { readRows } from './read-rows.ts'
import { factsOf } from '../customer-of-origin.ts'
import { soldLine } from '../sold-line.ts'

export interface CustomerRecommendations {
  customerId: string
  asOf: string | null
  segment: string | null
  fallback: boolean
  items: RecommendedItem[]
  recent: { product: ProductLabel; at: string }[]
}

/**
 * Grain: item of one customer's list, then product that the customer bought, newest first. Cost: two keyed reads in one query. Lines are read without
 * FINAL: a line that is there twice changes nothing about when a product was last bought.
 */
const LIST_AND_PURCHASES = `
SELECT 1 AS listed, product_id, toFloat64(score) AS score, toString(source) AS source, because_product, toString(segment) AS segment, toInt64(rank) AS place
FROM recommendations
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND customer_id = {customer:UUID}
UNION ALL
SELECT 0, product_id, 0, '', '', '', toUnixTimestamp64Milli(max(l.occurred_at)) AS place
FROM order_lines AS l
WHERE ${factsOf('[{customer:UUID}]')} AND ${soldLine('l')} AND l.product_id != ''
GROUP BY product_id`

/** Grain: one row. Cost: one keyed read. Only for customers without a list. */
const SEGMENT = `
SELECT if(value_class != '', toString(value_class), toString(lifecycle_tier)) AS segment FROM profiles FINAL
WHERE as_of = (SELECT as_of FROM profiles ORDER BY as_of DESC LIMIT 1) AND customer_id = {customer:UUID}`

const SHOWN_RECENT = 5

export interface CustomerRecommendRequest {
  readonly customerId: string
  readonly limit: number
  readonly currency: string
  readonly now: Date
  readonly exclusions: RecommendExclusions
}

interface Row {
  readonly listed: number
  readonly product_id: string
  readonly score: number
  readonly source: RecommendSource
  readonly because_product: string
  readonly segment: string
  readonly place: string
}

/**
 * One customer's list as it stands: what was excluded since is left out, so is what was bought since; gaps are filled with what the segment likes, so
 * that nobody is left empty.
 */
export async function readCustomerRecommendations(
  catalogue: RecommendCatalogue,
  request: CustomerRecommendRequest,
): Promise<CustomerRecommendations> {
  const { customerId, currency } = request
  const run = await catalogue.current()
  const nothing = { customerId, asOf: null, segment: null, fallback: true, items: [], recent: [] }
  if (run === null) return nothing
  const rows = await readRows<Row>(catalogue.client, LIST_AND_PURCHASES, { customer: customerId, asOf: run.asOf })
  const own = rows.filter((row) => row.listed === 1).sort((a, b) => Number(a.place) - Number(b.place))
  const bought = rows.filter((row) => row.listed === 0).sort((a, b) => Number(b.place) - Number(a.place))
  const segment = own[0]?.segment ?? (await readSegment(catalogue, customerId))
  return {
    customerId,
    asOf: run.asOf.toISOString(),
    segment: segment === '' ? null : segment,
    fallback: own.length === 0,
    items: itemsToShow(run, own, segment, bought, request),
    recent: bought.slice(0, SHOWN_RECENT).map(({ product_id, place }) => ({
      product: run.label(product_id, currency),
      at: new Date(Number(place)).toISOString(),
    })),
  }
}

/** Grain: item of a list, or product and when it was last bought, of customers of a block. Cost: two keyed reads in one query. */
const LISTS_AND_PURCHASES = `
SELECT toString(customer_id) AS customer, 1 AS listed, product_id, toFloat64(score) AS score, toString(source) AS source, because_product, toString(segment) AS segment, toInt64(rank) AS place
FROM recommendations
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND customer_id IN {customers:Array(UUID)}
UNION ALL
SELECT toString(l.customer_id) AS customer, 0, product_id, 0, '', '', '', toUnixTimestamp64Milli(max(l.occurred_at)) AS place
FROM order_lines AS l
WHERE ${factsOf('{customers:Array(UUID)}')} AND ${soldLine('l')} AND l.product_id != ''
GROUP BY customer, product_id`

/** Names of what would be shown to each of a block of customers, best first. Those without a list of their own get what everybody likes. */
export async function readRecommendedNames(
  catalogue: RecommendCatalogue,
  customerIds: readonly string[],
  request: Omit<CustomerRecommendRequest, 'customerId'>,
): Promise<Map<string, readonly string[]>> {
  const run = await catalogue.current()
  if (run === null || customerIds.length === 0) return new Map()
  const rows = await readRows<Row & { readonly customer: string }>(catalogue.client, LISTS_AND_PURCHASES, {
    customers: customerIds,
    asOf: run.asOf,
  })
  const byCustomer = Map.groupBy(rows, ({ customer }) => customer)
  return new Map(
    customerIds.map((customerId) => {
      const own = (byCustomer.get(customerId) ?? []).filter(({ listed }) => listed === 1).sort((a, b) => Number(a.place) - Number(b.place))
      const bought = (byCustomer.get(customerId) ?? []).filter(({ listed }) => listed === 0)
      const items = itemsToShow(run, own, own[0]?.segment ?? '', bought, { ...request, customerId })
      return [customerId, items.map(({ product }) => product.name).filter((name) => name !== '')]
    }),
  )
}

async function readSegment({ client }: RecommendCatalogue, customer: string): Promise<string> {
  const [row] = await readRows<{ segment: string }>(client, SEGMENT, { customer })
  return row?.segment ?? ''
}

function itemsToShow(
  run: CatalogueRun,
  own: readonly ItemRow[],
  segment: string,
  bought: readonly Row[],
  { limit, currency, now, exclusions }: CustomerRecommendRequest,
): RecommendedItem[] {
  const isExcluded = exclusionTest(exclusions)
  const boughtAt = new Map(bought.map(({ product_id, place }) => [product_id, Number(place)]))
  const taken = new Set<string>()
  const items: RecommendedItem[] = []
  const add = (row: ItemRow, isOwn: boolean): void => {
    const item = toItem(row, run, currency)
    const { productId: id, category } = item.product
    if (items.length >= limit || taken.has(id) || isExcluded({ id, category })) return
    const at = boughtAt.get(id)
    // The list knows what was bought before its as-of time; a favourite that fills a gap knows nothing of the customer.
    const counts = at !== undefined && (!isOwn || at > run.asOf.getTime())
    if (counts && now.getTime() - at < exclusions.boughtWithinDays * DAY_MS) return
    taken.add(id)
    items.push(item)
  }
  for (const row of own) add(row, true)
  for (const row of run.favourites.get(segment) ?? []) add(row, false)
  for (const row of run.favourites.get('') ?? []) add(row, false)
  return items
}
