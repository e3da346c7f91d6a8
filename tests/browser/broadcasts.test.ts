import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { MINUTE_MS } from '#kernel/clock.ts'
import { importAndProfile } from '../../src/main/import-and-profile.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// Somebody writes a broadcast step by step, leaves and comes back, looks at whom it reaches, starts it, and reads who got it and why others did not.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SOON = { timeout: 60_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']
const CUSTOMERS = 30
const WITHOUT_CONSENT = 6

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

const open = async () => {
  const house = await openConsoleHouse({
    start: new Date('2026-03-16T04:00:00Z'),
    env: { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1', LIUKE_SHOP_NAME: '山间茶铺' },
  })
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `c${i}@example.com,${i < WITHOUT_CONSENT ? '' : 'yes'}`)
  const file = join(house.dataDir, 'broadcast-people.csv')
  await writeFile(file, ['email,email consent', ...rows].join('\n'))
  await importAndProfile(house.house, { file, fileName: 'people.csv', kind: 'customers', onProfiles: () => undefined })
  const content = await house.house.contents.create(
    {
      name: 'Spring tea',
      purpose: 'marketing',
      email: {
        subject: { zh: '新茶到了', en: 'New tea' },
        preheader: { zh: '', en: '' },
        body: { kind: 'text', text: { zh: '春茶已到店。', en: 'The new tea is here.' } },
      },
      fallbacks: {},
      utm: null,
    },
    'test',
  )
  await house.house.contents.publish(content.id, content.version, 'test')
  return house
}

useConsole(open, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const button = (name: string) => page.getByRole('button', { name, exact: true })
const picture = async (name: string) => {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page, requests)
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a broadcast is written in steps that can be left, previewed, and started with a yes to what it asks', async () => {
  await walkTo(page, requests, '/retain/broadcasts')
  await page.getByText('No broadcasts yet').waitFor(SOON)
  await picture('list-empty')
  await button('New broadcast').first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Spring')
  await page.getByText('All customers', { exact: true }).click()
  await page.getByText(`${CUSTOMERS} of ${CUSTOMERS} customers`).waitFor(SOON)
  await picture('step-audience')
  expect(await barriers(page)).toEqual([])
  await button('Save and go on').click()
  await page.waitForURL(/broadcasts\/[0-9a-f-]{36}\?step=content$/u, SOON)
  // Left half-way, it is there again.
  await page.goto(`${server.url}/retain/broadcasts`)
  await page.getByRole('link', { name: 'Spring' }).click()
  await page.getByText('Content', { exact: true }).last().click()
  await page.getByText('Spring tea').click()
  await page
    .frameLocator('iframe')
    .getByText(/The new tea|春茶/u)
    .waitFor(SOON)
  await picture('step-content')
  expect(await barriers(page)).toEqual([])
  await button('Save and go on').click()
  await page.getByText('Channels, in order').waitFor(SOON)
  await page.getByText('Ready', { exact: true }).waitFor(SOON)
  await picture('step-channels')
  expect(await barriers(page)).toEqual([])
  await button('Save and go on').click()
  await page.getByText('The preview looks at every customer of the audience. It sends nothing.').waitFor(SOON)
  await button('Preview').click()
  await page.getByText('Will get it', { exact: true }).waitFor(SOON)
  await page.getByText('No consent').waitFor(SOON)
  await settle(page, requests)
  await picture('step-review')
  expect(await barriers(page)).toEqual([])
  await button('Start now').click()
  await button('Pause').waitFor(SOON)
  await button('Pause').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText(/^Paused since/u).waitFor(SOON)
  await picture('live-paused')
  await button('Resume').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Resume', exact: true }).click()
  await page.getByText('Done', { exact: true }).waitFor({ timeout: 5 * MINUTE_MS })
})

test('who got it and why others did not is read, opened and exported', async () => {
  const noConsent = page.getByRole('link', { name: `No consent: open the ${WITHOUT_CONSENT}` })
  await noConsent.waitFor(SOON)
  await picture('live-done')
  expect(await barriers(page)).toEqual([])
  await noConsent.click()
  // The list before stays until the new one is there.
  const recipients = page.getByRole('region', { name: 'Recipients' })
  await expect.poll(async () => await recipients.locator('tbody tr').count(), SOON).toBe(WITHOUT_CONSENT)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()])
  expect(download.suggestedFilename()).toBe('messages.csv')
  const rows = await server.house.db.selectFrom('send_ledger').select(['state', 'reason']).execute()
  expect(rows.filter(({ state }) => state === 'accepted' || state === 'delivered').length).toBe(server.mailbox.mails.length)
  await button('Duplicate').click()
  await page.getByRole('heading', { name: 'Copy of Spring' }).waitFor(SOON)
  await button('Delete draft').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Delete draft', exact: true }).click()
  await page.waitForURL(/broadcasts$/u, SOON)
  if (pictures !== undefined) {
    await page.evaluate(() => localStorage.setItem('liuke.language', 'zh-CN'))
    await page.reload()
    await picture('list-zh')
    await page.getByRole('link', { name: 'Spring' }).click()
    await settle(page, requests)
    await picture('live-zh')
  }
})
