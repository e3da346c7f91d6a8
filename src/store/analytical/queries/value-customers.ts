import type { Scope } from '#access/scope.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { cutPage, mapPage } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import { toMinor, type Money } from '#kernel/money.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import type { ReadParts } from './customer-list.ts'
import { IS_COUNTED, ORDERS_AGAIN } from './customer-groups.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { scopeSql } from '../scope-sql.ts'
import { readRows } from './read-rows.ts'
import { latestValueRun } from './value-customer.ts'

export interface ValueFilter {
  readonly valueClass?: ValueClass | undefined
  readonly nextCategory?: string | undefined
  readonly sort?: 'value' | 'purchase_probability' | 'next_order' | 'alive' | undefined
  readonly order?: 'asc' | 'desc' | undefined
}

export interface ValueRow {
  id: string
  maskedName: string
  valueClass: ValueClass | null
  riskProbability: number | null
  value: { estimate: Money; low: Money; high: Money }
  aliveProbability: number
  expectedOrders: number
  purchaseProbability30: number
  nextOrderAt: string | null
  nextCategory: string | null
  nextAmount: Money | null
}

/** What the list is sorted by, as our own SQL. Unknown dates go last whichever way it is sorted. */
const SORTS = {
  value: 'v.clv',
  purchase_probability: 'v.purchase_probability_30',
  next_order: 'toNullable(toUnixTimestamp64Milli(v.next_order_at)) / 1000',
  alive: 'v.p_alive',
} as const

/** Grain: one row per customer of the latest value run, not merged into another. Cost: one pass over one run of each table; names are read for the page alone. */
const FROM = `
FROM (
  SELECT * FROM value_predictions FINAL
  WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED}
) AS v
LEFT JOIN (
  SELECT customer_id, value_class FROM profiles FINAL WHERE as_of = {profilesAsOf:DateTime64(3,'UTC')}
) AS p ON p.customer_id = v.customer_id
LEFT JOIN (
  SELECT customer_id, toNullable(probability) AS probability FROM scores FINAL WHERE kind = 'churn' AND as_of = {scoresAsOf:DateTime64(3,'UTC')}
) AS s ON s.customer_id = v.customer_id`

interface ListRow {
  id: string
  value_class: string
  probability: number | null
  clv: number
  clv_low: number
  clv_high: number
  p_alive: number
  expected_orders: number
  purchase_probability_30: number
  next_order_at: string | null
  next_category: string
  next_amount: number
  sort_value: number
}

/** One page of customers by what they are worth, by the key of the last row before it. */
export async function readValueCustomers(parts: ReadParts, scope: Scope, filter: ValueFilter, page: PageRequest): Promise<Page<ValueRow>> {
  const { client, db, currency } = parts
  const asOf = await latestValueRun(client)
  if (asOf === null) return { items: [], nextCursor: null }
  const [latest, own] = await Promise.all([readLatestRuns(client), scopeSql(db, scope)])
  const descending = filter.order !== 'asc'
  const direction = descending ? 'DESC' : 'ASC'
  const [afterValue, afterId] = page.cursor === null ? [null, null] : readPageKey(page.cursor, ['number', 'uuid'])
  const sortValue = `ifNull(toFloat64(${SORTS[filter.sort ?? 'value']}), ${descending ? '-1e300' : '1e300'})`
  const chosen = [
    own.where('v.customer_id'),
    filter.valueClass === undefined ? '1' : 'p.value_class = {valueClass:String}',
    filter.nextCategory === undefined ? '1' : `(v.next_category = {nextCategory:String} AND v.${ORDERS_AGAIN})`,
  ].join(' AND ')
  const place = afterValue === null ? '1' : `(sort_value, v.customer_id) ${descending ? '<' : '>'} ({afterValue:Float64}, {afterId:UUID})`
  const bound = {
    ...own.params,
    asOf,
    profilesAsOf: latest.profiles ?? new Date(0),
    scoresAsOf: latest.scores ?? new Date(0),
    ...(filter.valueClass === undefined ? {} : { valueClass: filter.valueClass }),
    ...(filter.nextCategory === undefined ? {} : { nextCategory: filter.nextCategory }),
    ...(afterValue === null ? {} : { afterValue, afterId }),
    limit: page.limit + 1,
  }
  const rows = await readRows<ListRow>(
    client,
    `SELECT toString(v.customer_id) AS id, p.value_class AS value_class, s.probability AS probability, v.clv AS clv, v.clv_low AS clv_low,
       v.clv_high AS clv_high, v.p_alive AS p_alive, v.expected_orders AS expected_orders, v.purchase_probability_30 AS purchase_probability_30,
       v.next_order_at AS next_order_at, toString(v.next_category) AS next_category, v.next_amount AS next_amount, ${sortValue} AS sort_value
     ${FROM} WHERE ${chosen} AND ${place}
     ORDER BY sort_value ${direction}, v.customer_id ${direction} LIMIT {limit:UInt32}`,
    bound,
  )
  const totals =
    afterValue === null ? await readRows<{ total: string }>(client, `SELECT count() AS total ${FROM} WHERE ${chosen}`, bound) : null
  const shown = cutPage(rows, page.limit, (last) => JSON.stringify([last.sort_value, last.id]))
  const ids = shown.items.map(({ id }) => id)
  const names = ids.length === 0 ? [] : await db.selectFrom('customers').select(['id', 'masked_name']).where('id', 'in', ids).execute()
  const nameOf = new Map(names.map((row): [string, string] => [row.id, row.masked_name]))
  return {
    ...mapPage(shown, (row) => toValueRow(row, nameOf.get(row.id) ?? '', currency)),
    ...(totals === null ? {} : { total: Number(totals[0]?.total ?? 0) }),
  }
}

function toValueRow(row: ListRow, maskedName: string, currency: string): ValueRow {
  const money = (major: number): Money => ({ minor: toMinor(major, currency), currency })
  return {
    id: row.id,
    maskedName,
    valueClass: row.value_class === '' ? null : (row.value_class as ValueClass),
    riskProbability: row.probability,
    value: { estimate: money(row.clv), low: money(row.clv_low), high: money(row.clv_high) },
    aliveProbability: row.p_alive,
    expectedOrders: row.expected_orders,
    purchaseProbability30: row.purchase_probability_30,
    nextOrderAt: row.next_order_at,
    nextCategory: row.next_category === '' ? null : row.next_category,
    nextAmount: row.next_amount > 0 ? money(row.next_amount) : null,
  }
}
