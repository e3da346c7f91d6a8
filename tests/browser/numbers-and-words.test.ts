import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logIn, openBrowserSession } from '../support/browser-session.ts'
import type { BrowserSession } from '../support/browser-session.ts'
import { startFreshServer } from './fresh-server.ts'
import type { FreshServer } from './fresh-server.ts'
import { foreignWords } from './foreign-words.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'

// A shop with scores, values, a run and its reactions: every number that can be opened holds as many as it says, and every page speaks one language.

const ADMIN = { name: 'Ada', email: 'ada@shop.example', password: 'a long sentence to remember', language: 'zh-CN' as const }
const nothing = (): void => undefined

let server: FreshServer
let session: BrowserSession
let page: Page
let requests: OpenRequests
let data: ReadonlySet<string>

beforeAll(async () => {
  server = await startFreshServer(500)
  data = await fill(server)
  session = await openBrowserSession([], 60_000)
  page = session.page
  requests = session.requests
  await page.goto(server.url)
  await logIn(page, ADMIN)
  await page.getByRole('navigation').first().waitFor()
})

afterAll(async () => {
  await session?.close()
  await server?.stop()
})

const NUMBERED = [
  '/',
  '/customers/segments',
  '/customers/clusters',
  '/predict/churn',
  '/predict/churn?tab=tiers',
  '/predict/value',
  '/retain/messages',
  '/retain/runs',
]

/** Numbers of one kind read one query, so the largest and the smallest stand for all. */
const MOST_OF_A_KIND = 2

test.each(NUMBERED)('every kind of number of %s that can be opened holds as many as it says', async (path) => {
  await walkTo(page, requests, path)
  await expect.poll(async () => (await openableNumbers()).length).toBeGreaterThan(0)
  await settle(page, requests)
  const numbers = await openableNumbers()
  const wrong: string[] = []
  for (const { to, at, count, text } of sampled(numbers)) {
    if (to !== null) await walkTo(page, requests, new URL(to, `${server.url}${path}`).href.slice(server.url.length))
    else {
      if (shownPath() !== path) await walkTo(page, requests, path)
      await page.locator('button[data-count]').nth(at).click()
    }
    const total = await openedTotal(count)
    if (total !== count) wrong.push(`${text}${to === null ? '' : ` -> ${to}`}: says ${count}, opens ${total}`)
  }
  expect(wrong).toEqual([])
})

test('numbers of people and of messages are there to be opened', async () => {
  await walkTo(page, requests, '/')
  const parts = [
    'atRisk=true',
    'active=true',
    'isNew=true',
    'scored=true',
    'arm=treated',
    'state=delivered',
    'reaction=opened',
    'reaction=clicked',
    '/retain/messages?state=uncertain',
    '/retain/tasks?overdue=true',
    'tab=alerts&overdue=true',
  ]
  const missing = async (): Promise<string[]> => {
    const opened = (await openableNumbers()).map(({ to }) => to ?? '')
    return parts.filter((part) => !opened.some((to) => to.includes(part)))
  }
  await expect.poll(missing).toEqual([])
})

/** What the pointer is told over the movement between tiers. */
const TOLD = `(() => {
  const chart = [...document.querySelectorAll('.chart')].find((one) => /Sankey|桑基图/.test(one.getAttribute('aria-label') ?? ''))
  const tip = [...(chart?.children ?? [])].find((one) => one.textContent.includes('→') && getComputedStyle(one).visibility !== 'hidden')
  return tip?.innerText ?? ''
})()`

/** Each look moves the pointer over the whole chart. */
const SCAN = { timeout: 300_000 }

test('the bands of the movement between tiers open as many as they say', async () => {
  await walkTo(page, requests, '/customers/segments')
  const chart = page.getByRole('img', { name: /Sankey|桑基图/ })
  await chart.scrollIntoViewIfNeeded()
  const box = await chart.boundingBox()
  expect(box).not.toBeNull()
  if (box === null) return
  // The bands are drawn, so they are found as a person finds them: by what the pointer is told over them. A busy machine may tell it late.
  const places = new Map<string, { x: number; y: number; count: number }>()
  const found = async (): Promise<number> => {
    for (const share of [0.3, 0.5, 0.7]) {
      for (let y = 10; y < box.height; y += 8) {
        await page.mouse.move(box.x + box.width * share, box.y + y)
        await page.waitForTimeout(15)
        const said = await page.evaluate<string>(TOLD)
        const [, move = '', count = ''] = /^(.+ → .+?)\n[^0-9]*([0-9,]+)/.exec(said) ?? []
        if (move !== '' && !places.has(move)) places.set(move, { x: share, y, count: Number(count.replaceAll(',', '')) })
      }
    }
    return places.size
  }
  await expect.poll(found, SCAN).toBeGreaterThan(1)
  const wrong: string[] = []
  const bySize = [...places].toSorted(([, a], [, b]) => a.count - b.count)
  for (const [move, { x, y, count }] of [bySize[0], bySize.at(-1)].filter((one) => one !== undefined)) {
    if (shownPath() !== '/customers/segments') await walkTo(page, requests, '/customers/segments')
    await chart.scrollIntoViewIfNeeded()
    const now = await chart.boundingBox()
    if (now === null) throw new Error('The chart is gone.')
    await page.mouse.move(now.x + now.width * x, now.y + y)
    await page.mouse.click(now.x + now.width * x, now.y + y)
    const total = await openedTotal(count)
    if (total !== count || !shownPath().includes('movedFrom=')) wrong.push(`${move}: says ${count}, opens ${total} (${shownPath()})`)
  }
  expect(wrong).toEqual([])
})

const PAGES = [
  '/',
  '/customers',
  '/customers/segments',
  '/customers/segments?tab=history',
  '/customers/segments?tab=scheme',
  '/customers/clusters',
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
  '/retain/approvals',
  '/retain/board',
  '/retain/campaigns',
  '/retain/broadcasts',
  '/retain/broadcasts/new',
  '/retain/journeys',
  '/retain/messages',
  '/retain/tasks',
  '/effect',
  '/data/imports',
  '/data/quality',
  '/data/dictionary',
  '/data/calendar',
  '/data/series',
  '/data/quarantine',
  '/data/sources',
  '/settings/me',
  '/settings/users',
  '/settings/keys',
  '/settings/notices',
  '/settings/webhooks',
  '/settings/channels',
  '/settings/contact-rules',
  '/settings/suppressions',
  '/settings/audit',
]

/** What the pages say in another language than their own, each looked at in both: the language is switched where the page stands, as its button does. */
async function foreignWordsOf(paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    await walkTo(page, requests, path)
    for (const turn of ['as it is', 'switched'] as const) {
      if (turn === 'switched') await switchLanguage()
      const language = await shownLanguage()
      for (const text of await foreignWords(page, language, data)) found.push(`${path} in ${language}: ${text}`)
    }
  }
  return [...new Set(found)]
}

test('every page says everything in both languages, names and data aside', async () => {
  await loadAgain()
  const { customers } = await firstCustomer()
  expect(await foreignWordsOf([...PAGES, `/customers/${customers}`])).toEqual([])
})

test('what goes wrong is said in both languages', async () => {
  await page.route(/\/api\/v1\/(?!me\b)/, (route) =>
    route.fulfill({
      // As a database that is away, but without a status that is asked again.
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'urn:liuke:problem:engine-down',
        title: 'Internal Server Error',
        status: 500,
        code: 'engine-down',
        detail: '原文 A database is not answering at the moment: try again in a few seconds.',
        params: {},
        requestId: 'r-1',
      }),
    }),
  )
  // Loaded again with everything out of order, so that no page has an answer of before.
  await loadAgain()
  expect(await foreignWordsOf(PAGES)).toEqual([])
  await page.unroute(/\/api\/v1\/(?!me\b)/)
})

test('no page along the way had an error of its own', () => {
  expect(session.problems.filter((problem) => !problem.startsWith('answer: 500'))).toEqual([])
})

interface OpenableNumber {
  /** Where a link leads; null for a button, which is found by its place. */
  readonly to: string | null
  readonly at: number
  readonly count: number
  readonly text: string
  readonly kind: string
}

/** What of the page stands for a number and can be opened. */
async function openableNumbers(): Promise<OpenableNumber[]> {
  return await page.evaluate<
    OpenableNumber[]
  >(`[...document.querySelectorAll('a[data-count]'), ...document.querySelectorAll('button[data-count]')].map((one) => {
    const href = one.getAttribute('href')
    const address = href === null ? null : new URL(href, location.href)
    return {
      to: href,
      at: href === null ? [...document.querySelectorAll('button[data-count]')].indexOf(one) : 0,
      count: Number(one.getAttribute('data-count')),
      text: (one.textContent ?? '').trim().replaceAll(/\\s+/g, ' '),
      kind: address === null ? one.className.split(' ')[0] + (one.closest('table, ul')?.className ?? '')
        : address.pathname + [...address.searchParams].map(([name, value]) => /^[0-9.]+$|-|^(high|medium|watch|low)@/.test(value) ? name : name + value).sort(),
    }
  })`)
}

/** A few of every kind. Buttons that count nobody open nothing. */
function sampled(numbers: readonly OpenableNumber[]): OpenableNumber[] {
  const kinds = Map.groupBy(
    numbers.filter(({ to, count }) => to !== null || count > 0),
    ({ kind }) => kind,
  )
  return [...kinds.values()].flatMap((all) => {
    if (all.length <= MOST_OF_A_KIND) return all
    const bySize = all.toSorted((a, b) => a.count - b.count)
    return [bySize[0], bySize.at(-1)].filter((each) => each !== undefined)
  })
}

function shownPath(): string {
  return page.url().slice(server.url.length)
}

/** The total of the list that was opened; the list before stays on the page until the new one is there, so what is under way is waited for. */
async function openedTotal(expected: number): Promise<number | null> {
  const until = performance.now() + 30_000
  do await settle(page, requests)
  while ((await shownTotal()) !== expected && performance.now() < until)
  return await shownTotal()
}

/** How many the list of the page has on all its pages. */
async function shownTotal(): Promise<number | null> {
  const shown = page.locator('[data-total]').last()
  return (await shown.count()) === 0 ? null : Number(await shown.getAttribute('data-total'))
}

async function loadAgain(): Promise<void> {
  await page.goto(server.url)
  await settle(page, requests)
}

async function shownLanguage(): Promise<'zh-CN' | 'en'> {
  return (await page.locator('html').getAttribute('lang')) === 'en' ? 'en' : 'zh-CN'
}

async function switchLanguage(): Promise<void> {
  const other = (await shownLanguage()) === 'en' ? 'zh-CN' : 'en'
  await page.getByRole('button', { name: /Switch language|切换到/ }).click()
  await expect.poll(shownLanguage, { message: `The language did not change on ${shownPath()}.` }).toBe(other)
  await settle(page, requests)
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
  // Tiers of two days, so that customers have moved between them.
  await house.profiles.refresh(new Date(now.getTime() - 60 * 86_400_000))
  await house.profiles.refresh(now)
  await house.churn.train({}, now, nothing)
  await house.churn.score(now, nothing)
  await house.value.train({}, now, nothing)
  await house.value.score(now, nothing)
  await house.clusters.run(now)
  await house.decisions.start({}, now, 'system')
  // The server's own rounds send beside this: whatever is not put off has its outcome, and what is put off stays so, before anything is counted.
  const sends = house.db.selectFrom('send_ledger')
  const underWay = () =>
    sends
      .select(['state', 'reason'])
      .where((by) => by.or([by('state', 'in', ['claimed', 'handed']), by.and([by('state', '=', 'planned'), by('attempts', '=', 0)])]))
      .execute()
  for (let i = 0; i < 200 && (await underWay()).length > 0; i += 1) {
    await house.sends.sendPending()
    await setTimeout(50)
  }
  expect(await underWay()).toEqual([])
  await house.db
    .updateTable('send_ledger')
    .set({ not_before: new Date(now.getTime() + 86_400_000) })
    .where('state', '=', 'planned')
    .execute()
  // What the to-do list counts: messages of which nobody knows the outcome, tasks and alerts past their time, and more that are not.
  const someOf = async (table: 'tasks' | 'churn_alerts') =>
    (await house.db.selectFrom(table).select('id').orderBy('id').limit(3).execute()).map(({ id }) => id)
  const past = new Date(now.getTime() - 3_600_000)
  await house.db
    .updateTable('tasks')
    .set({ due_at: past })
    .where('id', 'in', await someOf('tasks'))
    .execute()
  await house.db
    .updateTable('churn_alerts')
    .set({ due_at: past })
    .where('id', 'in', await someOf('churn_alerts'))
    .execute()
  const unsure = await house.db
    .selectFrom('send_ledger')
    .select('send_key')
    .where('state', 'in', ['accepted', 'delivered'])
    .orderBy('send_key', 'desc')
    .limit(2)
    .execute()
  await house.db
    .updateTable('send_ledger')
    .set({ state: 'uncertain' })
    .where(
      'send_key',
      'in',
      unsure.map(({ send_key: key }) => key),
    )
    .execute()
  const { clickhouse } = house.engines
  // Of those whose mail arrived every second one opens it and every fourth one clicks; a machine opened all of them.
  const arrived = await house.db
    .selectFrom('send_ledger')
    .select(['send_key', 'customer_id', 'decision_id', 'source_id as strategy_id', 'channel'])
    .where('state', 'in', ['accepted', 'delivered'])
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
