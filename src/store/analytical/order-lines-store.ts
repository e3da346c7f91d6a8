import type { ClickHouseClient } from '@clickhouse/client'
import type { CustomerOf, ImportRun, StoredLine } from '#collect/import/import-ports.ts'
import { lineMoneyText, type OrderLine, PRICE_SCALE } from '#collect/import/order-line.ts'
import { parseDecimal } from '#collect/import/parse-decimal.ts'
import type { TicketRow } from '#collect/import/ticket-row-step.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { engineTime, insertLines, insertRows, tabSeparated } from './insert.ts'
import { readRows } from './queries/read-rows.ts'

/** Of order_lines and line_versions. */
export const LINE_COLUMNS = [
  'line_key',
  'order_id',
  'origin_id',
  'owner_id',
  'kind',
  'occurred_at',
  'received_at',
  'available_at',
  'product_id',
  'product_name',
  'category',
  'quantity',
  'unit_price',
  'amount',
  'currency',
  'channel',
  'store_id',
  'payment_method',
  'country',
  'is_duplicate',
  'is_test',
  'import_id',
] as const

/** Of service_tickets and ticket_versions. */
export const TICKET_COLUMNS = [
  'ticket_id',
  'origin_id',
  'owner_id',
  'kind',
  'topic',
  'channel',
  'opened_at',
  'closed_at',
  'satisfaction',
  'received_at',
  'available_at',
  'import_id',
] as const

/** The statement of one look-up must stay under the 256 KB that a server parses. */
const KEYS_A_QUERY = 16_000

/**
 * Those of the keys that are in the table. Cost: reads the key and time of the partitions between the two times, once per 16,000 keys.
 * Keys travel as one base64 text: a list of numbers would be a syntax tree of as many nodes.
 */
export async function findOrderLines(
  client: ClickHouseClient,
  keys: readonly bigint[],
  from: number,
  to: number,
): Promise<ReadonlyMap<bigint, StoredLine>> {
  const found = new Map<bigint, StoredLine>()
  for (const lines of linesOf(keys, from, to)) {
    const rows = await withEngineErrors('clickhouse', async () => {
      const result = await client.query({
        query: `SELECT toString(line_key), toString(argMax(kind, received_at)), toString(argMax(amount, received_at)) FROM order_lines WHERE ${lines} GROUP BY line_key`,
        format: 'JSONCompactEachRow',
      })
      return await result.json<[string, StoredLine['kind'], string]>()
    })
    for (const [key, kind, amount] of rows) found.set(BigInt(key), { kind, amount: parseDecimal(amount, PRICE_SCALE) ?? 0n })
  }
  return found
}

/** Conditions for lines with these keys that lie in [from, to]: one for every 16,000 keys. */
export function linesOf(keys: readonly bigint[], from: number, to: number): string[] {
  const conditions: string[] = []
  for (let start = 0; start < keys.length; start += KEYS_A_QUERY) {
    const part = BigUint64Array.from(keys.slice(start, start + KEYS_A_QUERY))
    const packed = Buffer.from(part.buffer).toString('base64')
    conditions.push(`occurred_at >= toDateTime64('${engineTime(from)}', 3, 'UTC') AND occurred_at <= toDateTime64('${engineTime(to)}', 3, 'UTC')
      AND line_key IN (
        WITH base64Decode('${packed}') AS packed
        SELECT reinterpretAsUInt64(substring(packed, number * 8 + 1, 8)) FROM numbers(${part.length})
      )`)
  }
  return conditions
}

/** Writes lines; the block of a token is stored once. */
export async function insertOrderLines(
  client: ClickHouseClient,
  lines: Iterable<CustomerOf<OrderLine>>,
  run: ImportRun,
  token: string,
  table: 'order_lines' | 'line_versions' = 'order_lines',
): Promise<void> {
  await withEngineErrors('clickhouse', () => insertLines(client, table, LINE_COLUMNS, lineTexts(lines, run), token))
}

function* lineTexts(lines: Iterable<CustomerOf<OrderLine>>, run: ImportRun): Generator<string> {
  const receivedAt = engineTime(run.receivedAt)
  let lastTime = Number.NaN
  let occurredAt = ''
  let availableAt = ''
  for (const { value, key, copy, originId, customerId } of lines) {
    if (value.occurredAt !== lastTime) {
      lastTime = value.occurredAt
      occurredAt = engineTime(lastTime)
      availableAt = run.delayMs === 0 ? occurredAt : engineTime(lastTime + run.delayMs)
    }
    const { quantity, unitPrice, amount } = lineMoneyText(value)
    yield tabSeparated([
      key,
      value.orderId,
      originId,
      customerId,
      value.kind,
      occurredAt,
      receivedAt,
      availableAt,
      value.productId,
      value.productName,
      value.category,
      quantity,
      unitPrice,
      amount,
      value.currency,
      value.channel,
      value.storeId,
      value.paymentMethod,
      value.country,
      copy > 0 ? 1 : 0,
      value.isTest ? 1 : 0,
      run.id,
    ])
  }
}

const TICKETS_A_QUERY = 1_000

/**
 * The origin under which tickets are there already: a later export may name its customer by another identifier, and it is the same ticket all the same. Grain: one
 * row per ticket, time and customer. Cost: one pass over the ticket ids for every 1,000.
 */
async function ticketOrigins(client: ClickHouseClient, tickets: readonly CustomerOf<TicketRow>[]): Promise<ReadonlyMap<string, string>> {
  const origins = new Map<string, string>()
  for (let start = 0; start < tickets.length; start += TICKETS_A_QUERY) {
    const rows = await readRows<{ ticket_id: string; at: string; customer: string; origin: string }>(
      client,
      `SELECT ticket_id, toString(toUnixTimestamp64Milli(opened_at)) AS at, toString(customer_id) AS customer, toString(any(origin_id)) AS origin
       FROM service_tickets WHERE ticket_id IN {ids:Array(String)} GROUP BY ticket_id, at, customer`,
      { ids: tickets.slice(start, start + TICKETS_A_QUERY).map(({ value }) => value.ticketId) },
    )
    for (const { ticket_id, at, customer, origin } of rows) origins.set(ticketKey(ticket_id, at, customer), origin)
  }
  return origins
}

function ticketKey(ticketId: string, openedAt: string | number, customerId: string): string {
  return `${customerId}/${openedAt}/${ticketId}`
}

/** Writes tickets; one that is there already is replaced. The row of a closed ticket was known when it was closed, not before. */
export async function insertTickets(
  client: ClickHouseClient,
  tickets: readonly CustomerOf<TicketRow>[],
  run: ImportRun,
  token: string,
  table: 'service_tickets' | 'ticket_versions' = 'service_tickets',
): Promise<void> {
  const there = await withEngineErrors('clickhouse', () => ticketOrigins(client, tickets))
  const rows = tickets.map(({ value, originId, customerId }) => ({
    ticket_id: value.ticketId,
    origin_id: there.get(ticketKey(value.ticketId, value.openedAt, customerId)) ?? originId,
    owner_id: customerId,
    kind: value.kind,
    topic: value.topic,
    channel: value.channel,
    opened_at: engineTime(value.openedAt),
    closed_at: value.closedAt === undefined ? null : engineTime(value.closedAt),
    satisfaction: value.satisfaction ?? null,
    received_at: engineTime(run.receivedAt),
    available_at: engineTime((value.closedAt ?? value.openedAt) + run.delayMs),
    import_id: run.id,
  }))
  await withEngineErrors('clickhouse', () => insertRows(client, table, rows, token))
}
