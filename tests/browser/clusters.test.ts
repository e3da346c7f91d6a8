import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { NOW } from '../http/support/house.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// A marketer finds the clusters of a shop, names one, opens its people, and finds clusters again.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const CUSTOMERS = 240
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(
  () =>
    openConsoleHouse({
      start: NOW,
      seed: async (house) => {
        const lines = ['order_id,phone,order_time,product_id,quantity,unit_price']
        for (let n = 0; n < CUSTOMERS; n += 1) {
          const isRegular = n % 2 === 0
          for (let i = 0; i < (isRegular ? 12 : 1); i += 1) {
            const at = new Date(NOW.getTime() - (isRegular ? 5 + i * 20 : 280 + (n % 40)) * DAY_MS).toISOString()
            lines.push(`o-${n}-${i},139${String(10_000_000 + n * 7_919)},${at},p-1,1,${(isRegular ? 200 : 40) + (n % 17)}`)
          }
        }
        const folder = await mkdtemp(join(tmpdir(), 'liuke-files-'))
        const file = join(folder, 'orders.csv')
        await writeFile(file, lines.join('\n'))
        await house.imports.importFile({ file, kind: 'orders' })
        await rm(folder, { recursive: true, force: true })
      },
    }),
  { admin: ADMIN },
  (opened) => ({ server, page, requests } = opened),
)

const button = (name: string) => page.getByRole('button', { name, exact: true })
const card = (name: string) => page.getByRole('region', { name, exact: true })

test('clusters are found from an empty page, and say in words and figures what they are', async () => {
  await walkTo(page, requests, '/customers/clusters')
  await page.getByText('No clusters yet').waitFor(SOON)
  await button('Find clusters').first().click()
  await card('High-value loyal').waitFor(SOON)
  await card('High-value loyal').getByText('Buys every 20 days', { exact: false }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})

test('a name by hand stays when clusters are found again, and the number opens the people', async () => {
  const before = await server.house.clusters.overview()
  const loyal = before?.clusters.find(({ kind }) => kind === 'loyal')
  await button('Rename High-value loyal').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Every third week')
  expect(await barriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Rename cluster' }).click()
  await card('Every third week').waitFor(SOON)
  await button('Find clusters').click()
  await expect
    .poll(async () => (await server.house.clusters.overview())?.run.asOf.getTime(), SOON)
    .toBeGreaterThan(before?.run.asOf.getTime() ?? Infinity)
  await page.getByText('Clusters are up to date.').waitFor(SOON)
  await settle(page, requests)
  await card('Every third week')
    .getByRole('link', { name: `${loyal?.size} customers` })
    .click()
  await page.getByText('Cluster: Every third week', { exact: true }).waitFor(SOON)
  await page.getByText(`${loyal?.size}`, { exact: false }).first().waitFor(SOON)
  await expect.poll(() => new URL(page.url()).searchParams.get('cluster')).toBe(loyal?.key)
})
