// npm run bench -- groups-rfm [--customers 500000] [--events 10000000] [--orders 1000000] [--runs 5] [--json]: a run of profiles (RFM, classes, tiers, favourites) of a made-up shop against the
// best ClickHouse SQL that we know to write for the same rows by hand, in turn on the same engine. Bar: 1.25 times its median. Both tables must hold the same rows.
import { parseArgs } from 'node:util'
import type { ClickHouseClient } from '@clickhouse/client'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import { engineTime } from '#store/analytical/insert.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { openEngines } from '../../tests/support/data-folder.ts'
import { fillGroupsData, GROUPS_DATA } from './groups-data.ts'

export interface RfmComparison {
  /** Our median seconds divided by those of the SQL written by hand. */
  readonly ratio: number
  readonly oursSeconds: number
  readonly byHandSeconds: number
  readonly customers: number
  readonly runs: number
}

const BAR = 1.25
const LONG = { max_execution_time: 1_800 }

/** What the definitions of the product say, spelt out: a benchmark may repeat what it measures. */
const SOLD =
  "kind = 'sale' AND quantity > 0 AND unit_price > 0 AND is_duplicate = 0 AND is_test = 0 AND customer_id != toUUID('00000000-0000-0000-0000-000000000000')"
const THEN = "available_at <= {asOf:DateTime64(3,'UTC')} AND occurred_at <= {asOf:DateTime64(3,'UTC')}"
const RECENT = "ordered_at > {asOf:DateTime64(3,'UTC')} - toIntervalDay(365)"

/** Orders of known customers as the limits need them: without channels and categories. */
const NARROW_ORDERS = `
  SELECT customer_id, max(ordered_at) AS last_at, countIf(${RECENT}) AS frequency, ifNull(sumIf(amount, ${RECENT}), 0) AS monetary
  FROM (
    SELECT customer_id, min(occurred_at) AS ordered_at, min(available_at) AS known_at, sum(amount) AS amount
    FROM (SELECT customer_id, order_id, occurred_at, available_at, project_amount AS amount FROM order_lines FINAL WHERE ${SOLD})
    GROUP BY customer_id, order_id
    HAVING known_at <= {asOf:DateTime64(3,'UTC')} AND ordered_at <= {asOf:DateTime64(3,'UTC')}
  )
  WHERE customer_id IN (SELECT customer_id FROM known)
  GROUP BY customer_id`

/** The lowest value of levels 2 to 5 by mid-rank, of an ascending array. */
const limits = (values: string) => `arrayMap(due -> if(intDiv(due, 2) >= length(${values}), inf,
    if(indexOf(${values}, ${values}[intDiv(due, 2) + 1]) - 1 + arrayLastIndex(x -> x = ${values}[intDiv(due, 2) + 1], ${values}) >= due, ${values}[intDiv(due, 2) + 1],
      if(arrayLastIndex(x -> x = ${values}[intDiv(due, 2) + 1], ${values}) = length(${values}), inf, ${values}[arrayLastIndex(x -> x = ${values}[intDiv(due, 2) + 1], ${values}) + 1]))),
    arrayMap(k -> intDiv(2 * length(${values}) * k + 4, 5), [1, 2, 3, 4]))`

/** One statement: the limits in a first narrow pass over the orders, then everything in a second one. */
const BY_HAND = `
INSERT INTO profiles_by_hand (as_of, customer_id, definition_version, first_order_at, last_order_at, last_active_at, recency_days, frequency, monetary, average_order, mean_gap_days, r_score, f_score,
  m_score, rfm_score, lifecycle_tier, value_class, favourite_category, main_channel, lifetime_orders, lifetime_spend)
WITH
  known AS (
    SELECT customer_id, registered_at FROM customers FINAL
    WHERE first_seen_at <= {asOf:DateTime64(3,'UTC')} AND is_test = 0 AND customer_id != toUUID('00000000-0000-0000-0000-000000000000')
      AND customer_id NOT IN (SELECT from_id FROM customer_alias FINAL WHERE to_id != from_id AND is_device = 0)
  ),
  (
    SELECT (${limits('rs')}, ${limits('fs')}, ${limits('ms')}, ms[greatest(length(ms) - greatest(1, toUInt64(floor((SELECT count() FROM known) * 0.1 + 1e-9))) + 1, 1)])
    FROM (
      SELECT arraySort(groupArray(-(toUnixTimestamp64Milli({asOf:DateTime64(3,'UTC')}) - toUnixTimestamp64Milli(last_at)) / 86400000)) AS rs,
        arraySort(groupArray(toFloat64(frequency))) AS fs, arraySort(groupArray(toFloat64(monetary))) AS ms
      FROM (${NARROW_ORDERS})
    )
  ) AS found,
  bought AS (
    SELECT customer_id, min(began) AS first_at, max(ended) AS last_at, sum(n) AS orders, sum(paid) AS spent, sum(recent_n) AS recent_orders, sum(recent_paid) AS recent_spent,
      argMax(used, bitShiftLeft(n, 32) + cityHash64(used) % 4294967296) AS order_channel
    FROM (
      SELECT customer_id, any(channel) AS used, min(ordered_at) AS began, max(ordered_at) AS ended, count() AS n, sum(amount) AS paid, countIf(${RECENT}) AS recent_n,
        sumIf(amount, ${RECENT}) AS recent_paid
      FROM (
        SELECT customer_id, min(occurred_at) AS ordered_at, min(available_at) AS known_at, sum(amount) AS amount, any(till) AS channel
        FROM (SELECT customer_id, order_id, occurred_at, available_at, project_amount AS amount, channel AS till FROM order_lines FINAL WHERE ${SOLD})
        GROUP BY customer_id, order_id
        HAVING known_at <= {asOf:DateTime64(3,'UTC')} AND ordered_at <= {asOf:DateTime64(3,'UTC')}
      )
      GROUP BY customer_id, cityHash64(channel)
    )
    GROUP BY customer_id
  ),
  liked AS (
    SELECT customer_id, argMax(kind_of, bitShiftLeft(toInt256(toInt128(spent * 1000000)), 96) + bitShiftLeft(toInt256(lines), 32) + toInt256(cityHash64(kind_of) % 4294967296)) AS favourite
    FROM (
      SELECT customer_id, any(category) AS kind_of, sum(project_amount) AS spent, count() AS lines FROM order_lines FINAL WHERE ${THEN} AND ${SOLD} AND category != ''
      GROUP BY customer_id, cityHash64(category)
    )
    GROUP BY customer_id
  ),
  seen AS (
    SELECT customer_id, max(last_at) AS last_event_at, argMax(used, bitShiftLeft(acts, 32) + cityHash64(used) % 4294967296) AS event_channel
    FROM (
      SELECT customer_id, any(channel) AS used, count() AS acts, max(occurred_at) AS last_at FROM events WHERE ${THEN} AND is_bot = 0 AND is_test = 0 AND is_repeat = 0
      GROUP BY customer_id, cityHash64(channel)
    )
    GROUP BY customer_id
  )
SELECT {asOf:DateTime64(3,'UTC')}, known.customer_id, {definitionVersion:String}, if(orders > 0, first_at, NULL), if(orders > 0, last_at, NULL),
  if(orders > 0 OR last_event_at > toDateTime64(0, 3, 'UTC'), greatest(last_at, last_event_at), NULL), if(orders > 0, recency, NULL), recent_orders, ifNull(recent_spent, 0),
  if(recent_orders = 0, 0, ifNull(recent_spent, 0) / greatest(recent_orders, 1)), gap,
  if(orders > 0, toUInt8(1 + arrayCount(x -> -recency >= x, found.1)), 0) AS r, if(orders > 0, toUInt8(1 + arrayCount(x -> toFloat64(recent_orders) >= x, found.2)), 0) AS f,
  if(orders > 0, toUInt8(1 + arrayCount(x -> toFloat64(ifNull(recent_spent, 0)) >= x, found.3)), 0) AS m, if(r = 0, NULL, 0.4 * r + 0.3 * f + 0.3 * m),
  multiIf(
    (toUnixTimestamp64Milli({asOf:DateTime64(3,'UTC')}) - toUnixTimestamp64Milli(if(orders > 0, first_at, registered_at))) / 86400000 <= 60, 'new',
    orders = 0 OR recency > 120, 'dormant', orders >= 3 AND ifNull(recency / greatest(gap, 1), 0) >= 2, 'at_risk', toFloat64(ifNull(recent_spent, 0)) >= found.4, 'high_value', 'active'),
  multiIf(r = 0, '', r >= 3, if((f + m) / 2 >= 4, 'high_value', 'potential'), (f + m) / 2 >= 3, 'at_risk', 'general'),
  favourite, if(order_channel != '', order_channel, event_channel), orders, ifNull(spent, 0)
FROM (
  SELECT *, (toUnixTimestamp64Milli({asOf:DateTime64(3,'UTC')}) - toUnixTimestamp64Milli(last_at)) / 86400000 AS recency,
    if(orders > 1, dateDiff('second', first_at, last_at) / 86400 / (orders - 1), NULL) AS gap
  FROM bought
) AS b
RIGHT JOIN known ON b.customer_id = known.customer_id
LEFT JOIN liked ON liked.customer_id = known.customer_id
LEFT JOIN seen ON seen.customer_id = known.customer_id`

/** Times both in turn and compares what they wrote. Leaves the product's profiles as of `asOf` behind. @throws Error when a row differs */
export async function compareRfm(
  client: ClickHouseClient,
  options: { readonly asOf: Date; readonly runs: number; readonly onRun?: (name: string, seconds: number) => void },
): Promise<RfmComparison> {
  const { asOf, runs } = options
  const store = createProfileStore(client)
  await client.command({ query: 'CREATE TABLE IF NOT EXISTS profiles_by_hand AS profiles' })
  const times = { ours: [] as number[], byHand: [] as number[] }
  const timed = async (name: keyof typeof times, table: string, work: () => Promise<unknown>): Promise<void> => {
    await client.command({ query: `TRUNCATE TABLE ${table}` })
    const started = performance.now()
    await work()
    const seconds = (performance.now() - started) / 1000
    times[name].push(seconds)
    options.onRun?.(name, seconds)
  }
  let customers = 0
  for (let run = 0; run < runs; run += 1) {
    await timed('ours', 'profiles', async () => {
      customers = (await store.refresh(asOf, PRODUCT_SCHEME)).customers
    })
    await timed('byHand', 'profiles_by_hand', () =>
      client.command({
        query: BY_HAND,
        query_params: { asOf: engineTime(asOf.getTime()), definitionVersion: 'scheme-0+fixed' },
        clickhouse_settings: LONG,
      }),
    )
  }
  const differing = async (one: string, other: string): Promise<number> => {
    const [row] = await readRows<{ n: string }>(
      client,
      `SELECT count() AS n FROM (SELECT * FROM ${one} EXCEPT SELECT * FROM ${other})`,
      {},
      LONG,
    )
    return Number(row?.n ?? Number.NaN)
  }
  const [lost, added] = [await differing('profiles_by_hand', 'profiles'), await differing('profiles', 'profiles_by_hand')]
  if (lost !== 0 || added !== 0) throw new Error(`The rows differ: ${lost} of those by hand are not ours, ${added} of ours not by hand.`)
  await client.command({ query: 'DROP TABLE profiles_by_hand' })
  const [oursSeconds, byHandSeconds] = [median(times.ours), median(times.byHand)]
  return { ratio: oursSeconds / byHandSeconds, oursSeconds, byHandSeconds, customers, runs }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: String(GROUPS_DATA.customers) },
      events: { type: 'string', default: String(GROUPS_DATA.events) },
      orders: { type: 'string', default: String(GROUPS_DATA.orders) },
      runs: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  })
  const { engines, stop } = await openEngines()
  try {
    const data = { ...GROUPS_DATA, customers: Number(values.customers), events: Number(values.events), orders: Number(values.orders) }
    await fillGroupsData(engines.clickhouse, data)
    const result = await compareRfm(engines.clickhouse, {
      asOf: data.asOf,
      runs: Number(values.runs),
      onRun: (name, seconds) => values.json || console.log(`${name}: ${seconds.toFixed(2)} s`),
    })
    const passed = result.ratio <= BAR
    console.log(JSON.stringify({ ...result, events: data.events, orders: data.orders, bar: BAR, passed }))
    if (!passed) process.exitCode = 1
  } finally {
    await stop()
  }
}
