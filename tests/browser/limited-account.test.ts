import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, NOW, Visitor } from '../http/support/house.ts'
import { customerId } from '../http/support/small-shop.ts'
import { fillTwoStores } from '../http/support/two-stores.ts'
import { logIn, openBrowserSession } from '../support/browser-session.ts'
import type { BrowserSession } from '../support/browser-session.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { countRequests, settle, walkTo } from '../support/settle.ts'

// Accounts that see only a part of the customers: how an administrator limits one, and what is left of the console for it.

const PASSWORD = 'a long sentence to remember'
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

const PART_ONLY = { en: 'This page is about the whole shop', 'zh-CN': '此页面涉及整个商店' } as const
/** Of the whole shop: pages, and tabs of pages that are open otherwise. */
const CLOSED = [
  '/customers/questionnaires',
  '/customers/clusters',
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
  '/retain/contents',
  '/retain/images',
  '/retain/pieces',
  '/retain/offers',
  '/effect',
  '/data/imports',
  '/data/quality',
  '/data/dictionary',
  '/data/calendar',
  '/data/series',
  '/data/quarantine',
  '/data/sources',
  '/predict/churn?tab=model',
  '/predict/churn?tab=drift',
  '/predict/churn?tab=tiers',
  '/predict/churn?tab=setup',
  '/customers/segments?tab=scheme',
  '/predict/value?tab=board',
  '/predict/value?tab=quality',
  '/settings/users',
  '/settings/audit',
]
const OPEN = [
  '/customers',
  `/customers/${customerId(9)}`,
  '/customers/segments',
  '/customers/segments?tab=history',
  '/customers/groups',
  '/customers/groups/new',
  '/predict/churn',
  '/predict/churn?tab=alerts',
  '/predict/value',
  '/retain/messages',
  '/retain/tasks',
  '/settings/me',
]

let server: ConsoleHouse
let admin: Visitor
const sessions: BrowserSession[] = []

beforeAll(async () => {
  server = await openConsoleHouse({ start: NOW, seed: fillTwoStores })
  admin = new Visitor(server.server.app)
  const { email, name, password } = ADMIN
  admin.remember(await admin.ask('POST', '/setup', { code: server.setupCode, email, name, password, language: 'en' }))
})

afterAll(async () => {
  for (const session of sessions) await session.close()
  await server?.stop()
})

async function browserOf(account: { readonly email: string; readonly password: string }): Promise<BrowserSession> {
  const session = await openBrowserSession([], 60_000)
  sessions.push(session)
  await session.page.goto(`${server.url}/login`)
  await logIn(session.page, account)
  await session.page.locator('main').first().waitFor()
  await settle(session.page, session.requests)
  return session
}

async function addPerson(name: string, body: object): Promise<{ email: string; password: string; id: string }> {
  const email = `${name}@shop.example`
  const made = await admin.ask('POST', '/users', { email, name, password: PASSWORD, language: 'en', ...body })
  expect(made.statusCode).toBe(201)
  return { email, password: PASSWORD, id: made.json<{ id: string }>().id }
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: width === 390 })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

async function goTo({ page, requests }: BrowserSession, path: string): Promise<void> {
  await walkTo(page, requests, path)
}

/** Where the links of a part of the page lead. */
async function linksIn(page: Page, selector: string): Promise<string[]> {
  // At one moment: a list that is drawn anew in between would be asked for links that are gone.
  return await page.evaluate<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((link) => link.getAttribute('href') ?? '')`,
  )
}

test('an administrator sets up a line, limits an account, and is told how many customers it will see', async () => {
  const { id } = await addPerson('Bea', { role: 'operator' })
  const session = await browserOf(ADMIN)
  const { page, requests, problems } = session
  await goTo(session, '/settings/users')
  const main = page.locator('main')
  await main.getByRole('button', { name: 'New business line' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Retail')
  await dialog.getByLabel('Stores', { exact: true }).click()
  await page.locator('.ant-select-item-option', { hasText: 'South' }).click()
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await main.getByRole('row', { name: /^Retail/ }).waitFor()
  await main.getByRole('button', { name: 'Customers seen: Bea' }).click()
  await dialog.getByText('Sees 40 of 40 customers').waitFor()
  await dialog.getByLabel('Regions', { exact: true }).click()
  await page.locator('.ant-select-item-option', { hasText: '北京 (20)' }).click()
  await page.keyboard.press('Escape')
  await dialog.getByText('Sees 20 of 40 customers').waitFor()
  await dialog.getByLabel('Business lines', { exact: true }).click()
  await page.locator('.ant-select-item-option', { hasText: 'Retail' }).click()
  await page.keyboard.press('Escape')
  await dialog.locator('[data-seen]:not([data-seen="20"])').waitFor()
  const said = Number(await dialog.locator('[data-seen]').getAttribute('data-seen'))
  await picture(page, 'limit-dialog')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await main.getByText('Regions: 北京').waitFor()
  await settle(page, requests)
  await picture(page, 'users')
  expect((await admin.ask('GET', '/users')).json()).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ id, regions: ['北京'], businessLines: ['Retail'], stores: [] })]),
  })
  const bea = new Visitor(server.server.app)
  await bea.login('Bea@shop.example', PASSWORD)
  expect((await bea.ask('GET', '/customers?limit=1')).json()).toMatchObject({ total: said })
  expect(problems).toEqual([])
})

/** Every right that there is, so that nothing is left out for lack of one. */
async function allRights(sees: string): Promise<string> {
  const { permissions } = (await admin.ask('GET', '/permissions')).json<{ permissions: string[] }>()
  return (await admin.ask('POST', '/roles', { name: `All rights ${sees}`, permissions, sees })).json<{ id: string }>().id
}

test.each([
  { name: 'Region', sees: 'everyone', limits: { regions: ['北京'] } },
  { name: 'Tasks', sees: 'own-tasks', limits: {} },
] as const)(
  '$name: nothing is offered that would be refused, and what is opened by its address says so',
  async ({ name, sees, limits }) => {
    const account = await addPerson(name, { role: await allRights(sees), ...limits })
    const { page, problems } = await browserOf(account)
    // Whoever has no overview begins with the first page that they have.
    await page.waitForURL(`${server.url}/customers`)
    const requests = countRequests(page)
    await expect
      .poll(() => linksIn(page, '.side-nav a'))
      .toEqual([
        '/customers',
        '/customers/accounts',
        '/customers/groups',
        '/customers/tags',
        '/customers/segments',
        '/predict/churn',
        '/predict/value',
        '/retain/messages',
        '/retain/tasks',
        '/settings',
      ])
    for (const path of OPEN) {
      await walkTo(page, requests, path)
      await expect.poll(() => page.getByText(PART_ONLY.en).count(), { message: path }).toBe(0)
      // A link leads to a page that is open.
      const refused = (await linksIn(page, 'main a[href^="/"]')).filter((link) =>
        CLOSED.some((closed) => link === closed || link.startsWith(`${closed}/`) || link.startsWith(`${closed}?`)),
      )
      expect([path, refused]).toEqual([path, []])
      await picture(page, `${name}-open${path.replaceAll(/\W+/g, '-')}`)
    }
    for (const path of CLOSED) {
      await walkTo(page, requests, path)
      await expect.poll(() => page.getByText(PART_ONLY.en).count(), { message: path }).toBe(1)
    }
    await page.getByRole('button', { name: /Switch language/ }).click()
    await page.locator('html[lang="zh-CN"]').waitFor({ state: 'attached' })
    for (const path of ['/retain/runs', '/predict/churn?tab=model', '/settings/users']) {
      await walkTo(page, requests, path)
      await expect.poll(() => page.getByText(PART_ONLY['zh-CN']).count(), { message: path }).toBe(1)
    }
    await picture(page, `${name}-closed-zh`)
    // Nothing was even asked for that the server refuses.
    expect(problems).toEqual([])
  },
)
