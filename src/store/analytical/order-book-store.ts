import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import { lineMoneyText, PRICE_SCALE, QUANTITY_SCALE } from '#collect/import/order-line.ts'
import { formatDecimal } from '#collect/import/parse-decimal.ts'
import type { OrderBookStore, StoredOrderLine } from '#collect/orders/order-book.ts'
import type { OrderStatement, StatedLine, StatementKind } from '#collect/orders/order-statement.ts'
import type { SettledLine } from '#collect/orders/settle-statements.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { holdLock } from '../relational/hold-lock.ts'
import { engineTime, insertRows } from './insert.ts'
import { packedTexts } from './packed-texts.ts'
import { readRows } from './queries/read-rows.ts'

/** Number of the advisory lock of those who write orders. */
const ORDER_LOCK = 7_301_214
/** A statement of ids must stay under the 256 KB that a server parses. */
const ORDERS_A_QUERY = 1_000

export function createOrderBookStore(client: ClickHouseClient, pool: Pool): OrderBookStore {
  const ask = <T>(query: string, params: Record<string, unknown> = {}): Promise<T[]> =>
    withEngineErrors('clickhouse', () => readRows<T>(client, query, params))
  const askOf = async <T>(
    orderIds: readonly string[],
    query: (ids: string) => string,
    params: Record<string, unknown> = {},
  ): Promise<T[]> => {
    const rows: T[] = []
    for (let start = 0; start < orderIds.length; start += ORDERS_A_QUERY) {
      rows.push(...(await ask<T>(query(packedTexts(orderIds.slice(start, start + ORDERS_A_QUERY))), params)))
    }
    return rows
  }
  return {
    hold: (how, work) => holdLock(pool, ORDER_LOCK, how === 'alone' ? 'alone' : 'shared', work),

    async hasStatements() {
      const rows = await ask('SELECT 1 AS one FROM order_statements LIMIT 1')
      return rows.length > 0
    },

    /** Grain: one row per statement. Cost: a look into the primary index for each order. */
    async statementsOf(orderIds, without = []) {
      const rows = await askOf<StatementRow>(
        orderIds,
        (ids) => `SELECT order_id, statement_id, kind, toString(origin_id) AS origin, toString(customer_id) AS customer,
            toUnixTimestamp64Milli(occurred_at) AS occurred, toUnixTimestamp64Milli(received_at) AS received,
            toUnixTimestamp64Milli(available_at) AS available, content, import_id
          FROM order_statements FINAL WHERE order_id IN ${ids} AND import_id NOT IN {without:Array(String)}
          ORDER BY received_at DESC, statement_id DESC
          LIMIT 1 BY order_id, if(kind = 'file', splitByChar(' ', statement_id)[2], statement_id), kind = 'file'`,
        { without },
      )
      return rows.map(toStatement)
    },

    addStatements: (statements) =>
      withEngineErrors('clickhouse', () => insertRows(client, 'order_statements', statements.map(fromStatement))),

    async ordersOf(importIds) {
      const rows = await ask<{ id: string }>(
        'SELECT DISTINCT order_id AS id FROM order_statements WHERE import_id IN {importIds:Array(String)}',
        { importIds },
      )
      return rows.map(({ id }) => id)
    },

    async forgetImports(importIds) {
      await withEngineErrors('clickhouse', async () => {
        await client.command({
          query: 'DELETE FROM order_statements WHERE import_id IN {importIds:Array(String)}',
          query_params: { importIds },
          clickhouse_settings: { lightweight_deletes_sync: '2' },
        })
      })
    },

    /** Grain: one row per stored line. Cost: the blocks of lines in which the index says that one of the orders may be. */
    async linesOf(orderIds) {
      const rows = await askOf<LineRow>(
        orderIds,
        (ids) => `SELECT toString(line_key) AS key, order_id, toString(origin_id) AS origin, toString(customer_id) AS customer, kind,
            toUnixTimestamp64Milli(occurred_at) AS occurred, toUnixTimestamp64Milli(received_at) AS received,
            toUnixTimestamp64Milli(available_at) AS available, product_id, product_name, category, toString(quantity) AS quantity_text,
            toString(unit_price) AS price_text, toString(amount) AS amount_text, currency, channel, store_id, payment_method, country,
            is_duplicate AS copy,
            is_test AS test, import_id
          FROM order_lines FINAL WHERE order_id IN ${ids} SETTINGS use_skip_indexes_if_final = 1`,
      )
      return rows.map(toLine)
    },

    writeLines: (lines) => withEngineErrors('clickhouse', () => insertRows(client, 'order_lines', lines.map(fromLine))),
  }
}

interface StatementRow {
  readonly order_id: string
  readonly statement_id: string
  readonly kind: StatementKind
  readonly origin: string
  readonly customer: string
  readonly occurred: string | number
  readonly received: string | number
  readonly available: string | number
  readonly content: string
  readonly import_id: string
}

type LineText = readonly [
  kind: StatedLine['kind'],
  id: string,
  name: string,
  category: string,
  quantity: string,
  price: string,
  amount: string,
  refund: string,
  key?: string,
]
type Content = Pick<
  OrderStatement,
  'name' | 'orderedAt' | 'isBare' | 'currency' | 'channel' | 'storeId' | 'paymentMethod' | 'country' | 'couponCode' | 'isTest'
> & {
  readonly lines: readonly LineText[]
  readonly back: string | null
}

function fromStatement(one: OrderStatement): Record<string, unknown> {
  const { name, orderedAt, isBare, currency, channel, storeId, paymentMethod, country, couponCode, isTest } = one
  const content: Content = {
    name,
    orderedAt,
    isBare,
    currency,
    channel,
    storeId,
    paymentMethod,
    country,
    couponCode,
    isTest,
    back: one.back === null ? null : formatDecimal(one.back, PRICE_SCALE),
    lines: one.lines.map(({ kind, productId, productName, category, quantity, unitPrice, amount, refund, key }) => [
      kind,
      productId,
      productName,
      category,
      formatDecimal(quantity, QUANTITY_SCALE),
      formatDecimal(unitPrice, PRICE_SCALE),
      formatDecimal(amount, PRICE_SCALE),
      formatDecimal(refund, PRICE_SCALE),
      ...(key === undefined ? ([] as const) : ([String(key)] as const)),
    ]),
  }
  return {
    order_id: one.orderId,
    statement_id: one.id,
    kind: one.kind,
    origin_id: one.originId,
    owner_id: one.customerId,
    occurred_at: engineTime(one.occurredAt),
    received_at: engineTime(one.receivedAt),
    available_at: engineTime(one.availableAt),
    content: JSON.stringify(content),
    import_id: one.importId,
  }
}

function toStatement(row: StatementRow): OrderStatement {
  const { lines, back, ...content } = JSON.parse(row.content) as Content
  return {
    ...content,
    back: back === null ? null : scaled(back, PRICE_SCALE),
    lines: lines.map(([kind, productId, productName, category, quantity, price, amount, refund, key]): StatedLine => ({
      kind,
      productId,
      productName,
      category,
      quantity: scaled(quantity, QUANTITY_SCALE),
      unitPrice: scaled(price, PRICE_SCALE),
      amount: scaled(amount, PRICE_SCALE),
      refund: scaled(refund, PRICE_SCALE),
      ...(key === undefined ? {} : { key: BigInt(key) }),
    })),
    orderId: row.order_id,
    id: row.statement_id,
    kind: row.kind,
    originId: row.origin,
    customerId: row.customer,
    occurredAt: Number(row.occurred),
    receivedAt: Number(row.received),
    availableAt: Number(row.available),
    importId: row.import_id,
  }
}

interface LineRow {
  readonly key: string
  readonly order_id: string
  readonly origin: string
  readonly customer: string
  readonly kind: SettledLine['kind']
  readonly occurred: string | number
  readonly received: string | number
  readonly available: string | number
  readonly product_id: string
  readonly product_name: string
  readonly category: string
  readonly quantity_text: string
  readonly price_text: string
  readonly amount_text: string
  readonly currency: string
  readonly channel: string
  readonly store_id: string
  readonly payment_method: string
  readonly country: string
  readonly copy: number
  readonly test: number
  readonly import_id: string
}

function toLine(row: LineRow): StoredOrderLine {
  return {
    key: BigInt(row.key),
    orderId: row.order_id,
    originId: row.origin,
    customerId: row.customer,
    kind: row.kind,
    occurredAt: Number(row.occurred),
    receivedAt: Number(row.received),
    availableAt: Number(row.available),
    productId: row.product_id,
    productName: row.product_name,
    category: row.category,
    quantity: scaled(row.quantity_text, QUANTITY_SCALE),
    unitPrice: scaled(row.price_text, PRICE_SCALE),
    amount: scaled(row.amount_text, PRICE_SCALE),
    currency: row.currency,
    channel: row.channel,
    storeId: row.store_id,
    paymentMethod: row.payment_method,
    country: row.country,
    isCopy: row.copy === 1,
    isTest: row.test === 1,
    importId: row.import_id,
  }
}

function fromLine(line: SettledLine & { readonly receivedAt: number }): Record<string, unknown> {
  const { quantity, unitPrice, amount } = lineMoneyText(line)
  return {
    line_key: String(line.key),
    order_id: line.orderId,
    origin_id: line.originId,
    owner_id: line.customerId,
    kind: line.kind,
    occurred_at: engineTime(line.occurredAt),
    received_at: engineTime(line.receivedAt),
    available_at: engineTime(line.availableAt),
    product_id: line.productId,
    product_name: line.productName,
    category: line.category,
    quantity,
    unit_price: unitPrice,
    amount,
    currency: line.currency,
    channel: line.channel,
    store_id: line.storeId,
    payment_method: line.paymentMethod,
    country: line.country,
    is_duplicate: 0,
    is_test: line.isTest ? 1 : 0,
    import_id: '',
  }
}

/** A number as `formatDecimal` or the engine wrote it, however large. */
function scaled(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const value = BigInt(whole + fraction.padEnd(scale, '0'))
  return text.startsWith('-') ? -value : value
}
