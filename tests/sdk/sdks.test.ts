import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { systemClock } from '#kernel/clock.ts'
import { drainInbox } from '../../src/main/background.ts'
import { chromiumArgs, findChromium } from '../support/chromium.ts'
import { openWholeHouse } from '../support/whole-house.ts'
import type { WholeHouse } from '../support/whole-house.ts'
import { openShop } from './shop-page.ts'
import { openRecorder } from './recorder.ts'
import type { Recorder } from './recorder.ts'
import { LINES, ORDER, SERVER_VISIT, visitShop } from './shop-visit.ts'
import type { ServerProgram } from './shop-visit.ts'

/** The programs as their makers publish them: they are told the address and the key, and nothing else is changed. */
const missing = inject('sdksMissing')
const load = createRequire(new URL('programs/package.json', import.meta.url))
let server: WholeHouse
let browser: Browser
let recorder: Recorder

beforeAll(async () => {
  const starting = findChromium().then((executablePath) => chromium.launch({ executablePath, args: [...chromiumArgs] }))
  server = await openWholeHouse({ clock: systemClock })
  browser = await starting
})
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop()])
})

/** A source with its key, and a recorder between it and the server. */
async function openSource(name: string): Promise<{ id: string; key: string }> {
  const { source, writeKey } = await server.house.sourceCatalogue.create(
    { name, kind: 'web', userIdKind: 'member_number', consent: null },
    systemClock.now(),
  )
  recorder = await openRecorder(server.url)
  onTestFinished(() => recorder.stop())
  return { id: source.id, key: writeKey }
}

interface StoredRow {
  readonly message_id: string
  readonly customer: string
  readonly type: string
  readonly name: string
  readonly product_id: string
  readonly amount: number
  readonly occurred: number
  readonly properties: Record<string, unknown>
}

async function storedOf(source: string): Promise<StoredRow[]> {
  await drainInbox(server.house)
  const result = await server.house.engines.clickhouse.query({
    query: `SELECT message_id, toString(customer_id) AS customer, type, name, product_id, toFloat64(amount) AS amount,
      toUnixTimestamp64Milli(occurred_at) AS occurred, properties FROM events FINAL WHERE source_id = '${source}' ORDER BY occurred_at, message_id`,
    format: 'JSONEachRow',
  })
  const rows = await result.json<Record<string, unknown>>()
  return rows.map(
    (row) => ({ ...row, occurred: Number(row['occurred']), properties: JSON.parse(row['properties'] as string) }) as StoredRow,
  )
}

/** What personal data are, no store keeps in clear. */
const PERSONAL = ['email']

/** Every message that went over the wire is stored once, as it was; nothing else is; received = stored. */
async function expectAllStored(source: string): Promise<StoredRow[]> {
  const rows = await storedOf(source)
  const sent = recorder.delivered()
  const byId = new Map(rows.map((row) => [row.message_id, row]))
  expect(byId.size).toBe(rows.length)
  expect(new Set(byId.keys())).toEqual(new Set(sent.map((message) => message['messageId'])))
  for (const message of sent) {
    const row = byId.get(String(message['messageId'])) as StoredRow
    expect({ type: row.type, name: row.name }).toEqual({ type: message['type'], name: message['event'] ?? message['name'] ?? '' })
    const given = (message['type'] === 'identify' || message['type'] === 'group' ? message['traits'] : message['properties']) ?? {}
    const added = Object.keys(row.properties).filter((name) => !Object.hasOwn(given, name))
    // What an event is of, where it is of a cart, stands beside what was sent.
    expect(added.filter((name) => name !== 'cart_id' && name !== 'cart_value')).toEqual([])
    const kept = Object.entries(row.properties).filter(([name]) => !added.includes(name))
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(Object.entries(given).filter(([name]) => !PERSONAL.includes(name))))
    expect(Math.abs(row.occurred - Date.parse(String(message['timestamp'] ?? message['originalTimestamp'])))).toBeLessThan(3_000)
  }
  const [counts] = (await server.house.sourceCatalogue.list()).filter(({ id }) => id === source)
  expect(counts).toMatchObject({ received: sent.length, stored: sent.length, duplicates: 0, quarantined: 0, droppedByConsent: 0 })
  return rows
}

function expectOrder(rows: readonly StoredRow[]): void {
  expect(rows.find(({ name }) => name === 'Order Completed')).toMatchObject({ amount: 1_329, properties: ORDER })
  expect(rows.find(({ name }) => name === 'Product Viewed')).toMatchObject({ product_id: 'p1', amount: 649.5, properties: LINES[0] })
  expect(rows.find(({ name }) => name === 'Product Added')).toMatchObject({ product_id: 'p1' })
}

/** Everything of the person belongs to one customer. */
function expectOneCustomer(rows: readonly StoredRow[]): void {
  expect(new Set(rows.map(({ customer }) => customer)).size).toBe(1)
}

test.skipIf(missing !== '')('analytics-node: what was sent is stored, also when the server was overloaded at first', async () => {
  const { id, key } = await openSource('analytics-node')
  recorder.overload(1, 503, 1)
  const { Analytics } = load('@segment/analytics-node') as {
    Analytics: new (options: object) => ServerProgram & {
      on(name: 'error', listener: (error: unknown) => void): void
      closeAndFlush(): Promise<void>
    }
  }
  const errors: unknown[] = []
  const program = new Analytics({ writeKey: key, host: recorder.url, flushAt: 4 })
  program.on('error', (error) => errors.push(error))
  visitShop(program, 'node1', 'before1')
  await program.closeAndFlush()
  expect(errors).toEqual([])
  const rows = await expectAllStored(id)
  expect(rows.map(({ type, name }) => [type, name])).toEqual(expect.arrayContaining([...SERVER_VISIT]))
  expect(rows).toHaveLength(SERVER_VISIT.length)
  expectOrder(rows)
  expectOneCustomer(rows)
  // Three batches and one repetition: what was refused is sent again once, what was taken never.
  expect(recorder.seen.map(({ path, status }) => `${path} ${status}`).toSorted()).toEqual([
    '/v1/batch 200',
    '/v1/batch 200',
    '/v1/batch 200',
    '/v1/batch 503',
  ])
})

test.skipIf(missing !== '')('rudder-sdk-node: packed bodies and its retries arrive once', async () => {
  const { id, key } = await openSource('rudder-sdk-node')
  recorder.overload(1, 503, 1)
  const RudderAnalytics = load('@rudderstack/rudder-sdk-node') as new (
    key: string,
    options: object,
  ) => ServerProgram & { flush(done?: (error?: unknown) => void): Promise<unknown> }
  const errors: unknown[] = []
  const program = new RudderAnalytics(key, { dataPlaneUrl: recorder.url, errorHandler: (error: unknown) => errors.push(error) })
  visitShop(program, 'rudder1', 'before2')
  await program.flush()
  await expect.poll(() => recorder.delivered().length).toBe(SERVER_VISIT.length)
  expect(errors).toEqual([])
  const rows = await expectAllStored(id)
  expect(rows.map(({ type, name }) => [type, name])).toEqual(expect.arrayContaining([...SERVER_VISIT]))
  expectOrder(rows)
  expectOneCustomer(rows)
  expect(recorder.seen.every(({ headers }) => headers['content-encoding'] === 'gzip')).toBe(true)
  expect(recorder.seen.filter(({ status }) => status !== 200)).toHaveLength(1)
})

/** A browser at the shop's page; what goes to neither the shop nor the server, and what the console complains of. */
async function openVisitor(
  shop: string,
  path = '/tea?utm_source=mail',
): Promise<{ page: Page; elsewhere: string[]; complaints: string[] }> {
  const context = await browser.newContext({ userAgent: 'Mozilla/5.0 (X11; Linux x64) Chrome/140' })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    const { origin } = new URL(request.url())
    if (origin !== shop && origin !== recorder.url && origin !== 'null') elsewhere.push(request.url())
  })
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${shop}${path}`)
  return { page, elsewhere, complaints }
}

const BROWSER_VISIT = [
  ['page', 'Tea'],
  ['track', 'Product Viewed'],
  ['identify', ''],
  ['track', 'Product Added'],
  ['track', 'Order Completed'],
  ['group', ''],
  ['alias', ''],
] as const

/** Runs in the page: the visit by the program of Segment, told where the server is and its key. */
async function visitInPage(page: Page, key: string, options: object, wait: boolean): Promise<void> {
  await page.evaluate(
    async ([writeKey, cdnURL, given, line, order, settle]) => {
      const { AnalyticsBrowser } = (
        globalThis as unknown as { AnalyticsNext: { AnalyticsBrowser: { load(a: object, b: object): Program } } }
      ).AnalyticsNext
      interface Program {
        readonly ready: () => Promise<unknown>
        page(category: string | undefined, name: string): Promise<unknown>
        track(event: string, properties: object): Promise<unknown>
        identify(id: string, traits: object): Promise<unknown>
        group(id: string, traits: object): Promise<unknown>
        alias(to: string, from: string): Promise<unknown>
      }
      const analytics = AnalyticsBrowser.load({ writeKey, cdnURL }, given)
      const calls = [
        analytics.page(undefined, 'Tea'),
        analytics.track('Product Viewed', line),
        analytics.identify('browser1', { plan: 'gold', email: 'browser1@example.com' }),
        analytics.track('Product Added', line),
        analytics.track('Order Completed', order),
        analytics.group('company-1', { industry: 'tea' }),
        analytics.alias('browser1', 'before3'),
      ]
      if (settle) await Promise.all(calls)
      else await analytics.ready()
    },
    [key, recorder.url, options, LINES[0] as object, ORDER, wait] as const,
  )
}

test.skipIf(missing !== '')('analytics-next in a browser: settings, preflights and every call from another site', async () => {
  const { id, key } = await openSource('analytics-next')
  const { page, elsewhere, complaints } = await openVisitor(await openShop())
  await visitInPage(page, key, {}, true)
  await expect.poll(() => recorder.delivered().length).toBe(BROWSER_VISIT.length)
  const rows = await expectAllStored(id)
  expect(rows.map(({ type, name }) => [type, name])).toEqual(expect.arrayContaining([...BROWSER_VISIT]))
  expectOrder(rows)
  // The page and the product were looked at before anybody knew who it was.
  expectOneCustomer(rows)
  expect(rows.find(({ type }) => type === 'page')?.properties).toMatchObject({
    path: '/tea',
    title: '茶 · Tea',
    search: '?utm_source=mail',
  })
  expect(recorder.seen[0]).toMatchObject({ method: 'GET', path: `/v1/projects/${key}/settings`, status: 200 })
  expect(recorder.seen.filter(({ status }) => status >= 400)).toEqual([])
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] })
})

test.skipIf(missing !== '')('analytics-next: an overloaded server is asked again after its own time', async () => {
  const { id, key } = await openSource('analytics-next-overload')
  const { page } = await openVisitor(await openShop())
  recorder.overload(2, 429, 1)
  await visitInPage(page, key, {}, true)
  await expect.poll(() => recorder.delivered().length).toBe(BROWSER_VISIT.length)
  await expectAllStored(id)
  expect(recorder.seen.filter(({ status }) => status === 429)).toHaveLength(2)
})

test.skipIf(missing !== '')('analytics-next in batches: a page that closes loses nothing', async () => {
  const { id, key } = await openSource('analytics-next-batches')
  const { page, elsewhere } = await openVisitor(await openShop())
  const options = { integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 5, timeout: 60_000 } } } } }
  await visitInPage(page, key, options, false)
  await expect.poll(() => recorder.delivered().length).toBeGreaterThanOrEqual(5)
  await page.goto('about:blank')
  await expect.poll(() => recorder.delivered().length).toBe(BROWSER_VISIT.length)
  const rows = await expectAllStored(id)
  expect(rows.map(({ type, name }) => [type, name])).toEqual(expect.arrayContaining([...BROWSER_VISIT]))
  expect(recorder.seen.filter(({ status }) => status >= 400)).toEqual([])
  expect(elsewhere).toEqual([])
})

/** What a person does on a page with our own tracker, until it is closed. */
async function lookAround(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Buy' }).click()
  await page.getByRole('link', { name: 'More' }).click()
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
  await page.waitForTimeout(300)
  await page.goto('about:blank')
}

/** Without times and heights, which differ from run to run. */
const SEEN_BY_TRACKER = [
  ['Products Searched', { query: '茶', path: '/tracked' }],
  ['Element Clicked', { target: 'buy', kind: 'button', path: '/tracked' }],
  ['Element Clicked', { target: '#', kind: 'a', path: '/tracked' }],
  ['Page Left', { path: '/tracked', scroll_percent: 100 }],
] as const

function expectSeen(rows: readonly StoredRow[]): void {
  for (const [name, properties] of SEEN_BY_TRACKER) {
    const found = rows.filter((row) => row.name === name)
    expect(found.map((row) => row.properties)).toContainEqual(expect.objectContaining(properties))
  }
  const seconds = rows.find(({ name }) => name === 'Page Left')?.properties['seconds_visible']
  expect(Number(seconds)).toBeGreaterThan(0.2)
  expect(Number(seconds)).toBeLessThan(30)
}

test('our own tracker alone: a search, clicks, scrolling and the time on a page arrive when it closes', async () => {
  const { id, key } = await openSource('liuke-web')
  const { page, elsewhere, complaints } = await openVisitor(await openShop(recorder.url, key), '/tracked?q=茶')
  await page.waitForFunction(`'liukeWeb' in globalThis`)
  await lookAround(page)
  await expect.poll(() => recorder.delivered().length).toBe(5)
  const rows = await expectAllStored(id)
  expectSeen(rows)
  expect(rows.filter(({ type }) => type === 'page').map(({ properties }) => properties)).toEqual([
    { path: '/tracked', title: '茶 · Tea', referrer: '' },
  ])
  expectOneCustomer(rows)
  expect(recorder.seen.map(({ path }) => path.split('?')[0])).toContain('/beacon/v1/batch')
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] })
})

test('our own tracker sends nothing before the consent that it needs, nor after a no', async () => {
  const { key } = await openSource('liuke-web-consent')
  const { page } = await openVisitor(await openShop(recorder.url, key), '/asking?q=茶')
  await page.waitForFunction(`'liukeWeb' in globalThis`)
  await page.getByRole('button', { name: 'Buy' }).click()
  const kept = await page.evaluate<(string | null)[]>(`(() => {
    const kept = () => localStorage.getItem('liuke_queue')
    const before = kept()
    liukeWeb.consent(true)
    document.querySelector('button').click()
    const between = kept()
    liukeWeb.consent(false)
    return [before, between, kept()]
  })()`)
  expect(kept).toEqual([null, expect.stringContaining('Element Clicked'), null])
  await page.goto('about:blank')
  expect(recorder.delivered()).toEqual([])
})

test.skipIf(missing !== '')('our own tracker beside analytics-next: its events go with the ids of that program', async () => {
  const { id, key } = await openSource('liuke-web-plugin')
  const { page } = await openVisitor(await openShop(recorder.url), '/beside?q=茶')
  await page.waitForFunction(`'liukeWeb' in globalThis`)
  await page.evaluate(
    async ([writeKey, cdnURL]) => {
      interface Program {
        register(plugin: unknown): Promise<unknown>
        identify(id: string): Promise<unknown>
      }
      const { AnalyticsNext, liukeWeb } = globalThis as unknown as {
        AnalyticsNext: { AnalyticsBrowser: { load(a: object): Program } }
        liukeWeb: { plugin(): unknown }
      }
      const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL })
      await analytics.identify('browser7')
      await analytics.register(liukeWeb.plugin())
    },
    [key, recorder.url] as const,
  )
  await page.getByRole('button', { name: 'Buy' }).click()
  await expect.poll(() => recorder.delivered().length).toBe(3)
  const rows = await expectAllStored(id)
  expect(rows.map(({ name }) => name).toSorted()).toEqual(['', 'Element Clicked', 'Products Searched'])
  expectOneCustomer(rows)
})
