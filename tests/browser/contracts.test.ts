import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { contractShop } from '#simulate/contract-shop.ts'
import { NOW } from '../http/support/house.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// A telecom company sees in the wizard how many of its customers left, how long contracts last, and the contract of a customer.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }
const CUSTOMERS = 400

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(
  () =>
    openConsoleHouse({
      start: NOW,
      seed: async (house) => {
        const shop = contractShop({ business: 'telecom', customers: CUSTOMERS, seed: 'console', until: NOW, months: 24 })
        const folder = await mkdtemp(join(tmpdir(), 'liuke-files-'))
        for (const kind of ['subscriptions', 'measures', 'tickets'] as const) {
          const file = join(folder, `${kind}.csv`)
          await writeFile(file, shop[kind].map((row) => row.join(',')).join('\n'))
          await house.imports.importFile({ file, kind })
        }
        await rm(folder, { recursive: true, force: true })
        await house.profiles.refresh(NOW)
      },
    }),
  { admin: ADMIN },
  (opened) => ({ server, page, requests } = opened),
)

const go = async (path: string) => {
  await walkTo(page, requests, path)
}
test('the pack of an industry with contracts counts contracts, says what churned means, and asks for no active window', async () => {
  await go('/predict/churn?tab=setup')
  await page.getByRole('button', { name: /^Telecom/ }).click()
  await page.getByText('Predicts customers with a running contract', { exact: false }).waitFor(SOON)
  await page.getByText('those without one 60 days later', { exact: false }).first().waitFor(SOON)
  await expect.poll(() => page.getByLabel('Active window').count()).toBe(0)
  const check = await server.house.churn.check({ kind: 'contract', horizonDays: 60 })
  expect(check.audienceNow).toBeGreaterThan(100)
  await page.getByText(check.audienceNow.toLocaleString('en-GB'), { exact: false }).first().waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})

test('the page of value says how long contracts last and who renews, for each billing period', async () => {
  await go('/predict/value?tab=contracts')
  const report = await server.house.contracts.report(NOW)
  await page.getByText('How long contracts last').waitFor(SOON)
  await page.getByText(`${report.running}`, { exact: true }).first().waitFor(SOON)
  await page.getByRole('heading', { name: 'Monthly contracts' }).waitFor(SOON)
  await page.getByText('Not enough data yet. Retention needs 100 contracts', { exact: false }).waitFor(SOON)
  await page.getByText('Value of a new contract').first().waitFor(SOON)
  expect(await barriers(page)).toEqual([])
})

test('the page of a customer has the contract with its state, and the timeline when it began', async () => {
  const found = await page.evaluate(async () => {
    const answer = await fetch('/api/v1/customers?limit=1')
    return (await answer.json()) as CustomerPage
  })
  await go(`/customers/${found.items[0]?.id}`)
  const panel = page.locator('section.panel', { has: page.getByRole('heading', { name: 'Subscriptions' }) })
  await panel.waitFor(SOON)
  await panel
    .getByText(/Active|Ended|Not renewed|Renewal overdue/)
    .first()
    .waitFor(SOON)
  await page.getByText('Subscription started').first().waitFor(SOON)
  expect(await barriers(page)).toEqual([])
})
