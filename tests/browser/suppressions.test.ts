import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signToken } from '#act/signed-token.ts'
import { newId } from '#kernel/id.ts'
import { linkSecret } from '../../src/main/letterhead.ts'
import { NOW } from '../http/support/house.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// An administrator keeps the suppressions; a customer chooses on the page behind the link of a message.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SOON = { timeout: 60_000 }

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(
  () => openConsoleHouse({ start: NOW }),
  { admin: ADMIN },
  (opened) => ({ server, page, requests } = opened),
)

const shot = async (name: string): Promise<void> => {
  const folder = process.env['LIUKE_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

test('an address is added, found, and lifted with a reason; a list is looked at first', async () => {
  await walkTo(page, requests, '/settings/suppressions')
  await page.getByText('Nothing is suppressed').waitFor(SOON)
  await page.getByRole('button', { name: 'Add an address' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill('anna@example.com')
  await dialog.getByLabel('Reason').fill('asked by letter')
  await dialog.getByRole('button', { name: 'Add an address' }).click()
  await page.getByRole('cell', { name: 'a***@example.com' }).first().waitFor(SOON)

  await page.getByRole('button', { name: 'Import a list' }).click()
  const list = page.getByRole('dialog')
  await list.getByRole('textbox', { name: 'Addresses' }).fill('anna@example.com\nbo@example.com\nno address')
  await list.getByRole('button', { name: 'Check' }).click()
  await list.getByText('Suppressed before').waitFor(SOON)
  await expect.poll(() => list.getByRole('status').locator('dd').allTextContents()).toEqual(['2', '1', '0', '0', '1'])
  await list.getByLabel('Reason').fill('moved from the old tool')
  await list.getByRole('button', { name: 'Suppress these addresses' }).click()
  await page.getByRole('cell', { name: 'b***@example.com' }).first().waitFor(SOON)
  await settle(page, requests)
  await shot('suppressions-en')
  expect(await barriers(page)).toEqual([])

  await page.getByRole('searchbox', { name: 'Find one address' }).fill('BO@example.com')
  await page.keyboard.press('Enter')
  await page.getByText('1 entry for this address').waitFor(SOON)
  await page
    .getByRole('row', { name: /b\*\*\*@example.com/u })
    .first()
    .getByRole('button', { name: 'Lift' })
    .click()
  await page.getByRole('dialog').getByLabel('Reason').fill('a mistake of ours')
  await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click()
  await page.getByText('Lifted.').waitFor(SOON)
})

test('a customer pauses and stops on a page without script or log-in', async () => {
  const { house } = server
  const customerId = newId(house.clock.now())
  const now = house.clock.now()
  await house.db
    .insertInto('customers')
    .values({
      id: customerId,
      source: 'test',
      created_at: now,
      updated_at: now,
      attributes: '{}',
      preferred_language: 'en',
      merged_into: null,
      data_key: null,
      display_name: null,
      registered_at: null,
    })
    .execute()
  const base = {
    runId: newId(now),
    customerId,
    source: { kind: 'broadcast' as const, id: newId(now) },
    sourceVersion: 1,
    step: 1,
    content: null,
  }
  const more = {
    purpose: 'marketing' as const,
    priority: 0,
    channel: 'email' as const,
    nextChannels: [],
    notBefore: new Date(now.getTime() + 3_600_000),
  }
  await house.sendStore.planContacts([
    { ...base, ...more, sendKey: 'browser:1', expiresAt: null, plannedAt: now, costMinor: null, suppressed: null },
  ])
  const token = signToken(linkSecret(house.keyring), 'unsubscribe', 'browser:1')
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto(`${server.url}/u/${token}`)
  await page.getByRole('heading', { name: 'What you get from us' }).waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  await page.getByLabel('Offers and news · E-mail').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved. It holds at once.').waitFor(SOON)
  await shot('preferences-en')
  await page.getByRole('button', { name: 'Pause for 30 days' }).click()
  await page.getByText('Marketing is paused until').waitFor(SOON)
  await page.getByRole('button', { name: 'Start again now' }).click()
  await page.getByRole('button', { name: 'Pause for 90 days' }).waitFor(SOON)
  await page.getByRole('link', { name: '中文' }).click()
  await page.getByRole('button', { name: '退订此类消息' }).click()
  await page.getByText('已退订').waitFor(SOON)
  await shot('preferences-zh')
  expect((await house.contacts.reach([customerId], 'email')).get(customerId)).toMatchObject({ consent: false })
})
