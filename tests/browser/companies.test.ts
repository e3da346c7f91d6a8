import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { companyShop } from '#simulate/company-shop.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { NOW } from '../http/support/house.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// A business that sells to companies sees their health and value, and that strategies draw companies.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }
const COMPANIES = 40
const EARLIER = new Date(NOW.getTime() - 70 * DAY_MS)

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

/** Everybody is likely to leave for a problem with the service, which is a task for the team. */
async function score(house: ConsoleHouse['house'], asOf: Date): Promise<void> {
  const people = await readRows<{ id: string }>(house.engines.clickhouse, 'SELECT toString(customer_id) AS id FROM customers FINAL')
  const time = engineTime(asOf.getTime())
  await insertRows(
    house.engines.clickhouse,
    'scores',
    people.map(({ id }) => ({
      kind: 'churn',
      as_of: time,
      customer_id: id,
      model_id: 'churn',
      model_version: 1,
      probability: 0.7,
      value: 900,
      tier: 'high',
      cause: 'service-problem',
      reasons: '[]',
      computed_at: time,
    })),
  )
}

useConsole(
  () =>
    openConsoleHouse({
      start: NOW,
      seed: async (house) => {
        const shop = companyShop({ companies: COMPANIES, seed: 'console', until: NOW, months: 14 })
        const folder = await mkdtemp(join(tmpdir(), 'liuke-files-'))
        for (const [kind, rows] of [
          ['accounts', shop.accounts],
          ['subscriptions', shop.subscriptions],
          ['sign_ins', shop.signIns],
        ] as const) {
          const file = join(folder, `${kind}.csv`)
          await writeFile(file, rows.map((row) => row.join(',')).join('\n'))
          const corrections = { mapping: { 'attribute:席位数': '席位数', 'attribute:项目数': '项目数' } }
          await house.imports.importFile({ file, kind, ...(kind === 'accounts' ? { corrections } : {}) })
        }
        await rm(folder, { recursive: true, force: true })
        await house.accountCopy.catchUp()
        await house.strategies.seedLibrary('test')
        await score(house, EARLIER)
        await house.decisions.start({ strategyIds: ['service-recovery'] }, EARLIER, 'test')
        await score(house, NOW)
        await house.accountRisks.refresh()
      },
    }),
  { admin: ADMIN },
  (opened) => ({ server, page, requests } = opened),
)

const go = async (path: string) => {
  await walkTo(page, requests, path)
}

test('companies are listed by what is at stake with their health, and it is said why no risk is told', async () => {
  await go('/customers/accounts')
  await page.getByText('Not enough data to tell risks', { exact: false }).first().waitFor(SOON)
  const [first] = await server.house.accountRisks.list({ offset: 0, limit: 1 })
  expect(first?.probability).toBeNull()
  await page
    .getByRole('link', { name: first?.name ?? '', exact: true })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Risk and value' }).waitFor(SOON)
  await page
    .getByText(first?.signals[0]?.text.en ?? 'Nothing speaks against', { exact: false })
    .first()
    .waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})

test('the effect says how many draws it is worked out from', async () => {
  await go('/effect')
  const [report] = await server.house.effects.list()
  expect(report?.overall.companies).toBe(COMPANIES)
  await page.getByText(`of ${COMPANIES} companies were drawn by company`, { exact: false }).waitFor(SOON)
  expect(await barriers(page)).toEqual([])
})

test('a preview says how many people of how many companies are drawn', async () => {
  await go('/retain/strategies')
  await page.getByRole('button', { name: 'Run strategies' }).first().click()
  await page.getByRole('button', { name: 'Preview', exact: true }).click()
  await page.getByText(`of ${COMPANIES} companies are drawn by company`, { exact: false }).waitFor(SOON)
  expect(await barriers(page)).toEqual([])
})
