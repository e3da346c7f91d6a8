import type { ClickHouseClient } from '@clickhouse/client'
import { SCALE } from '#collect/import/row-facts.ts'
import { propertyOf } from '#collect/tracking/event-facts.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { QualityScope } from '#quality/rules/quality-fields.ts'
import type { StoredFact } from '#quality/rules/repeated-facts.ts'
import { countedLine, isReturn, isSale, shownEvent } from '../sold-line.ts'
import { IS_PERSON_OR_FAKE, isFilled } from './customer-groups.ts'
import { SUBSCRIPTION_STATE } from '../subscription-state.ts'
import { readRows } from './read-rows.ts'

const LONG = { max_execution_time: 300 }

interface Row {
  readonly key: string
  readonly customer: string
  readonly source: string
  readonly at: number
  readonly [column: string]: string | number | null
}

/** Grain: one row per order with a sale, the newest. Cost: one pass over lines. */
const ORDERS = `
SELECT * FROM (
  WITH (${isSale()}) AS sold, (${isReturn()}) AS back
  SELECT order_id AS key, toString(customer_id) AS customer, if(any(import_id) = '', 'api', 'file') AS source,
    toUnixTimestamp64Milli(minIf(occurred_at, sold)) AS at,
    if(countIf(back) > 0, toUnixTimestamp64Milli(minIf(occurred_at, back)), NULL) AS refundedAt,
    toFloat64(sumIf(amount, sold)) AS amount, toString(anyIf(currency, sold)) AS currency, toString(anyIf(order_lines.channel, sold)) AS channel,
    toString(anyIf(store_id, sold)) AS storeId, toString(anyIf(payment_method, sold)) AS paymentMethod, toString(anyIf(order_lines.country, sold)) AS country,
    toString(cityHash64(arraySort(groupArrayIf(500)(product_id, sold)))) AS goods
  FROM order_lines FINAL WHERE ${countedLine()}
  GROUP BY order_id, customer_id HAVING countIf(sold) > 0
  ORDER BY at DESC, key LIMIT {most:UInt32}
) ORDER BY at, key`

/** Grain: one row per line, the newest. Cost: one pass over lines. */
const LINES = `
SELECT * FROM (
  SELECT concat(order_id, ' ', toString(line_key)) AS key, toString(customer_id) AS customer, if(import_id = '', 'api', 'file') AS source,
    toUnixTimestamp64Milli(occurred_at) AS at, toString(kind) AS lineKind, product_id AS productId, product_name AS productName, toString(order_lines.category) AS category,
    toFloat64(order_lines.quantity) AS pieces, toFloat64(unit_price) AS unitPrice, toFloat64(order_lines.amount) AS cost, toString(order_lines.currency) AS currency
  FROM order_lines FINAL WHERE ${countedLine()}
  ORDER BY occurred_at DESC, order_id LIMIT {most:UInt32}
) ORDER BY at, key`

/** Grain: one row per customer who is counted or taken for a fake, the newest. Cost: one pass over customers. */
const CUSTOMERS = `
SELECT * FROM (
  SELECT toString(customer_id) AS key, key AS customer, '' AS source, toUnixTimestamp64Milli(ifNull(registered_at, first_seen_at)) AS at,
    toUnixTimestamp64Milli(registered_at) AS registeredAt, if(birth_year = 0 OR ${isFilled('birthYear')}, NULL, toInt32(birth_year)) AS birthYear, if(${isFilled('gender')}, '', toString(customers.gender)) AS gender,
    if(${isFilled('region')}, '', toString(customers.region)) AS region, if(${isFilled('memberLevel')}, '', toString(member_level)) AS memberLevel, toString(customers.source) AS cameFrom
  FROM customers FINAL WHERE ${IS_PERSON_OR_FAKE}
  ORDER BY at DESC, key LIMIT {most:UInt32}
) ORDER BY at, key`

/** Grain: one row per ticket, the newest. Cost: one pass over tickets. */
const TICKETS = `
SELECT * FROM (
  SELECT ticket_id AS key, toString(customer_id) AS customer, '' AS source, toUnixTimestamp64Milli(opened_at) AS at,
    toUnixTimestamp64Milli(closed_at) AS closedAt, toString(service_tickets.kind) AS kind, toString(service_tickets.topic) AS topic,
    toString(service_tickets.channel) AS channel, if(service_tickets.satisfaction IS NULL, NULL, toInt32(service_tickets.satisfaction)) AS satisfaction
  FROM service_tickets FINAL
  ORDER BY opened_at DESC, ticket_id LIMIT {most:UInt32}
) ORDER BY at, key`

/** Grain: one row per event of a person, the newest, with those properties alone that are asked for. Cost: one pass over events. */
const EVENTS = `
SELECT * EXCEPT (all_properties), concat('{', arrayStringConcat(arrayMap(one -> concat(toJSONString(one.1), ':', one.2),
    arrayFilter(one -> has({properties:Array(String)}, one.1) AND substring(one.2, 1, 1) NOT IN ('{', '['), JSONExtractKeysAndValuesRaw(all_properties))), ','), '}') AS properties
FROM (
  SELECT message_id AS key, toString(customer_id) AS customer, toString(source_id) AS source, toUnixTimestamp64Milli(occurred_at) AS at,
    toString(events.name) AS name, toString(events.type) AS type, toString(events.channel) AS channel, product_id AS productId,
    toString(events.category) AS category, toString(events.currency) AS currency, toFloat64(events.amount) AS paid,
    if(empty({properties:Array(String)}), '{}', events.properties) AS all_properties
  FROM events WHERE ${shownEvent()}
  ORDER BY occurred_at DESC, message_id LIMIT {most:UInt32}
) ORDER BY at, key`

/** Grain: one row per value, the newest. Cost: one pass over measures. */
const MEASURES = `
SELECT * FROM (
  SELECT concat(toString(origin_id), ' ', toString(measures.name), ' ', toString(measures.unit), ' ', toString(toUnixTimestamp64Milli(measured_at))) AS key, toString(customer_id) AS customer,
    if(import_id = '', 'api', 'file') AS source, toUnixTimestamp64Milli(measured_at) AS at, toString(measures.name) AS measure, toString(measures.unit) AS unit,
    toFloat64(measures.value) AS value
  FROM measures FINAL
  ORDER BY measured_at DESC, key LIMIT {most:UInt32}
) ORDER BY at, key`

/** Grain: one row per answer, the newest. Cost: one pass over feedback. */
const FEEDBACK = `
SELECT * FROM (
  SELECT concat(toString(origin_id), ' ', feedback_id) AS key, toString(customer_id) AS customer, if(import_id = '', 'api', 'file') AS source,
    toUnixTimestamp64Milli(answered_at) AS at, toString(feedback.kind) AS kind, feedback.topic AS topic, toString(feedback.channel) AS channel, product_id AS productId,
    order_id AS orderId, toString(store_id) AS storeId, feedback.score AS score, concat(toString(least), '-', toString(most)) AS ${SCALE}
  FROM feedback FINAL WHERE is_removed = 0
  ORDER BY answered_at DESC, key LIMIT {most:UInt32}
) ORDER BY at, key`

/** Grain: one row per subscription as it is now, the one that started last first. Cost: one pass over their facts. */
const SUBSCRIPTIONS = `
SELECT * FROM (
  SELECT f.subscription_id AS key, toString(customer_id) AS customer, if(argMax(f.import_id, said_at) = '', 'api', 'file') AS source, ${SUBSCRIPTION_STATE},
    toUnixTimestamp64Milli(started_at) AS at, toUnixTimestamp64Milli(renews_at) AS renewsAt, toUnixTimestamp64Milli(ended_at) AS endedAt, toFloat64(price) AS cost
  FROM subscription_facts AS f FINAL
  GROUP BY f.subscription_id HAVING started_at IS NOT NULL
  ORDER BY at DESC, key LIMIT {most:UInt32}
) ORDER BY at, key`

/** Scopes that this store holds; accounts are in the other. */
export type AnalyticalScope = Exclude<QualityScope, 'accounts' | 'account-members'>

const QUERIES: Readonly<Record<AnalyticalScope, string>> = {
  orders: ORDERS,
  'order-lines': LINES,
  customers: CUSTOMERS,
  tickets: TICKETS,
  events: EVENTS,
  measures: MEASURES,
  feedback: FEEDBACK,
  subscriptions: SUBSCRIPTIONS,
}

/** The newest facts of a scope in the order of their time, as rules of quality see them. Copies and tests are none. */
export async function readQualityFacts(
  client: ClickHouseClient,
  scope: AnalyticalScope,
  most: number,
  properties: readonly string[],
): Promise<StoredFact[]> {
  const rows = await readRows<Row>(client, QUERIES[scope], { most, properties }, LONG)
  return rows.map((row) => {
    const customerId = row.customer === NO_CUSTOMER ? '' : row.customer
    const at = Number(row.at)
    const read = (field: string) =>
      field.startsWith('properties.')
        ? propertyOf(propertiesOf(row['properties'] ?? null), field)
        : valueOf(scope, row, field, at, customerId)
    return { key: row.key, customerId, source: row.source, at, read }
  })
}

const TIMES: ReadonlySet<string> = new Set(['refundedAt', 'registeredAt', 'closedAt', 'renewsAt', 'endedAt'])
/** What the time of a fact is called in its scope. */
const TIME_OF: ReadonlySet<string> = new Set(['orderedAt', 'openedAt', 'occurredAt', 'measuredAt', 'answeredAt', 'startedAt'])
/** What names a fact in its scope. */
const KEY_OF: Partial<Readonly<Record<QualityScope, string>>> = { orders: 'orderId', tickets: 'ticketId', subscriptions: 'subscriptionId' }

function valueOf(scope: QualityScope, row: Row, field: string, at: number, customerId: string): string | number | null {
  if (TIME_OF.has(field)) return at
  if (KEY_OF[scope] === field) return row.key
  if (field === 'customer') return customerId === '' ? null : customerId
  if (TIMES.has(field)) return row[field] === null || row[field] === undefined ? null : Number(row[field])
  if (scope === 'order-lines') {
    // Only what a sale says of itself is measured: what comes back, and fees, have amounts of another kind.
    if (field === 'amount') return row['lineKind'] === 'sale' ? (row['cost'] ?? null) : null
    if (field === 'quantity') return row['lineKind'] === 'sale' ? (row['pieces'] ?? null) : null
  }
  if (scope === 'subscriptions' && field === 'price') return row['cost'] ?? null
  if (scope === 'events' && field === 'amount') return row['paid'] === 0 ? null : (row['paid'] ?? null)
  if (scope === 'customers' && field === 'source') return row['cameFrom'] ?? null
  return row[field] ?? null
}

function propertiesOf(text: string | number | null): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(String(text ?? '{}'))
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
