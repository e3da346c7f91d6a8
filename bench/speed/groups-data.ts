import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS } from '#kernel/clock.ts'
import { engineTime } from '#store/analytical/insert.ts'

/** A made-up shop for the bench of groups; the same options make the same rows. */
export interface GroupsDataOptions {
  readonly customers: number
  readonly events: number
  /** Each of 1 to 3 lines. */
  readonly orders: number
  readonly seed: string
  /** The end of the two years that the shop has existed. */
  readonly asOf: Date
  /** Merges each table into as few parts as it may have, as in a shop that has been quiet for a while. */
  readonly settle: boolean
}

export const GROUPS_DATA: GroupsDataOptions = {
  customers: 500_000,
  events: 10_000_000,
  orders: 1_000_000,
  seed: 'groups',
  asOf: new Date('2026-11-01T00:00:00Z'),
  settle: true,
}

const DAYS = 730

/** A number from 0 to just below 1 that depends on the seed, what it is for and the row. */
const random = (use: string, row = 'number') => `(sipHash64({seed:String}, '${use}', ${row}) / 18446744073709551616.)`

const oneOf = (use: string, values: readonly string[], row = 'number') =>
  `[${values.map((value) => `'${value}'`).join(', ')}][1 + toUInt32(${random(use, row)} * ${random(`${use}2`, row)} * ${values.length})]`

const whole = (use: string, below: string, row = 'number') => `toUInt64(floor(${random(use, row)} * ${below}))`

const CHANNELS = ['web', 'app', 'wechat', 'store'] as const
const CATEGORIES = ['coffee', 'tea', 'bakery', 'fruit', 'dairy', 'drinks', 'snacks', 'home', 'care', 'pets'] as const
const REGIONS = ['Shanghai', 'Jiangsu', 'Zhejiang', 'Guangdong', 'Beijing', 'Sichuan', 'Hubei', 'Shandong'] as const
const LEVELS = ['', 'silver', 'gold', 'platinum'] as const
const NAMES = ['Page Viewed', 'Product Viewed', 'Product Added', 'Cart Viewed', 'Checkout Started', 'Order Completed'] as const

/** The id of customer `k`. */
export const customerIdOf = (k: string) => `reinterpretAsUUID(sipHash128({seed:String}, 'customer', ${k}))`
/** Customer `k` came on this day of the shop and has stayed for a while; the sooner the likelier. */
const cameOn = (k: string) => `(${random('came', k)} * ${DAYS})`
const stayed = (k: string) => `((${DAYS} - ${cameOn(k)}) * pow(${random('stayed', k)}, 0.4))`
/** Few do much: the customer of a row. */
const doer = (use: string) => `toUInt64(floor({customers:UInt64} * pow(${random(use)}, 2)))`
const at = (days: string) => `toDateTime64({start:DateTime64(3,'UTC')}, 3, 'UTC') + toIntervalMillisecond(toInt64(${days} * ${DAY_MS}))`

/** Fills the product's tables of customers, events and order lines. The engine makes the rows by itself. */
export async function fillGroupsData(client: ClickHouseClient, options: GroupsDataOptions = GROUPS_DATA): Promise<void> {
  const { customers, events, orders, seed, asOf, settle } = options
  const params = { customers, events, orders, seed, start: engineTime(asOf.getTime() - DAYS * DAY_MS) }
  for (const query of [CUSTOMERS, EVENTS, ORDER_LINES]) {
    await client.command({ query, query_params: params, clickhouse_settings: { max_insert_threads: '2', max_execution_time: 3_000 } })
  }
  if (!settle) return
  for (const table of ['customers', 'events', 'order_lines'])
    await client.command({ query: `OPTIMIZE TABLE ${table} FINAL`, clickhouse_settings: { max_execution_time: 3_000 } })
}

const CUSTOMERS = `
INSERT INTO customers (customer_id, registered_at, first_seen_at, source, region, gender, birth_year, member_level, is_test, attributes, updated_at)
SELECT ${customerIdOf('number')}, if(${random('guest')} < 0.1, NULL, came), came, 'shop', ${oneOf('region', REGIONS)}, ${oneOf('gender', ['f', 'm', ''])},
  toUInt16(1950 + ${whole('birth', '55')}), ${oneOf('level', LEVELS)}, ${random('test')} < 0.002, '{}', came
FROM (SELECT number, ${at(cameOn('number'))} AS came FROM numbers({customers:UInt64}))`

const EVENTS = `
INSERT INTO events (message_id, message_hash, source_id, origin_id, type, name, channel, occurred_at, received_at, available_at, product_id, category, amount, properties, is_bot, is_test, is_repeat)
SELECT concat('e', toString(number)), sipHash64({seed:String}, number), 'shop', ${customerIdOf('k')}, 'track', ${oneOf('name', NAMES)}, ${oneOf('channel', CHANNELS, 'k + number % 3')},
  time, time, time, concat('p', toString(${whole('product', '2000')})), ${oneOf('category', CATEGORIES)}, 0,
  concat('{"price":', toString(${whole('price', '300')}), ',"screen":"', ${oneOf('screen', ['home', 'list', 'detail'])}, '"}'), ${random('bot')} < 0.01, 0, ${random('repeat')} < 0.01
FROM (SELECT number, k, ${at(`(${cameOn('k')} + ${stayed('k')} * ${random('when')})`)} AS time FROM (SELECT number, ${doer('visitor')} AS k FROM numbers({events:UInt64})))`

const ORDER_LINES = `
INSERT INTO order_lines (line_key, order_id, origin_id, kind, occurred_at, received_at, available_at, product_id, product_name, category, quantity, unit_price, amount, currency,
  channel, store_id, payment_method, country, is_duplicate, is_test, import_id)
SELECT sipHash64({seed:String}, number, line), concat('o', toString(number)), ${customerIdOf('k')}, if(back, 'return', 'sale'), time, time, time, concat('p', toString(product)),
  concat('Product ', toString(product)), ${oneOf('kind', CATEGORIES, 'product')}, if(back, -quantity, quantity), price, toDecimal64(price * if(back, -quantity, quantity), 6), 'CNY',
  ${oneOf('till', CHANNELS, 'k + number % 3')}, concat('s', toString(k % 40)), '', 'CN', 0, ${random('test order')} < 0.001, 'bench'
FROM (
  SELECT number, line, k, time, ${whole('product', '2000', 'number * 3 + line')} AS product, toDecimal64(1 + ${whole('quantity', '3', 'number * 3 + line')}, 4) AS quantity,
    toDecimal64(5 + ${whole('unit', '19500', 'number * 3 + line')} / 100, 6) AS price, ${random('back', 'number * 3 + line')} < 0.04 AS back
  FROM (
    SELECT number, k, ${at(`(${cameOn('k')} + ${stayed('k')} * ${random('bought')})`)} AS time, ${whole('lines', '3')} AS more
    FROM (SELECT number, ${doer('buyer')} AS k FROM numbers({orders:UInt64}))
  )
  ARRAY JOIN range(1 + more) AS line
)`
