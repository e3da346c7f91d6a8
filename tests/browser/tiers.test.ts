import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { NOW } from '../http/support/house.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// The history of tiers, the people behind a move, and a scheme that is changed, tried, saved and put into effect.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SOON = { timeout: 60_000 }
const CUSTOMERS = 40

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(
  () =>
    openConsoleHouse({
      start: NOW,
      seed: async (house) => {
        // One came every 12 days; each ordered a few times, some of them long ago.
        const rows = Array.from({ length: CUSTOMERS }, (_, i) =>
          Array.from({ length: 1 + (i % 4) }, (__, n) => {
            const at = new Date(NOW.getTime() - ((i + 1) * 12 - n * (2 + (i % 3) * 4)) * DAY_MS)
            return at < NOW ? `O${i}-${n},139${String(10_000_000 + i * 7_919)},${at.toISOString()},P${i % 3},1,${40 + i * 5}` : ''
          }).filter((row) => row !== ''),
        ).flat()
        const folder = await mkdtemp(join(tmpdir(), 'liuke-files-'))
        const file = join(folder, 'orders.csv')
        await writeFile(file, ['order_id,phone,ordered_at,product_id,quantity,unit_price', ...rows].join('\n'))
        await house.imports.importFile({ file, kind: 'orders' })
        await rm(folder, { recursive: true, force: true })
        for (const days of [95, 65, 35, 0]) await house.profiles.refresh(new Date(NOW.getTime() - days * DAY_MS))
      },
    }),
  { admin: ADMIN },
  (opened) => ({ server, page, requests } = opened),
)

const go = async (path: string) => {
  await walkTo(page, requests, path)
}

test('each number of the matrix of moves opens as many people, and the months can be chosen', async () => {
  await go('/customers/segments?tab=history')
  const matrix = page.getByRole('region', { name: 'Movement matrix' })
  await matrix.waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  await expect.poll(() => page.getByLabel('From month').count()).toBeGreaterThan(0)
  const moves = await Promise.all(
    (await matrix.getByRole('link').all()).map(
      async (link) => [await link.getAttribute('href'), await link.getAttribute('data-count')] as const,
    ),
  )
  expect(moves.length).toBeGreaterThan(3)
  for (const [path, count] of moves.slice(0, 5)) {
    await go(path ?? '')
    await page
      .locator(`[data-total="${count}"]`)
      .or(page.getByText(`${count} customer`, { exact: false }))
      .first()
      .waitFor(SOON)
  }
  await go('/customers/segments?tab=history&by=value')
  await page.getByRole('columnheader', { name: 'Potential' }).first().waitFor(SOON)
})

test('limits fitted to the targets are tried, saved and computed, by keyboard alone', async () => {
  await go('/customers/segments?tab=scheme')
  await page.getByRole('radio', { name: 'Fixed limits' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByText('Limits are chosen at each computation', { exact: false }).waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Preview', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(`Of ${CUSTOMERS} customers,`, { exact: false }).waitFor(SOON)
  await expect.poll(() => page.getByRole('row').filter({ hasText: 'New' }).first().textContent()).toMatch(/8 · 20/)
  await page.getByLabel('Why (for the history)').fill('quarterly plan')
  await page.getByRole('button', { name: 'Save', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('cell', { name: 'quarterly plan' }).waitFor(SOON)
  await page.getByRole('button', { name: 'Recompute now' }).click()
  await page.getByText('Tiers are up to date.').waitFor(SOON)
  await go('/customers/segments')
  await page.getByText('scheme version 1', { exact: false }).waitFor(SOON)
  expect(await server.house.tierSchemes.current()).toMatchObject({ version: 1, scheme: { tiers: { mode: 'fitted' } } })
})

test('targets that do not add up are refused with the place', async () => {
  await go('/customers/segments?tab=scheme')
  await page.getByLabel('New: Target').fill('90')
  await page.keyboard.press('Tab')
  await page.getByRole('alert').filter({ hasText: 'Targets add up to' }).waitFor(SOON)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('The shares in tiers.targets must add up to 100', { exact: false }).waitFor(SOON)
  expect(await server.house.tierSchemes.current()).toMatchObject({ version: 1 })
})
