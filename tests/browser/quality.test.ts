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
import { settle } from './settle.ts'
import type { OpenRequests } from './settle.ts'
import { useConsole } from './use-console.ts'

// What rules of quality found among sign-ups, the word of a person on it, and a rule that fills what is missing.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SIGN_UPS = 22
/** A busy machine takes its time. */
const SOON = { timeout: 20_000 }

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
  await page.goto(`${server.url}/data/quality?tab=sign-ups`)
  await settle(page, requests)
  await page.getByText(`${SIGN_UPS} customers are left out`, { exact: false }).waitFor(SOON)
  await page.getByText('Sign-ups from one address', { exact: true }).waitFor(SOON)
  expect(await page.getByText('203.0.113.9').count()).toBe(0)
  await button('They are real').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'They are real' }).click()
  await page.getByText(`${SIGN_UPS} customers changed`).waitFor(SOON)
  await page.getByText('Counted', { exact: true }).waitFor(SOON)
  await page.getByText('customers are left out', { exact: false }).waitFor({ state: 'detached', ...SOON })
  await page.goto(`${server.url}/customers`)
  await settle(page, requests)
  await page.getByText('139****', { exact: false }).first().waitFor(SOON)
})

test('a rule that fills is tried, saved, and shows what it filled', async () => {
  await page.goto(`${server.url}/data/quality?tab=rules`)
  await settle(page, requests)
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
  const { items } = await server.house.qualityFlags.list({ ruleId: 'rule-20' }, { limit: 1, cursor: null })
  expect(items).toMatchObject([{ masked: 'Beijing' }])
  await page.goto(`${server.url}/customers/${items[0]?.customerId}`)
  await settle(page, requests)
  await page.getByText('Filled', { exact: true }).waitFor(SOON)
})

test('nothing went wrong on the way', () => {
  expect(session.problems).toEqual([])
})
