import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#kernel/clock.ts'
import type { Session } from '#http/access/access-schemas.ts'
import type { ImportPage, Job } from '#http/collect/data-schemas.ts'
import type { Checklist, SampleShopState } from '#http/first-run/first-run-schemas.ts'
import type { Overview } from '#http/overview/overview-schemas.ts'
import type { StreamList } from '#http/collect/stream-schemas.ts'
import type { StrategyList } from '#http/decide/retain-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import { SCHEDULER } from '#jobs/job-runner.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { HOUSE_TABLES, SHOP_TABLES } from '#store/relational/clear-shop-data.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer, SAMPLE_CUSTOMERS } from './support/shop-server.ts'

let shop: ShopServer

beforeAll(async () => {
  // A mail server that does not exist: anything that tried to send would fail the sends, and there must be none.
  shop = await openShopServer(systemClock, { LIUKE_SMTP_URL: 'smtp://127.0.0.1:9' })
})
afterAll(async () => {
  await shop?.close()
})

test('each other kind of data says its fields and how a row is sent, and its sample file is theirs', async () => {
  const { items } = await shop.get<Static<typeof StreamList>>('/streams')
  expect(items.map(({ kind }) => kind)).toEqual(['feedback', 'reviews', 'surveys', 'visits', 'sign_ins', 'series', 'partner_tags'])
  for (const { kind, fields, event, example } of items) {
    expect(example.event).toBe(event)
    for (const [language, word] of [
      ['zh-CN', 'zh'],
      ['en', 'en'],
    ] as const) {
      const answer = await shop.admin.ask('GET', `/streams/${kind}/sample?language=${language}`)
      expect([kind, answer.statusCode]).toEqual([kind, 200])
      expect(answer.body.split('\r\n')[0]).toBe(`\uFEFF${fields.map(({ label }) => label[word]).join(',')}`)
    }
  }
  expect((await shop.admin.ask('GET', '/streams/weather/sample')).statusCode).toBe(400)
})

const OWN = `order_id,member_number,ordered_at,product_id,quantity,unit_price
A1,M1,2026-05-01 10:00:00,P1,2,10.00
A2,M2,2026-05-02 10:00:00,P1,1,5.50
`
const state = () => shop.get<SampleShopState>('/sample-shop')
const overview = () => shop.get<Overview>('/overview')
const marked = async () => (await shop.get<Session>('/me')).sampleData
const steps = async () => Object.fromEntries((await shop.get<Checklist>('/checklist')).items.map((item) => [item.step, item.detail]))

async function run(method: 'POST' | 'DELETE'): Promise<{ job: Job; stages: readonly string[] }> {
  const started = await shop.admin.ask(method, '/sample-shop')
  expect([started.statusCode, started.statusCode === 202 ? '' : started.body]).toEqual([202, ''])
  return await shop.ended(started.json<Job>().id)
}

/** Rows of every table of both stores, by name. */
async function rowsOf(tables: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const { rows } = await shop.house.engines.pg.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)
    counts[table] = Number(rows[0]?.n)
  }
  return counts
}
async function factRows(): Promise<number> {
  const tables = await readRows<{ name: string }>(
    shop.house.engines.clickhouse,
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name NOT LIKE '%migration%'`,
  )
  let total = 0
  for (const { name } of tables) {
    const [row] = await readRows<{ n: string }>(shop.house.engines.clickhouse, `SELECT count() AS n FROM ${name}`)
    total += Number(row?.n)
  }
  return total
}

test('every table is either a shop’s data or the house’s own, so that a new one is thought of', async () => {
  const { rows } = await shop.house.engines.pg.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  )
  const known = [...SHOP_TABLES, ...HOUSE_TABLES]
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([])
})

test.each(['zh-CN', 'en'])(
  'the sample files with headings in %s are read without a correction, but for their few broken rows',
  async (language) => {
    for (const [kind, rows] of [
      ['orders', 8_000],
      ['customers', 300],
      ['tickets', 300],
    ] as const) {
      const answer = await shop.admin.ask('GET', `/samples/${kind}?language=${language}`)
      expect(answer.headers['content-disposition']).toBe(`attachment; filename="sample-${kind}.csv"`)
      const file = join(shop.dataDir, `${language}-${kind}.csv`)
      await writeFile(file, answer.rawPayload)
      const { kind: guessed, missing } = await shop.house.imports.previewImport({ file })
      expect([guessed, missing]).toEqual([kind, []])
      const checked = await shop.house.imports.importFile({ file, kind, dryRun: true })
      expect(checked.rows).toBeGreaterThan(rows)
      expect(checked.quarantined).toBeLessThan(checked.rows / 100)
    }
  },
)

test('the sample shop is loaded into an empty house: every page has figures, the house says they are made up, and nothing is sent', async () => {
  expect(await state()).toEqual({ state: 'none', since: null, jobId: null, houseEmpty: true })
  expect(await marked()).toBe(false)
  const { job, stages } = await run('POST')
  expect([job.state, job.problem]).toEqual(['done', null])
  expect(stages).toEqual(expect.arrayContaining(['simulate', 'rows']))
  expect(await state()).toMatchObject({ state: 'loaded', houseEmpty: false })
  expect(await marked()).toBe(true)
  const figures = await overview()
  expect(figures.customers).toBeGreaterThan(SAMPLE_CUSTOMERS * 0.95)
  expect(figures.orders).toBeGreaterThan(1_000)
  expect(figures.events).toBeGreaterThan(1_000)
  expect(figures.revenue30?.minor).toBeGreaterThan(0)
  expect(figures.unconverted).toEqual([])
  expect(figures.atRisk?.customers).toBeGreaterThan(0)
  expect(await steps()).toMatchObject({ data: 'imported', reach: 'reachable', score: expect.stringMatching(/^scored/u) })
  expect(await rowsOf(['send_ledger', 'tasks', 'decision_runs', 'webhook_deliveries'])).toEqual({
    send_ledger: 0,
    tasks: 0,
    decision_runs: 0,
    webhook_deliveries: 0,
  })
  const strategies = await shop.get<Static<typeof StrategyList>>('/strategies')
  expect(new Set(strategies.items.map(({ definition, unready }) => `${definition.channel}: ${unready}`))).toEqual(
    new Set(['email: sample_data', 'webhook: sample_data', 'agent_task: null']),
  )
})

test('beside it no file is imported, a second one is not loaded, and a check of a file still works', async () => {
  const { job } = await shop.ended((await shop.startImport('own.csv', OWN, 'orders')).id)
  expect(job).toMatchObject({ state: 'failed', problem: { code: 'sample-data-loaded' } })
  expect((await shop.admin.ask('POST', '/sample-shop')).json()).toMatchObject({ status: 409, code: 'sample-data-present' })
  expect((await shop.get<Static<typeof ImportPage>>('/imports')).items).toHaveLength(5)
})

test('what the calendar has just begun is waited for, and refuses nobody', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const { jobs } = shop.house
  const { id } = await jobs.attend({ kind: 'settle-merges', createdBy: SCHEDULER }, () => promise.then(() => ({})))
  await expect.poll(async () => (await jobs.byId(id))?.state).toBe('running')
  const removal = await shop.admin.ask('DELETE', '/sample-shop')
  expect(removal.statusCode).toBe(202)
  await expect.poll(async () => (await jobs.byId(removal.json<Job>().id))?.state).toBe('running')
  expect((await state()).state).toBe('loaded')
  expect((await shop.admin.ask('POST', `/jobs/${removal.json<Job>().id}/cancel`)).statusCode).toBeLessThan(300)
  expect((await shop.ended(removal.json<Job>().id)).job.state).toBe('cancelled')
  resolve(undefined)
  expect(await state()).toMatchObject({ state: 'loaded', jobId: null })
})

test('removed, nothing of it is left, and users, settings, strategies and the audit log are', async () => {
  const saved = await shop.admin.ask('POST', '/segments', { name: 'Everybody', where: 'everyone' })
  expect(saved.statusCode).toBe(201)
  await shop.house.segmentMembers.work()
  const filled = async () => (await shop.house.engines.pg.query('SELECT filled_version FROM segments')).rows
  expect(await filled()).toEqual([{ filled_version: 1 }])
  const before = await rowsOf(['users', 'settings', 'strategies', 'api_keys'])
  const { job } = await run('DELETE')
  // Members of what comes next are new to it, and nobody is told that they came.
  expect(await filled()).toEqual([{ filled_version: 0 }])
  expect([job.state, job.problem]).toEqual(['done', null])
  expect(await state()).toEqual({ state: 'none', since: null, jobId: null, houseEmpty: true })
  expect(await marked()).toBe(false)
  expect(Object.entries(await rowsOf([...SHOP_TABLES, 'inbox', 'intake_counts', 'sources'])).filter(([, rows]) => rows > 0)).toEqual([])
  expect(await factRows()).toBe(0)
  expect(await rowsOf(['users', 'settings', 'strategies', 'api_keys'])).toEqual(before)
  expect(await overview()).toMatchObject({ customers: 0, orders: 0, events: 0, revenue30: null, atRisk: null, quarantined: 0, monthly: [] })
  expect(await steps()).toMatchObject({ data: 'no_data', score: 'needs_orders' })
  expect((await shop.admin.ask('DELETE', '/sample-shop')).json()).toMatchObject({ status: 409, code: 'no-sample-data' })
  const { items } = await shop.get<{ items: { action: string }[] }>('/audit?limit=10')
  expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(['load-sample-shop-started', 'remove-sample-shop-started']))
})

test('it can be loaded again, as whole as the first time; once own events came in it is not removed', async () => {
  const { job } = await run('POST')
  expect([job.state, job.problem]).toEqual(['done', null])
  const figures = await overview()
  expect(figures.customers).toBeGreaterThan(SAMPLE_CUSTOMERS * 0.95)
  expect(figures.events).toBeGreaterThan(1_000)
  const source = (await shop.admin.ask('POST', '/sources', { name: 'own', kind: 'web' })).json<{
    source: { id: string }
    writeKey: string
  }>()
  const sent = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/track',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ type: 'track', event: 'Seen', userId: 'u1' }),
  })
  expect(sent.statusCode).toBe(200)
  expect((await shop.admin.ask('DELETE', '/sample-shop')).json()).toMatchObject({ status: 409, code: 'sample-data-mixed' })
  expect((await overview()).customers).toBe(figures.customers)
  await shop.house.db.deleteFrom('inbox').execute()
  expect((await run('DELETE')).job.state).toBe('done')
})

test('an own file afterwards shows its own figures and no others, and then there is no room for the sample', async () => {
  const { job } = await shop.ended((await shop.startImport('own.csv', OWN, 'orders')).id)
  expect(job).toMatchObject({ state: 'done', result: { rows: 2, stored: 2, duplicates: 0 } })
  expect(await overview()).toMatchObject({ customers: 2, orders: 2, events: 0, atRisk: null })
  expect((await overview()).monthly.map(({ revenue }) => revenue.minor)).toEqual([2550])
  expect((await shop.admin.ask('POST', '/sample-shop')).json()).toMatchObject({ status: 409, code: 'house-not-empty' })
  expect((await shop.admin.ask('DELETE', '/sample-shop')).json()).toMatchObject({ status: 409, code: 'no-sample-data' })
})

test('a load that is cancelled leaves nothing behind', async () => {
  const clean = await openShopServer(systemClock)
  try {
    const started = (await clean.admin.ask('POST', '/sample-shop')).json<Job>()
    await clean.admin.ask('POST', `/jobs/${started.id}/cancel`)
    expect((await clean.ended(started.id)).job.state).toBe('cancelled')
    expect(await clean.get<SampleShopState>('/sample-shop')).toEqual({ state: 'none', since: null, jobId: null, houseEmpty: true })
    expect(await clean.get<Overview>('/overview')).toMatchObject({ customers: 0, orders: 0, events: 0 })
  } finally {
    await clean.close()
  }
})
