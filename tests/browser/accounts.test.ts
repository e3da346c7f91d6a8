import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { AccountStatement } from '#collect/accounts/account-statement.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { NOW } from '../http/support/house.ts'
import { fillSmallShop, customerId } from '../http/support/small-shop.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// Somebody who sells to companies finds accounts by a figure, opens one, makes a segment of accounts and sees the people of these.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }

let page: Page
let requests: OpenRequests

/** What is said of one account: seats on some days, and who is in it from customer to customer. */
function said(key: string, name: string, seats: readonly number[], people: readonly number[]): AccountStatement[] {
  const base = {
    accountId: stableId('account', key),
    personId: NO_CUSTOMER,
    accountKey: key,
    name: '',
    attributes: {},
    role: '',
    since: null,
    until: null,
    receivedAt: NOW.getTime(),
    saidAt: NOW.getTime() - DAY_MS,
    saidBy: 'api',
  }
  return [
    ...seats.map((value, i) => ({
      ...base,
      name,
      saidBy: `file-${i}`,
      attributes: { industry: 'Tea', seats: value },
      saidAt: NOW.getTime() - (seats.length - i) * 40 * DAY_MS,
    })),
    ...people.map((n, i) => ({ ...base, personId: customerId(n), role: i === 0 ? 'admin' : 'user' })),
  ]
}

useConsole(
  () =>
    openConsoleHouse({
      start: NOW,
      seed: async (house) => {
        await fillSmallShop(house)
        await house.accountStatements.say([
          ...said('ACME', '云杉茶业', [20, 60], [0, 1, 2, 3, 8]),
          ...said('BETA', 'Beta Works', [10, 8], [4, 5]),
          ...said('GAMMA', 'Gamma', [3], []),
        ])
      },
    }),
  { admin: ADMIN },
  (opened) => ({ page, requests } = opened),
)

const go = async (path: string) => {
  await walkTo(page, requests, path)
}

test('the list shows figures of accounts, sorts by a measure, and its numbers open as many people', async () => {
  await go('/customers/accounts?measure=seats&sort=measure&order=desc')
  const names = page.locator('table a.cell-main')
  await names.first().waitFor(SOON)
  await expect.poll(() => names.allInnerTexts()).toEqual(['云杉茶业', 'Beta Works', 'Gamma'])
  await page.getByText('+40').first().waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  const active = page.locator('table tbody tr').first().locator('a[data-count]')
  const number = Number(await active.getAttribute('data-count'))
  expect(number).toBeGreaterThan(0)
  await active.click()
  await expect.poll(() => page.locator('.pager [data-total]').getAttribute('data-total'), SOON).toBe(String(number))
})

test('an account shows its people with roles, its measures, what they did and its segments', async () => {
  await go('/customers/accounts?q=acme')
  await page.locator('table a.cell-main').first().click()
  await page.getByRole('heading', { name: '云杉茶业' }).waitFor(SOON)
  await page.getByRole('heading', { name: 'Measures' }).waitFor(SOON)
  await page.getByText('admin', { exact: true }).first().waitFor(SOON)
  await page.locator('.timeline-entry a').first().waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})

test('a segment of accounts is built with menus, counted, saved, and opens its accounts and their people', async () => {
  const where = 'latest(value of measure "seats") > 50 and people(did(order) as "admin", "user") >= 2'
  await go(`/customers/groups/new?${new URLSearchParams({ grain: 'accounts', where }).toString()}`)
  await page.getByRole('heading', { name: 'Accounts that match' }).waitFor(SOON)
  await expect.poll(() => page.locator('.live-count .count-number').getAttribute('data-count'), SOON).toBe('1')
  await page.locator('.live-count').getByRole('link', { name: '云杉茶业' }).waitFor(SOON)
  await expect.poll(() => page.getByRole('combobox', { name: 'Roles in the account' }).count()).toBe(1)
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Save segment' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Big buyers')
  await page.getByRole('dialog').getByRole('button', { name: 'Save segment' }).click()
  await page.getByRole('heading', { name: 'Big buyers' }).waitFor(SOON)
  await page.getByRole('link', { name: '云杉茶业' }).waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  await page.getByRole('link', { name: 'See the people of these accounts' }).click()
  await expect.poll(() => page.locator('.pager [data-total]').getAttribute('data-total'), SOON).toBe('5')
  await go(`/customers/accounts/${stableId('account', 'ACME')}?tab=segments`)
  await page.getByRole('button', { name: 'Why: Big buyers' }).click()
  await page.getByText('Found: 60').waitFor(SOON)
})
