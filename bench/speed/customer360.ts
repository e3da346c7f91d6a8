// npm run -s bench -- customer360 [--json] [--customers 1000000] [--events 50000000] [--orders 3000000] [--looks 300]
//
// How long everything that a customer's page asks for takes, one page after the other, over HTTP and at the product's own rights:
//   p95Ms   from the first question to the last answer, 95 of 100 pages
//   parts   the same for each question alone
import { Agent, request } from 'node:http'
import { parseArgs } from 'node:util'
import { systemClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import type { House } from '../../src/main/house.ts'
import { openWholeHouse } from '../../tests/support/whole-house.ts'
import { fillGroupsData, GROUPS_DATA } from './groups-data.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    customers: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '50000000' },
    orders: { type: 'string', default: '3000000' },
    looks: { type: 'string', default: '300' },
  },
})
const data = { ...GROUPS_DATA, customers: Number(values.customers), events: Number(values.events), orders: Number(values.orders) }

/** What web/src/pages/profile asks for when a customer is opened. */
const QUESTIONS = [
  '',
  '/timeline',
  '/measures',
  '/subscriptions',
  '/partner-tags',
  '/accounts',
  '/values',
  '/consents',
  '/segments',
] as const

/** Scores of a dozen months, as a shop of that age has. */
const SCORES = `
INSERT INTO scores (kind, as_of, customer_id, model_id, model_version, probability, value, tier, cause, reasons, computed_at)
SELECT 'churn', {asOf:DateTime64(3,'UTC')} - toIntervalMonth(run), customer_id, 'm', 1, p, 100, multiIf(p > 0.8, 'high', p > 0.5, 'medium', 'low'), 'other', '[]', {asOf:DateTime64(3,'UTC')}
FROM (SELECT customer_id, number AS run, cityHash64(customer_id, number) / 18446744073709551616. AS p FROM (SELECT customer_id FROM customers) AS c CROSS JOIN numbers(12) AS n)`

async function fill(house: House): Promise<void> {
  const { clickhouse, pg } = house.engines
  await fillGroupsData(clickhouse, data)
  await createProfileStore(clickhouse).refresh(data.asOf, PRODUCT_SCHEME)
  await clickhouse.command({
    query: SCORES,
    query_params: { asOf: data.asOf.toISOString().replace('T', ' ').replace('Z', '') },
    clickhouse_settings: { max_execution_time: 3_000 },
  })
  const BLOCK = 50_000
  for (let start = 0; start < data.customers; start += BLOCK) {
    const rows = await readRows<{ id: string }>(
      clickhouse,
      `SELECT toString(customer_id) AS id FROM customers ORDER BY customer_id LIMIT ${BLOCK} OFFSET ${start}`,
      {},
      { max_execution_time: 600 },
    )
    const ids = rows.map(({ id }) => id)
    await pg.query(
      `INSERT INTO customers (id, data_key, masked_name, source, created_at, updated_at)
       SELECT id, '\\x00', '张*', 'filled', '2025-01-01', '2025-01-01' FROM unnest($1::uuid[]) AS c (id)`,
      [ids],
    )
    await pg.query(
      `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at)
       SELECT kind, sha256((kind || id::text)::bytea), id, id, '\\x00', '139****0000', 'filled', '2025-01-01', '2025-01-01'
       FROM unnest($1::uuid[]) AS c (id) CROSS JOIN (VALUES ('phone'), ('member_number')) AS k (kind)`,
      [ids],
    )
  }
  await pg.query('ANALYZE customers, identifiers')
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 })

function get(url: string, headers: Record<string, string>): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(performance.now() - started) : reject(new Error(`${url} answered ${answer.statusCode}.`)),
      )
    })
      .on('error', reject)
      .end()
  })
}

function p95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN
}

const shop = await openWholeHouse({ clock: systemClock, seed: fill })
try {
  const { house, url } = shop
  const setup = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      code: await house.access.setup.code(),
      email: 'a@example.com',
      name: 'Ada',
      password: 'correct horse battery',
      language: 'en',
    }),
  })
  const cookie = (setup.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
  const rng = new Rng('customer360')
  const some = await readRows<{ id: string }>(
    house.engines.clickhouse,
    `SELECT toString(customer_id) AS id FROM customers FINAL WHERE is_test = 0 ORDER BY cityHash64(customer_id) LIMIT {looks:UInt32}`,
    { looks: Number(values.looks) + 20 },
  )
  // Half of them among those who do most: pages are opened of those.
  const busy = await readRows<{ id: string }>(
    house.engines.clickhouse,
    `SELECT toString(customer_id) AS id FROM events WHERE customer_id IN (SELECT customer_id FROM customers FINAL WHERE is_test = 0) GROUP BY customer_id ORDER BY count() DESC LIMIT {looks:UInt32}`,
    { looks: Number(values.looks) },
    { max_execution_time: 600 },
  )
  const whole: number[] = []
  const parts = QUESTIONS.map((): number[] => [])
  for (let i = 0; i < Number(values.looks) + 20; i += 1) {
    const id = (i % 2 === 0 ? some[i]?.id : busy[rng.int(busy.length)]?.id) ?? ''
    const started = performance.now()
    const took = await Promise.all(QUESTIONS.map((question) => get(`${url}/api/v1/customers/${id}${question}`, { cookie })))
    // The first fill the caches.
    if (i < 20) continue
    whole.push(performance.now() - started)
    took.forEach((ms, k) => parts[k]?.push(ms))
  }
  const round = (ms: number) => Number(ms.toFixed(1))
  console.log(
    JSON.stringify({
      p95Ms: round(p95(whole)),
      medianMs: round(whole.toSorted((a, b) => a - b)[whole.length >> 1] ?? Number.NaN),
      parts: Object.fromEntries(
        QUESTIONS.map((question, k) => [question === '' ? 'customer' : question.slice(1), round(p95(parts[k] ?? []))]),
      ),
      customers: data.customers,
      events: data.events,
    }),
  )
} finally {
  agent.destroy()
  await shop.stop()
}
