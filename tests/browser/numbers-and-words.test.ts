import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumArgs, findChromium } from './chromium.ts'
import { startFreshServer } from './fresh-server.ts'
import type { FreshServer } from './fresh-server.ts'
import { foreignWords } from './foreign-words.ts'
import { settle } from './settle.ts'
import { watchPage } from './watch-page.ts'

// A shop with scores, values, a run and its reactions: every number that can be opened holds as many as it says, and every page speaks one language.

const ADMIN = { name: 'Ada', email: 'ada@shop.example', password: 'a long sentence to remember', language: 'zh-CN' as const }
const nothing = (): void => undefined

let server: FreshServer
let browser: Browser
let page: Page
let problems: readonly string[]
let data: ReadonlySet<string>

beforeAll(async () => {
  const executablePath = await findChromium()
  server = await startFreshServer(600)
  data = await fill(server)
  browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(20_000)
  page = await context.newPage()
  problems = watchPage(page, ['401 /api/v1/me', '404 /api/v1/setup'])
  await page.goto(server.url)
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email)
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
  await page.getByRole('navigation').first().waitFor()
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const NUMBERED = ['/', '/customers/segments', '/predict/churn', '/predict/value', '/retain/messages', '/retain/runs']

test.each(NUMBERED)('every number of %s that can be opened holds as many as it says', async (path) => {
  await page.goto(`${server.url}${path}`)
  await settle(page)
  const links = await numberLinks()
  const buttons = await page.locator('button[data-count]').count()
  expect(links.length + buttons).toBeGreaterThan(0)
  const wrong: string[] = []
  for (let i = 0; i < buttons; i += 1) {
    const button = page.locator('button[data-count]').nth(i)
    const count = Number(await button.getAttribute('data-count'))
    if (count === 0) continue
    const name = (await button.innerText()).replaceAll(/\s+/g, ' ')
    await button.click()
    const total = await openedTotal(count)
    if (total !== count) wrong.push(`${name}: says ${count}, opens ${total}`)
    if (path === '/predict/value') {
      await page.goto(`${server.url}${path}`)
      await settle(page)
    }
  }
  for (const { to, count, text } of links) {
    await page.goto(new URL(to, `${server.url}${path}`).href)
    const total = await openedTotal(count)
    if (total !== count) wrong.push(`${text} -> ${to}: says ${count}, opens ${total}`)
  }
  expect(wrong).toEqual([])
})

test('numbers of people and of messages are there to be opened', async () => {
  await page.goto(server.url)
  await settle(page)
  const opened = (await numberLinks()).map(({ to }) => to)
  const parts = [
    'atRisk=true',
    'active=true',
    'isNew=true',
    'scored=true',
    'arm=treated',
    'state=delivered',
    'reaction=opened',
    'reaction=clicked',
  ]
  expect(parts.filter((part) => !opened.some((to) => to.includes(part)))).toEqual([])
})

const PAGES = [
  '/',
  '/customers',
  '/customers/segments',
  '/predict/churn',
  '/predict/churn?tab=alerts',
  '/predict/churn?tab=model',
  '/predict/churn?tab=drift',
  '/predict/churn?tab=tiers',
  '/predict/churn?tab=setup',
  '/predict/value',
  '/predict/value?tab=customers',
  '/predict/value?tab=quality',
  '/predict/demand',
  '/predict/recommendation',
  '/retain/strategies',
  '/retain/runs',
  '/retain/messages',
  '/retain/tasks',
  '/effect',
  '/data/imports',
  '/data/quarantine',
  '/data/sources',
  '/settings/me',
  '/settings/users',
  '/settings/keys',
  '/settings/webhooks',
  '/settings/audit',
]

test.each(['zh-CN', 'en'] as const)('every page says everything in %s, names and data aside', async (language) => {
  await speak(language)
  const { customers } = await firstCustomer()
  const found: string[] = []
  for (const path of [...PAGES, `/customers/${customers}`]) {
    await page.goto(`${server.url}${path}`)
    await settle(page)
    for (const text of await foreignWords(page, language, data)) found.push(`${path}: ${text}`)
  }
  expect([...new Set(found)]).toEqual([])
})

test.each(['zh-CN', 'en'] as const)('what goes wrong is said in %s', async (language) => {
  await speak(language)
  const found: string[] = []
  await page.route(/\/api\/v1\/(?!me\b)/, (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'urn:liuke:problem:engine-down',
        title: 'Service Unavailable',
        status: 503,
        code: 'engine-down',
        detail: '原文 A database is not answering at the moment: try again in a few seconds.',
        params: {},
        requestId: 'r-1',
      }),
    }),
  )
  for (const path of PAGES) {
    await page.goto(`${server.url}${path}`)
    await page.locator('main').first().waitFor()
    await page.waitForTimeout(300)
    for (const text of await foreignWords(page, language, data)) found.push(`${path}: ${text}`)
  }
  await page.unroute(/\/api\/v1\/(?!me\b)/)
  expect([...new Set(found)]).toEqual([])
})

test('no page along the way had an error of its own', () => {
  expect(problems.filter((problem) => !problem.startsWith('answer: 503'))).toEqual([])
})

/** The links of the page that stand for a number: where they lead and what they say. */
async function numberLinks(): Promise<{ to: string; count: number; text: string }[]> {
  return await page.evaluate<{ to: string; count: number; text: string }[]>(`[...document.querySelectorAll('a[data-count]')].map((one) => ({
    to: one.getAttribute('href') ?? '',
    count: Number(one.getAttribute('data-count')),
    text: (one.textContent ?? '').trim(),
  }))`)
}

/** The total of the list that was opened, once it stands still; the list before stays on the page until the new one is there. */
async function openedTotal(expected: number): Promise<number | null> {
  const until = performance.now() + 10_000
  do await settle(page)
  while ((await shownTotal()) !== expected && performance.now() < until)
  await settle(page)
  return await shownTotal()
}

/** How many the list of the page has on all its pages. */
async function shownTotal(): Promise<number | null> {
  const shown = page.locator('[data-total]').last()
  return (await shown.count()) === 0 ? null : Number(await shown.getAttribute('data-total'))
}

async function speak(language: string): Promise<void> {
  await page.goto(server.url)
  await page.evaluate(`localStorage.setItem('liuke.language', ${JSON.stringify(language)})`)
}

async function firstCustomer(): Promise<{ customers: string }> {
  const answer = await server.house.engines.clickhouse.query({
    query: "SELECT toString(customer_id) AS customers FROM scores WHERE kind = 'churn' ORDER BY probability DESC LIMIT 1",
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ customers: string }>()
  return row ?? { customers: '' }
}

/** Takes the shop's files in, learns, decides and sends; answers with the words of its data, which stay as they are in every language. */
async function fill({ house, files }: FreshServer): Promise<ReadonlySet<string>> {
  await house.access.setup.createFirst(ADMIN)
  for (const [kind, file] of [
    ['customers', files.customers],
    ['orders', files.orders],
    ['tickets', files.tickets],
  ] as const) {
    await house.imports.importFile({ file, fileName: `${kind}.csv`, kind, preset: `liuke-${kind}` })
  }
  const now = house.clock.now()
  await house.profiles.refresh(now)
  await house.churn.train({}, now, nothing)
  await house.churn.score(now, nothing)
  await house.value.train({}, now, nothing)
  await house.value.score(now, nothing)
  await house.decisions.start({}, now, 'system')
  await house.sends.sendPending()
  await house.sends.sendPending()
  const { clickhouse } = house.engines
  // Of those whose mail arrived every second one opens it and every fourth one clicks; a machine opened all of them.
  const arrived = await house.db
    .selectFrom('send_ledger')
    .select(['send_key', 'customer_id', 'decision_id', 'strategy_id', 'channel'])
    .where('state', '=', 'delivered')
    .orderBy('send_key')
    .execute()
  const at = now.toISOString().replace('T', ' ').replace('Z', '')
  const touch = (send: (typeof arrived)[number], kind: string, machine: boolean) => ({
    ...send,
    touch_id: `${send.send_key}-${kind}-${machine}`,
    kind,
    occurred_at: at,
    received_at: at,
    available_at: at,
    is_machine: machine ? 1 : 0,
    detail: '',
  })
  await clickhouse.insert({
    table: 'touches',
    format: 'JSONEachRow',
    values: arrived.flatMap((send, i) => [
      touch(send, 'opened', true),
      ...(i % 2 === 0 ? [touch(send, 'opened', false)] : []),
      ...(i % 4 === 0 ? [touch(send, 'clicked', false)] : []),
    ]),
  })
  const words = new Set<string>()
  for (const query of [
    'SELECT DISTINCT region AS word FROM customers',
    'SELECT DISTINCT member_level AS word FROM customers',
    'SELECT DISTINCT category AS word FROM order_lines',
    'SELECT DISTINCT product_name AS word FROM order_lines',
    'SELECT DISTINCT store_id AS word FROM order_lines',
    'SELECT DISTINCT channel AS word FROM service_tickets',
    'SELECT DISTINCT topic AS word FROM service_tickets',
  ]) {
    const answer = await clickhouse.query({ query, format: 'JSONEachRow' })
    for (const { word } of await answer.json<{ word: string }>()) if (word !== '') words.add(String(word))
  }
  for (const { masked_name: name } of await house.db.selectFrom('customers').select('masked_name').distinct().execute())
    if (name !== '') words.add(name)
  return words
}
