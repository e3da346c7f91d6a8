// npm run -s bench -- groups [--json] [--customers 500000] [--events 10000000] [--orders 1000000] [--runs 5] [--rate 500] [--seconds 60]
//
// Groups over a made-up shop (bench/speed/groups-data.ts), all in one run; what is compared runs in turn on the same engine and must find the same.
//   ratios.rfm      a run of profiles (RFM, classes, tiers) against the best SQL written by hand
//   ratios.segment  a segment of six conditions, compiled, against the best SQL written by hand
//   countP95Ms      95 of 100 live counts of many conditions are answered within, as the console asks for them
//   growth          seconds of both at this size out of those at a tenth of it; the larger
//   refreshSeconds  profiles with RFM and tiers, and the 40 tags of the retail set, of everybody
//   refreshRssMb    most memory of the engine's process meanwhile
//   entryP99Ms      from an event that is sent at a steady rate to the signal of entering a segment, 99 of 100; 100 segments in use
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { everyone } from '#access/scope.ts'
import { systemClock } from '#kernel/clock.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import { readConditionText } from '#segment/conditions/read-condition-text.ts'
import type { Language } from '#segment/segments/segment-service.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { createConditionReader } from '#store/condition-reader.ts'
import { createFieldReader } from '#store/condition-field-reader.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { createConsentCopy } from '#store/consent-copy.ts'
import type { Engines } from '#store/engines/engines.ts'
import { connect } from '#store/relational/connect.ts'
import { followSignals } from '#store/relational/signal-outbox.ts'
import { createStoredPeople } from '#store/stored-people.ts'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { openEngines } from '../../tests/support/data-folder.ts'
import { openWholeHouse } from '../../tests/support/whole-house.ts'
import { fillGroupsData, GROUPS_DATA } from './groups-data.ts'
import type { GroupsDataOptions } from './groups-data.ts'
import { compareRfm } from './groups-rfm.ts'
import type { RfmComparison } from './groups-rfm.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    customers: { type: 'string', default: String(GROUPS_DATA.customers) },
    events: { type: 'string', default: String(GROUPS_DATA.events) },
    orders: { type: 'string', default: String(GROUPS_DATA.orders) },
    runs: { type: 'string', default: '5' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
  },
})
const RUNS = Number(values.runs)
const TIME_ZONE = 'Asia/Shanghai'
const SCOPE = everyone('a bench counts all')
const say = (text: string) => values.json || console.log(text)

/** Six conditions over records, profiles, events and order lines. */
const SEGMENT = `customer.region in ("Shanghai", "Jiangsu", "Zhejiang") and profile.tier in ("active", "high_value", "at_risk")
  and count(event "Product Viewed" in last 90 days) >= 2 and not did(event "Checkout Started" in last 30 days)
  and sum(amount of item where category is "tea" in last 365 days) >= 50 and customer.member_level is set`

const KNOWN = `is_test = 0 AND customer_id != toUUID('00000000-0000-0000-0000-000000000000')
    AND customer_id NOT IN (SELECT from_id FROM customer_alias FINAL WHERE to_id != from_id AND is_device = 0)`
const SINCE = (days: number) =>
  `occurred_at > {now:DateTime64(3,'UTC')} - toIntervalDay(${days}) AND occurred_at <= {now:DateTime64(3,'UTC')}`

/** The same by hand: sets, the narrowest first, one pass over the events that are asked for. */
const BY_HAND = `
SELECT count() AS n FROM customers FINAL
WHERE ${KNOWN} AND region IN ('Shanghai', 'Jiangsu', 'Zhejiang') AND member_level != ''
  AND customer_id IN (SELECT customer_id FROM profiles FINAL WHERE as_of = {now:DateTime64(3,'UTC')} AND lifecycle_tier IN ('active', 'high_value', 'at_risk'))
  AND customer_id IN (
    SELECT customer_id FROM order_lines FINAL
    WHERE kind = 'sale' AND quantity > 0 AND unit_price > 0 AND is_duplicate = 0 AND is_test = 0 AND category = 'tea' AND ${SINCE(365)}
    GROUP BY customer_id HAVING sum(project_amount) >= 50)
  AND customer_id IN (
    SELECT customer_id FROM events
    WHERE name IN ('Product Viewed', 'Checkout Started') AND ${SINCE(90)} AND is_bot = 0 AND is_test = 0 AND is_repeat = 0
    GROUP BY customer_id
    HAVING countIf(name = 'Product Viewed') >= 2 AND countIf(name = 'Checkout Started' AND ${SINCE(30)}) = 0)`

/** Counts that people ask for, cheap and dear. */
const COUNTS = [
  'customer.region is "Shanghai"',
  'profile.recency_days > 60 and profile.monetary >= 500',
  'did(order in last 30 days)',
  'count(event "Cart Viewed" in last 7 days) >= 1 and not did(order in last 7 days)',
  'count(item where category in ("tea", "coffee") in last 180 days) >= 3',
  'last(event) earlier than 90 days ago',
  'sum(amount of order in last 365 days) >= 1000 and customer.age between 25 and 40',
  'not did(event in last 30 days)',
  'days(event where channel is "app" in last 60 days) >= 5',
  'sequence(event "Cart Viewed" then no order within 1 day in last 14 days)',
  'as of 30 days ago (profile.tier is "active") and profile.tier is "dormant"',
  SEGMENT,
]

interface Shop {
  readonly engines: Engines
  readonly data: GroupsDataOptions
}

async function languageOf(engines: Engines): Promise<Language> {
  const fields = await createFieldReader(connect(engines.pg), { labels: () => Promise.resolve([]) })()
  return { catalogue: catalogueOf(fields), meanings: new Map(), segments: [] }
}

function readerOf({ engines, data }: Shop) {
  const db = connect(engines.pg)
  const { clickhouse: client, pg } = engines
  return createConditionReader({
    client,
    db,
    people: createStoredPeople({ client, db }),
    consents: createConsentCopy(pg, client),
    accounts: createAccountCopy(pg, client),
    project: { timeZone: TIME_ZONE },
    clock: { now: () => data.asOf },
  })
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] as number
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

/** The segment, compiled and by hand, in turn. */
async function compareSegment(
  shop: Shop,
): Promise<{ readonly ratio: number; readonly oursSeconds: number; readonly byHandSeconds: number; readonly customers: number }> {
  const language = await languageOf(shop.engines)
  const reader = readerOf(shop)
  const condition = parseCondition(readConditionText(SEGMENT), language.catalogue)
  const times = { ours: [] as number[], byHand: [] as number[] }
  let [ours, byHand] = [0, 0]
  for (let run = 0; run <= RUNS; run += 1) {
    const oursTook = await secondsOf(async () => {
      ours = (await reader.count(SCOPE, { condition, grain: 'customers', catalogue: language.catalogue, segments: new Map() })).customers
    })
    const byHandTook = await secondsOf(async () => {
      const [row] = await readRows<{ n: string }>(shop.engines.clickhouse, BY_HAND, { now: shop.data.asOf })
      byHand = Number(row?.n)
    })
    if (ours !== byHand) throw new Error(`The compiled segment finds ${ours} customers, the one by hand ${byHand}.`)
    // The first run fills the caches.
    if (run === 0) continue
    say(`segment: ours ${oursTook.toFixed(3)} s, by hand ${byHandTook.toFixed(3)} s`)
    times.ours.push(oursTook)
    times.byHand.push(byHandTook)
  }
  const [oursSeconds, byHandSeconds] = [median(times.ours), median(times.byHand)]
  return { ratio: oursSeconds / byHandSeconds, oursSeconds, byHandSeconds, customers: ours }
}

async function countP95(shop: Shop): Promise<number> {
  const language = await languageOf(shop.engines)
  const reader = readerOf(shop)
  const times: number[] = []
  for (let round = 0; round < 3; round += 1) {
    for (const text of COUNTS) {
      const condition = parseCondition(readConditionText(text), language.catalogue)
      const took = await secondsOf(() =>
        reader.count(SCOPE, { condition, grain: 'customers', catalogue: language.catalogue, segments: new Map() }),
      )
      if (round === 0) say(`count ${took.toFixed(3)} s: ${text.replaceAll(/\s+/gu, ' ').slice(0, 90)}`)
      else times.push(took * 1000)
    }
  }
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] as number
}

/** Both at one size. */
async function atSize(
  data: GroupsDataOptions,
): Promise<{ readonly rfm: RfmComparison; readonly segment: Awaited<ReturnType<typeof compareSegment>> }> {
  const { engines, stop } = await openEngines()
  try {
    await fillGroupsData(engines.clickhouse, data)
    const rfm = await compareRfm(engines.clickhouse, {
      asOf: data.asOf,
      runs: RUNS,
      onRun: (name, took) => say(`rfm: ${name} ${took.toFixed(2)} s`),
    })
    return { rfm, segment: await compareSegment({ engines, data }) }
  } finally {
    await stop()
  }
}

/** Resident memory of the processes below this one, in MB. */
function engineMb(): number {
  const own = String(process.pid)
  const children = readFileSync(`/proc/${own}/task/${own}/children`, 'utf8').trim().split(' ')
  const memory = children.map((pid) => {
    try {
      return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
    } catch {
      return 0
    }
  })
  return Math.max(0, ...memory)
}

async function watched<T>(work: () => Promise<T>): Promise<{ readonly seconds: number; readonly rssMb: number }> {
  let most = engineMb()
  const timer = setInterval(() => (most = Math.max(most, engineMb())), 100)
  try {
    const seconds = await secondsOf(work)
    return { seconds, rssMb: Math.max(most, engineMb()) }
  } finally {
    clearInterval(timer)
  }
}

/** From events at a steady rate to signals of entering, over the whole data. */
async function entryP99(shop: Awaited<ReturnType<typeof openWholeHouse>>): Promise<{ readonly p99Ms: number; readonly entered: number }> {
  const { house, url } = shop
  await followSignals(house.db, 'bench', ['segment-entered'])
  const { writeKey } = await house.sourceCatalogue.create(
    { name: 'bench', kind: 'server', userIdKind: 'user_id', consent: null },
    systemClock.now(),
  )
  for (let i = 0; i < 100; i += 1) {
    await house.segments.create(
      {
        name: `Bench ${i}`,
        description: '',
        kind: 'dynamic',
        grain: 'customers',
        condition: { where: `did(event "Bench ${i}" in last 7 days) and not did(order in last ${i + 1} days)` },
      },
      'bench',
    )
  }
  while ((await house.engines.pg.query('SELECT FROM segments WHERE filled_version <> version')).rowCount !== 0) await sleep(200)
  const [rate, seconds] = [Number(values.rate), Number(values.seconds)]
  const everyMs = 20
  const perTick = Math.max(1, Math.round((rate * everyMs) / 1000))
  const begun = Date.now()
  let sent = 0
  const open: Promise<unknown>[] = []
  while (Date.now() - begun < seconds * 1000) {
    const due = Math.floor((Date.now() - begun) / everyMs) * perTick
    const batch = Array.from({ length: Math.max(0, Math.min(due - sent, 500)) }, (_, k) => {
      const n = sent + k
      const at = Date.now()
      return {
        type: 'track',
        messageId: `bench-${at}-${n}`,
        userId: `u${n % 3_000}`,
        event: `Bench ${Math.floor(n / 3_000) % 100}`,
        timestamp: new Date(at).toISOString(),
      }
    })
    sent += batch.length
    if (batch.length > 0) {
      open.push(
        fetch(`${url}/v1/batch`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
          body: JSON.stringify({ batch }),
        }).then((answer) => answer.arrayBuffer()),
      )
    }
    await sleep(everyMs)
  }
  await Promise.all(open)
  for (let last = -1; ;) {
    const { rows } = await house.engines.pg.query<{ n: number }>(`SELECT count(*)::int AS n FROM signals WHERE reader = 'bench'`)
    const n = rows[0]?.n ?? 0
    if (n === last) break
    last = n
    await sleep(5_000)
  }
  const { rows } = await house.engines.pg.query<{ customer_id: string; segment: string; at: Date }>(
    `SELECT customer_id, payload ->> 'segmentId' AS segment, recorded_at AS at FROM signals WHERE reader = 'bench'`,
  )
  const names = new Map((await house.segments.language()).segments.map(({ id, name }) => [id, name]))
  const first = await readRows<{ customer: string; name: string; id: string }>(
    house.engines.clickhouse,
    `SELECT toString(customer_id) AS customer, toString(name) AS name, argMin(message_id, occurred_at) AS id FROM events WHERE name LIKE 'Bench %' GROUP BY customer_id, name`,
  )
  const sentAt = new Map(first.map(({ customer, name, id }) => [`${customer} ${name}`, Number(id.split('-')[1])]))
  const waits = rows.map(
    ({ customer_id, segment, at }) => at.getTime() - (sentAt.get(`${customer_id} ${names.get(segment) ?? ''}`) ?? Number.NaN),
  )
  if (waits.length < sentAt.size) throw new Error(`Of ${sentAt.size} who entered a segment only ${waits.length} were told of.`)
  return { p99Ms: waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.99) - 1] ?? Number.NaN, entered: waits.length }
}

/** The nightly work, live counts and entries on one whole product that holds the data. */
async function onTheProduct(data: GroupsDataOptions) {
  const shop = await openWholeHouse({
    clock: systemClock,
    background: true,
    env: { LIUKE_TIME_ZONE: TIME_ZONE },
    seed: (house) => fillGroupsData(house.engines.clickhouse, data),
  })
  try {
    const { house } = shop
    const engines = house.engines
    await house.tags.adopt('retail', 'bench')
    say(`tags: first fill ${(await secondsOf(() => house.tagKeeper.refreshAll(null))).toFixed(1)} s`)
    // As in a night: everybody is looked at, and most are as they were.
    const refresh = await watched(async () => {
      await createProfileStore(engines.clickhouse).refresh(data.asOf, PRODUCT_SCHEME)
      await house.tagKeeper.refreshAll(null)
    })
    say(`refresh: ${refresh.seconds.toFixed(1)} s, ${Math.round(refresh.rssMb)} MB`)
    const countP95Ms = await countP95({ engines, data })
    return { refresh, countP95Ms, entry: await entryP99(shop) }
  } finally {
    await shop.stop()
  }
}

const data = { ...GROUPS_DATA, customers: Number(values.customers), events: Number(values.events), orders: Number(values.orders) }
const tenth = { ...data, customers: data.customers / 10, events: data.events / 10, orders: data.orders / 10 }
const small = await atSize(tenth)
const whole = await atSize(data)
const product = await onTheProduct(data)
const round = (value: number) => Number(value.toFixed(3))
console.log(
  JSON.stringify({
    ratios: { rfm: round(whole.rfm.ratio), segment: round(whole.segment.ratio) },
    countP95Ms: Math.round(product.countP95Ms),
    growth: round(Math.max(whole.rfm.oursSeconds / small.rfm.oursSeconds, whole.segment.oursSeconds / small.segment.oursSeconds)),
    refreshSeconds: round(product.refresh.seconds),
    refreshRssMb: Math.round(product.refresh.rssMb),
    entryP99Ms: Math.round(product.entry.p99Ms),
    entered: product.entry.entered,
    seconds: {
      rfm: round(whole.rfm.oursSeconds),
      segment: round(whole.segment.oursSeconds),
      segmentOfATenth: round(small.segment.oursSeconds),
    },
    customers: data.customers,
    events: data.events,
  }),
)
