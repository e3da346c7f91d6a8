import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { logIn, openBrowserSession, setUpAdmin, tellOfFailure } from '../support/browser-session.ts'
import type { BrowserSession } from '../support/browser-session.ts'
import { barriers } from './barriers.ts'
import { startFreshServer } from './fresh-server.ts'
import type { FreshServer } from './fresh-server.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'

// One person's first day with the console, step after step in one browser: each test goes on where the one before it ended.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }

let server: FreshServer
let session: BrowserSession
let page: Page
let requests: OpenRequests
const obstacles: string[] = []

beforeAll(async () => {
  server = await startFreshServer(500)
  session = await openBrowserSession(['401 /api/v1/customers'], 60_000)
  page = session.page
  requests = session.requests
})

afterAll(async () => {
  await session?.close()
  await server?.stop()
})

let failed = ''

beforeEach(() => {
  if (failed !== '') throw new Error(`The step before could not be taken, so this one cannot start: ${failed}.`)
})

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail' || failed !== '') return
  failed = task.name
  await tellOfFailure(session)
})

test('a fresh server leads to the set-up page, and its code makes the first administrator', async () => {
  await page.goto(server.url)
  await heading('Create the first administrator').waitFor()
  await rests()
  await setUpAdmin(page, server, ADMIN)
  await page.getByText('There are no customers yet').waitFor()
  await rests()
  expect(await server.house.access.setup.needed()).toBe(false)
})

test('the sample shop can be looked around in and is removed again, and the check-list says what is still to be done', async () => {
  const step = (name: string) => page.getByRole('listitem').filter({ hasText: name })
  await step('Import data').getByText('Import a file of orders (CSV or Excel).').waitFor()
  await button('Load the sample shop').click()
  await page.getByRole('progressbar', { name: 'Progress' }).waitFor()
  await page.reload()
  await page.getByText('The sample shop is loaded.').waitFor({ timeout: 300_000 })
  await page.getByText('The customers, orders and predictions here are made up.', { exact: false }).waitFor()
  await step('Score customers').getByText('customers are scored').waitFor()
  await rests()
  await open('Strategies')
  await page.getByText('Sample customers are made up', { exact: false }).first().waitFor()
  await button('Remove sample data').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove sample data' }).click()
  await page.getByText('There are no customers yet').waitFor({ timeout: 300_000 })
  await page.getByText('The customers, orders and predictions here are made up.', { exact: false }).waitFor({ state: 'detached' })
  await rests()
  expect(server.mailbox.mails).toHaveLength(0)
})

test('files are looked at before they are stored, and what cannot be used is shown with its reason', async () => {
  await page.getByRole('main').getByRole('link', { name: 'Import a file' }).click()
  const { customers, orders } = server.files.counts
  await importFile(server.files.customers, 'Customers', customers.rows)
  await button('Import another file').click()
  await importFile(server.files.orders, 'Orders', orders.rows)
  await button('See refused rows').click()
  await heading('Quarantine').waitFor()
  await rests()
  await expect.poll(() => rows().count()).toBe(Math.min(100, customers.quarantined + orders.quarantined))
  await open('Imports')
  await rests()
  await expect.poll(() => rows().count()).toBe(2)
  // Tickets come in beside the console; those with a complaint are called by a person later.
  const tickets = { file: server.files.tickets, fileName: 'tickets.csv', kind: 'tickets', preset: 'liuke-tickets' } as const
  expect((await server.house.imports.importFile(tickets)).stored).toBeGreaterThan(0)
})

test('a definition is counted while it is chosen; training shows its progress and ends in a risk list with a reason for each', async () => {
  await open('Churn risk')
  await page.getByText('No scores yet').waitFor()
  await button('Train and score').first().click()
  await page.getByText('The data allows:').waitFor()
  await page.getByLabel('Prediction window, days').fill('45')
  await page.getByText(/without an order in the next 45 days/).waitFor()
  await page.getByRole('button', { name: /^Retail with members/ }).click()
  await page.getByText(/without an order in the next 60 days/).waitFor()
  await rests()
  await button('Start training').click()
  await page.getByRole('progressbar', { name: 'Progress' }).waitFor()
  await page.reload()
  await page.getByText('The model is trained and all active customers are scored.').waitFor({ timeout: 300_000 })
  await button('To the board').click()
  await rests()
  await expect.poll(() => rows().count()).toBe(25)
  const reasons = await page.locator('td[data-label="Main reason"]').allInnerTexts()
  expect(reasons.filter((text) => text.trim().length < 4)).toEqual([])
  await page.getByRole('tab', { name: 'Model' }).click()
  await page.getByText('0.5 is chance, 1 is perfect').waitFor()
  await page.getByText('The first model: in use at once').waitFor()
  await rests()
})

test('a cell of value and risk holds as many customers as it says', async () => {
  await page.getByRole('tab', { name: 'Risk board' }).click()
  const cell = page
    .getByRole('table', { name: /^Heat map/ })
    .locator('button:enabled')
    .first()
  await cell.click()
  await page.getByText('Only the customers of the chosen cell of value and risk.').waitFor()
  await settle(page, requests)
  const said = Number((await cell.innerText()).replaceAll(',', ''))
  await expect.poll(() => rows().count()).toBe(Math.min(25, said))
  await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).click()
  await settle(page, requests)
})

test('an alert is taken and closed with what came of it; drift and tiers can be looked at and changed', async () => {
  await page.getByRole('tab', { name: 'Alerts' }).click()
  await rests()
  await expect.poll(() => rows().count()).toBeGreaterThan(0)
  await button('Assign to me').first().click()
  await page.getByText('In progress', { exact: true }).click()
  await expect.poll(() => rows().count()).toBe(1)
  await rows().first().focus()
  await page.keyboard.press('Enter')
  const assign = page.getByRole('dialog').getByRole('button', { name: 'Assign', exact: true })
  await assign.click()
  await page.getByRole('dialog').getByLabel('Owner').waitFor()
  await rests()
  await page.keyboard.press('Escape')
  await expect.poll(() => assign.and(page.locator(':focus')).count()).toBe(1)
  await page.keyboard.press('Escape')
  await expect.poll(() => rows().first().and(page.locator(':focus')).count()).toBe(1)
  await page.keyboard.press('Enter')
  await page.getByLabel('What came of it?').fill('Called: will order again next week')
  await rests()
  await button('Close the alert').click()
  await page.getByText('The alert is closed.').waitFor()
  await page.getByRole('tab', { name: 'Drift' }).click()
  await heading('Predictions vs. outcomes').waitFor()
  await rests()
  await page.getByRole('tab', { name: 'Risk tiers' }).click()
  await button('By response time (with watch)').click()
  await page.getByLabel('Watch: Enters at').fill('80')
  await page.getByText('Each tier must begin below the one above it.').waitFor()
  await expect.poll(() => button('Save').isDisabled()).toBe(true)
  await page.getByLabel('Watch: Enters at').fill('35')
  await page.getByLabel('Watch: Leaves below').fill('25')
  await rests()
  await button('Cancel').click()
})

test('what customers are worth is learnt and shown', async () => {
  await open('Customer value')
  await button('Train and predict').first().click()
  await button('Start training').click()
  await page.getByText('The value model is trained and every customer is predicted.').waitFor({ timeout: 300_000 })
  await rests()
  await page.getByRole('tab', { name: 'Quality' }).click()
  await rests()
  await page.getByRole('tab', { name: 'Customers' }).click()
  await rests()
  await expect.poll(() => rows().count()).toBe(50)
})

test('demand is forecast, one series is opened, and stock follows from it', async () => {
  await open('Demand')
  await button('Forecast now').first().click()
  await page.getByText('The forecast is ready.').waitFor({ timeout: 300_000 })
  await rests()
  await page.getByRole('tab', { name: 'Series' }).click()
  await rests()
  await rows().first().click()
  await page.getByText('All series').waitFor()
  await rests()
  await page.getByRole('tab', { name: 'Stock' }).click()
  await rests()
  await expect.poll(() => rows().count()).toBeGreaterThan(5)
})

test('recommendations are learnt, and shown by customer, product, group and rule', async () => {
  await open('Recommendations')
  await button('Learn again').first().click()
  await page.getByText('All lists are up to date.').waitFor({ timeout: 300_000 })
  await rests()
  await expect.poll(() => page.locator('.offers li').count()).toBe(10)
  for (const tab of ['By product', 'By group', 'Rules', 'Quality', 'Exclusions']) {
    await page.getByRole('tab', { name: tab }).click()
    await rests()
  }
})

test('a row opens the customer: why at risk, what they will be worth, what to offer, what happened', async () => {
  await open('Churn risk')
  await rows().first().focus()
  await page.keyboard.press('Enter')
  await heading('Why at risk').waitFor()
  await heading('Value and next order').waitFor()
  await heading('Timeline').waitFor()
  await rests()
  await expect.poll(() => page.locator('.timeline-entry').count()).toBeGreaterThan(0)
  await expect.poll(() => page.locator('.offers li').count()).toBe(5)
})

test('Ctrl-K finds a customer by phone; the number is shown only with a reason, which the audit log keeps', async () => {
  const person = [...server.world.people()].find((one) => one.accounts.length === 1 && one.accounts[0].rawPhone === one.phone)
  if (person === undefined) throw new Error('Nobody in the simulated shop has a phone number written plainly.')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search pages and customers' }).fill(person.phone)
  await page
    .getByRole('option')
    .filter({ hasText: person.phone.slice(-4) })
    .first()
    .waitFor()
  await page.keyboard.press('Enter')
  const phone = page
    .getByRole('listitem')
    .filter({ has: page.getByText('Phone', { exact: true }) })
    .first()
  await phone.waitFor()
  expect((await phone.innerText()).replaceAll(/\D/g, '')).not.toContain(person.phone)
  await button('Show Phone in clear').click()
  await rests()
  await page.getByRole('dialog').getByRole('textbox').fill('Calling back about ticket 4711')
  await button('Show and log').click()
  await phone.getByText(person.phone).waitFor()
  await walkTo(page, requests, '/settings/audit')
  await page.getByText('Calling back about ticket 4711').waitFor()
  await button('Verify the chain').click()
  await page.getByText('The chain is intact').waitFor()
  await rests()
})

test('a decision run is previewed, confirmed, and its messages and tasks appear', async () => {
  await open('Strategies')
  await rests()
  await button('Edit').first().click()
  await rests()
  await button('Cancel').click()
  await button('Run strategies').click()
  await button('Preview').click()
  await page.getByText('Nothing has been decided or sent yet.', { exact: false }).waitFor()
  expect(mailsToCustomers()).toBe(0)
  await rests()
  await page.getByRole('button', { name: /^Contact \d+ customers$/ }).click()
  await page.getByText('The run is done: its messages are on their way.').waitFor({ timeout: 300_000 })
  await button('See the messages').click()
  await heading('Messages').waitFor()
  await expect.poll(mailsToCustomers, { timeout: 300_000 }).toBeGreaterThan(0)
  await page.reload()
  await rows().first().waitFor()
  await page.getByRole('button', { name: /^Delivered [1-9]/ }).waitFor()
  await rests()
  await open('Runs')
  await rests()
  await open('Tasks')
  await rests()
  await rows().first().click()
  await page.getByText('Script', { exact: true }).waitFor()
  await page.getByLabel('Reached', { exact: false }).first().check()
  await button('Complete').click()
  await page.getByText('The task is complete.').waitFor()
})

test('the effect says when its results come and concludes nothing before', async () => {
  await open('Measured effect')
  await page
    .getByText(/Results on .*2026/)
    .first()
    .waitFor()
  await page.getByText('Not yet', { exact: true }).first().waitFor()
  await rests()
  await expect.poll(() => page.getByText('Works', { exact: true }).count()).toBe(0)
})

test('every other page is there and can be used by everybody', async () => {
  for (const name of ['Overview', 'Customers', 'Segments', 'Tiers', 'Sources']) {
    await open(name)
    await rests()
  }
  await button('New source').first().click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('web shop')
  await button('Create').click()
  await page.getByText('The source is ready').waitFor()
  await rests()
  await expect.poll(() => page.getByRole('dialog').innerText()).toContain('wk_')
  for (const tab of ['me', 'users', 'keys', 'webhooks']) {
    await walkTo(page, requests, `/settings/${tab}`)
    await rests()
  }
  // An address that is no page of the console is refused by the server for every caller.
  const nowhere = await page.request.get(`${server.url}/no/such/page`, { headers: { accept: 'text/html' } })
  expect([nowhere.status(), (await nowhere.json()) as object]).toEqual([404, expect.objectContaining({ code: 'not-found' })])
  await walkTo(page, requests, '/no/such/page')
  await page.getByText('There is no page at this address').waitFor()
  await rests()
})

test('the console works on a phone and in the dark', async () => {
  await page.getByRole('button', { name: 'Dark theme' }).click()
  for (const path of ['/', '/predict/churn', '/predict/demand', '/retain/strategies', '/effect']) {
    await walkTo(page, requests, path)
    await rests()
  }
  await page.setViewportSize({ width: 390, height: 844 })
  const predict = [
    'churn',
    'churn?tab=model',
    'churn?tab=tiers',
    'churn?tab=setup',
    'value',
    'demand',
    'demand?tab=stock',
    'recommendation',
  ]
  const narrow = [...predict.map((one) => `predict/${one}`), 'customers', 'retain/strategies', 'effect', 'data/imports'].map(
    (one) => `/${one}`,
  )
  for (const path of ['/', ...narrow]) {
    await walkTo(page, requests, path)
    await expect
      .poll(() => page.evaluate<number>('document.documentElement.scrollWidth'), { message: `${path} is wider than the screen` })
      .toBe(390)
  }
  await button('Open navigation').click()
  await page.getByRole('dialog').getByRole('link', { name: 'Overview' }).click()
  await heading('Overview').waitFor()
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: 'Light theme' }).click()
})

test('the language changes at once and stays', async () => {
  await button('Switch language to Chinese (中)').click()
  await heading('概览').waitFor()
  await page.reload()
  await heading('概览').waitFor()
  await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('zh-CN')
  await rests()
  await button('切换到英文 EN').click()
  await heading('Overview').waitFor()
})

test('an ended session leads to the login and from there back to the page', async () => {
  await server.house.sessions.deleteEnded(new Date('2100-01-01T00:00:00Z'))
  await page.goto(`${server.url}/customers?riskTier=high`)
  await heading('Log in to Liuke').waitFor()
  await rests()
  await logIn(page, ADMIN)
  await heading('Customers').waitFor()
  await expect.poll(() => new URL(page.url()).search).toBe('?riskTier=high')
})

test('no page along the way had an error, was refused something by the content policy, or keeps people with a disability out', () => {
  expect(session.problems).toEqual([])
  expect([...new Set(obstacles)]).toEqual([])
})

function button(name: string): Locator {
  return page.getByRole('button', { name, exact: true })
}

function heading(name: string): Locator {
  return page.getByRole('heading', { name })
}

/** Without those to the administrator, who is told of new alerts by mail. */
function mailsToCustomers(): number {
  return server.mailbox.mails.filter((mail) => mail.to !== ADMIN.email).length
}

/** The rows of the page's first table, without its head. */
function rows(): Locator {
  return page.getByRole('main').locator('table').last().locator('tbody tr')
}

/** Opens a page by the navigation. */
async function open(name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name, exact: true }).click()
  await settle(page, requests)
}

/** Waits until the page stands still and looks for what would keep somebody out. */
async function rests(): Promise<void> {
  await settle(page, requests)
  // What the pointer happens to rest on explains itself over its neighbours. A page that was just drawn may hear of the pointer late,
  // so it is moved until the page has noticed.
  let step = 0
  const explained = async () => {
    await page.mouse.move(2 + (step++ % 2), 2)
    return page.locator('.ant-tooltip:visible').count()
  }
  await expect.poll(explained).toBe(0)
  obstacles.push(...(await barriers(page)))
}

/** Takes a file through the wizard: choose, look at the columns, check the whole file, import. */
async function importFile(file: string, kind: string, total: number): Promise<void> {
  const wizard = page.getByRole('dialog', { name: 'Import a file' })
  await wizard.locator('input[type=file]').setInputFiles(file)
  await wizard.getByText('First rows', { exact: false }).first().waitFor()
  await expect.poll(() => wizard.getByRole('radio', { name: kind }).isChecked()).toBe(true)
  await rests()
  await button('Check the whole file').click()
  await wizard.getByText('Checked: nothing was stored yet.').waitFor({ timeout: 300_000 })
  await settle(page, requests)
  // A button that was waiting may keep the word for it in its name a little longer.
  await wizard.getByRole('button', { name: /\bStart import$/ }).click()
  await wizard.getByText('Imported.').waitFor({ timeout: 300_000 })
  await wizard.getByText(`of ${total.toLocaleString('en')} rows`).waitFor()
  await rests()
}
