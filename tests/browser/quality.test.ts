import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { MINUTE_MS } from '#kernel/clock.ts'
import { DEFAULT_QUALITY_RULES } from '#quality/rules/quality-rules.ts'
import { NOW } from '../http/support/house.ts'
import type { BrowserSession } from '../support/browser-session.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { barriers } from './barriers.ts'
import { walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { useConsole } from './use-console.ts'

// What rules of quality found among sign-ups, the word of a person on it, and a rule that fills what is missing; then data of other kinds: days, series, an access log, partners, accounts.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SIGN_UPS = 22
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }

let server: ConsoleHouse
let session: BrowserSession
let page: Page
let requests: OpenRequests
let leftOutByDefault: number

useConsole(
  () =>
    openConsoleHouse({
      start: NOW,
      seed: async (house) => {
        const day = NOW.getTime() - 3 * 24 * 60 * MINUTE_MS
        const rows = Array.from({ length: SIGN_UPS }, (_, i) => {
          const at = new Date(day + i * MINUTE_MS).toISOString()
          return `139${String(10_000_000 + i * 7_919)},${at},203.0.113.9,${i < 12 ? 'Beijing' : ''}`
        })
        const folder = await mkdtemp(join(tmpdir(), 'liuke-files-'))
        const file = join(folder, 'members.csv')
        await writeFile(file, ['phone,registered_at,注册IP,region', ...rows].join('\n'))
        await house.imports.importFile({ file, kind: 'customers' })
        await rm(folder, { recursive: true, force: true })
        // The rules of the product flag: what changes figures is chosen by a person.
        ;({ leftOut: leftOutByDefault } = await house.quality.look())
        const rules = DEFAULT_QUALITY_RULES.rules.map((rule) => ({
          ...rule,
          ...(rule.kind === 'burst' ? { action: 'leave-out' as const } : {}),
        }))
        await house.qualityRules.save({ rules }, { base: 0, author: 'Ada', note: '' })
        await house.quality.look()
      },
    }),
  { admin: ADMIN },
  (opened) => ({ server, session, page, requests } = opened),
)

const button = (name: string) => page.getByRole('button', { name, exact: true })

test('a burst of sign-ups is left out with its reason, until somebody says that they are real', async () => {
  expect(leftOutByDefault).toBe(0)
  await walkTo(page, requests, '/data/quality?tab=sign-ups')
  await page.getByText(`${SIGN_UPS} customers are left out`, { exact: false }).waitFor(SOON)
  await page.getByText('Sign-ups from one address', { exact: true }).waitFor(SOON)
  await expect.poll(() => page.getByText('203.0.113.9').count()).toBe(0)
  await button('They are real').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'They are real' }).click()
  await page.getByText(`${SIGN_UPS} customers changed`).waitFor(SOON)
  await page.getByText('Counted', { exact: true }).waitFor(SOON)
  await page.getByText('customers are left out', { exact: false }).waitFor({ state: 'detached', ...SOON })
  await walkTo(page, requests, '/customers')
  await page.getByText('139****', { exact: false }).first().waitFor(SOON)
})

test('a rule that fills is tried, saved, and shows what it filled', async () => {
  await walkTo(page, requests, '/data/quality?tab=rules')
  await button('Add rule').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Home region')
  const choose = async (label: string, option: string) => {
    await dialog.getByLabel(label, { exact: true }).click()
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByText(option, { exact: true }).click()
  }
  await choose('Kind', 'Fill missing values')
  await choose('Records', 'Customers')
  await choose('Field', 'Region')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await button('Try on stored data').click()
  await page.getByText('10 of 22', { exact: true }).waitFor(SOON)
  await button('Save rules').click()
  await page.getByText('Version 2 by', { exact: false }).waitFor(SOON)
  await server.house.quality.look()
  const ruleId = server.house.qualityRules.rules.rules.find(({ name }) => name === 'Home region')?.id ?? ''
  const { items } = await server.house.qualityFlags.list({ ruleId }, { limit: 1, cursor: null })
  expect(items).toMatchObject([{ masked: 'Beijing' }])
  await walkTo(page, requests, `/customers/${items[0]?.customerId}`)
  await page.getByText('Filled', { exact: true }).waitFor(SOON)
})

test('a day of one’s own stands in the calendar and goes again', async () => {
  await walkTo(page, requests, '/data/calendar')
  const year = NOW.getUTCFullYear()
  await button('Add your own days').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Please fill this in').first().waitFor(SOON)
  await dialog.getByLabel('Name', { exact: true }).fill('Members’ day')
  await dialog.getByLabel('First day').fill(`${year}-08-08`)
  await dialog.getByRole('button', { name: 'Save' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Members’ day' })
  await row.waitFor(SOON)
  const { days } = await server.house.calendar.year(year)
  expect(days.filter(({ basis }) => basis === 'own').map(({ day }) => day)).toEqual([`${year}-08-08`])
  await row.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Remove' }).click()
  await row.waitFor({ state: 'detached', ...SOON })
})

test('a series is looked at, its doubtful decimals are said otherwise, and it is stored and taken back', async () => {
  await walkTo(page, requests, '/data/series')
  await button('Upload values').first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('CSV text').fill('day;Rate\n2026-03-01;1,234\n2026-03-02;1,250')
  await dialog.getByRole('button', { name: 'Check' }).click()
  await dialog.getByText('1.000 could be one or a thousand', { exact: false }).waitFor(SOON)
  await dialog.getByRole('button', { name: 'Decimals after a comma' }).click()
  await dialog.getByText('1.000 could be one or a thousand', { exact: false }).waitFor({ state: 'detached', ...SOON })
  await dialog.getByRole('button', { name: 'Store values' }).click()
  await page.getByRole('cell', { name: '1.25', exact: true }).first().waitFor(SOON)
  const [rate] = await server.house.series.list()
  expect((await server.house.series.detail(rate?.id ?? '', 30)).points.map(({ value }) => value)).toEqual([1.234, 1.25])
  await button('Undo').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Undone', { exact: true }).waitFor(SOON)
})

test('pasted lines of an access log are looked at and become page views of a source', async () => {
  await server.house.sourceCatalogue.create({ name: 'Web server', kind: 'web', userIdKind: 'user_id', consent: null }, NOW)
  await walkTo(page, requests, '/data/imports')
  await button('Import access log').click()
  const line = (path: string) =>
    `192.0.2.7 - - [01/Mar/2026:10:00:00 +0800] "GET ${path} HTTP/1.1" 200 512 "-" "Mozilla/5.0 (Windows NT 10.0)"`
  await page.getByLabel('Or paste some lines').fill([line('/tea'), line('/cups'), line('/a.css'), 'no line of a log'].join('\n'))
  await button('Preview').click()
  await page.getByText('Page views: 2', { exact: false }).waitFor(SOON)
  await page.getByText('Unreadable, kept in quarantine: 1').waitFor(SOON)
  await page.getByLabel('Source', { exact: true }).click()
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByText('Web server', { exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('Page views stored: 2').waitFor(SOON)
  const { items } = await server.house.quarantine.list({ reason: 'unreadable-line', state: 'open' }, { limit: 5, cursor: null })
  expect(items).toHaveLength(1)
})

test('a partner’s tags are looked at and stand on the page of the customer, and an account names its people', async () => {
  const consent = { purpose: 'analytics', required: false, categories: [] } as const
  const { source } = await server.house.sourceCatalogue.create({ name: 'Bank', kind: 'server', userIdKind: 'user_id', consent }, NOW)
  const person = { phone: '13910000000', customerName: 'Ann Bell' }
  await server.house.records.take({
    kind: 'accounts',
    sourceId: source.id,
    key: null,
    records: [{ ...person, accountId: 'ACME', role: 'Buyer' }],
  })
  await walkTo(page, requests, `/data/sources/${source.id}`)
  const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Partner data' }) })
  await panel.getByRole('button', { name: 'Set up' }).click()
  await page.getByRole('dialog').getByLabel('Agreed identifier').click()
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByText('Phone', { exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await button('Upload tags').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('CSV text of tags').fill('phone,tag,value,note\n13910000000,Card,gold,x\n13999999999,Card,gold,x')
  await dialog.getByRole('button', { name: 'Check' }).click()
  await dialog.getByText('2 lines: 1 would be stored', { exact: false }).waitFor(SOON)
  await dialog.getByText('Columns that are not read: note').waitFor(SOON)
  await dialog.getByText('Line 3: No known customer').waitFor(SOON)
  await dialog.getByRole('button', { name: 'Store values' }).click()
  await dialog.getByText('2 lines: 1 stored', { exact: false }).waitFor(SOON)
  await dialog.locator('.series-actions').getByRole('button', { name: 'Close' }).click()
  await panel.getByText('1, of which ended: 0. Customers: 1').waitFor(SOON)
  await walkTo(page, requests, '/customers/accounts')
  await page.getByRole('link', { name: 'ACME' }).click()
  await page.getByRole('link', { name: 'A*** B***' }).click()
  await page.getByRole('heading', { name: 'Partner tags' }).waitFor(SOON)
  await page.getByText('gold', { exact: true }).waitFor(SOON)
  expect(await barriers(page)).toEqual([])
})

test('nothing went wrong on the way', () => {
  expect(session.problems).toEqual([])
})
