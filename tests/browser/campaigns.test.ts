import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { importAndProfile } from '../../src/main/import-and-profile.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// Somebody looks at the calendar of campaigns with the mouse and by keys, begins a broadcast on a day of it, follows what runs, and stops everything.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SOON = { timeout: 60_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

const open = async () => {
  const house = await openConsoleHouse({
    start: new Date('2026-03-16T04:00:00Z'),
    env: { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1', LIUKE_SHOP_NAME: '山间茶铺' },
  })
  const rows = Array.from({ length: 8 }, (_, i) => `M${i},c${i}@example.com,${i < 2 ? '' : 'yes'}`)
  const file = join(house.dataDir, 'campaign-people.csv')
  await writeFile(file, ['会员号,email,email consent', ...rows].join('\n'))
  await importAndProfile(house.house, { file, fileName: 'people.csv', kind: 'customers', onProfiles: () => undefined })
  const { contents, broadcasts, journeys } = house.house
  const content = await contents.create(
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
  await contents.publish(content.id, content.version, 'test')
  const CONFIRM = ['not_previewed', 'ten_times_larger', 'nobody_reached', 'at_night', 'links_local', 'shop_unnamed']
  const common = {
    audience: { all: [] },
    content: { id: content.id, version: content.version },
    channels: ['email'],
    holdout: 0,
    holdoutWaiver: 'a word to everybody',
    expiresHours: 72,
    priority: 50,
    windowDays: 14,
    unitCosts: {},
  } as const
  for (const [name, at] of [
    ['Spring', '2026-03-18T06:00:00.000Z'],
    ['Members', '2026-03-18T08:00:00.000Z'],
    ['Farewell', '2026-03-25T06:00:00.000Z'],
  ] as const) {
    const { id, version } = await broadcasts.create({ ...common, name, when: { kind: 'at', at } }, 'test')
    await broadcasts.start(id, version, CONFIRM, 'test')
  }
  const journey = await journeys.create(
    {
      name: 'Everybody at once',
      entry: { kind: 'audience', every: 'week', at: '13:00' },
      audience: { all: [] },
      rule: { kind: 'once' },
      steps: [
        {
          id: 'mail',
          name: '',
          kind: 'send',
          content: { id: content.id, version: content.version },
          channels: ['email'],
          expiresHours: 48,
          unitCosts: { email: 3 },
          time: 'now',
          next: 'wait',
        },
        { id: 'wait', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 3, unit: 'day' } }, next: null },
      ],
      first: 'mail',
      exits: { events: [], condition: null },
      goal: null,
      windowDays: 14,
      holdout: 0,
      holdoutWaiver: 'a test of one',
      priority: 50,
    },
    'test',
  )
  await journeys.publish(journey.id, journey.version, 'test')
  return house
}

useConsole(open, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const button = (name: string | RegExp) => page.getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) })
const picture = async (name: string) => {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page, requests)
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
const day = (text: RegExp) => page.locator('.campaign-grid').getByRole('button', { name: text })

test('the calendar shows the month, tells two broadcasts on a day, and opens what is on it', async () => {
  await walkTo(page, requests, '/retain/campaigns')
  await day(/^18 Mar 2026.*2 items.*2 broadcasts/u).waitFor(SOON)
  await picture('calendar-month')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await day(/^18 Mar 2026/u).click()
  await page.getByText('2 broadcasts on the same day').waitFor(SOON)
  await expect.poll(async () => await page.locator('.campaign-list li').count(), SOON).toBe(2)
  await page.locator('.campaign-list').getByRole('link', { name: 'Members' }).click()
  await page.waitForURL(/\/retain\/broadcasts\/[0-9a-f-]{36}$/u, SOON)
})

test('days are walked by keys, also into the next month, and filters narrow what is shown', async () => {
  await walkTo(page, requests, '/retain/campaigns?day=2026-03-18')
  await day(/^18 Mar 2026/u).focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => await page.locator(':focus').getAttribute('aria-label'), SOON).toMatch(/^19 Mar 2026/u)
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => await page.locator(':focus').getAttribute('aria-label'), SOON).toMatch(/^26 Mar 2026/u)
  await page.keyboard.press('PageDown')
  await expect.poll(async () => await page.locator(':focus').getAttribute('aria-label'), SOON).toMatch(/^26 Apr 2026/u)
  await walkTo(page, requests, '/retain/campaigns?day=2026-03-18&kind=journey')
  await day(/^23 Mar 2026.*1 item$/u).waitFor(SOON)
  await day(/^18 Mar 2026.*0 items/u).waitFor(SOON)
  await walkTo(page, requests, '/retain/campaigns?day=2026-03-18&channel=sms')
  await day(/^23 Mar 2026.*0 items/u).waitFor(SOON)
})

test('the week and the list show the same, and a broadcast is begun on a day', async () => {
  await walkTo(page, requests, '/retain/campaigns?day=2026-03-18&view=week')
  await page.locator('.campaign-chip').filter({ hasText: 'Spring' }).waitFor(SOON)
  await expect.poll(async () => await page.locator('.campaign-grid tbody tr').count(), SOON).toBe(1)
  await picture('calendar-week')
  await page.setViewportSize({ width: 390, height: 900 })
  await walkTo(page, requests, '/retain/campaigns?day=2026-03-18&view=agenda')
  await page.getByRole('heading', { name: '25 Mar 2026' }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  await walkTo(page, requests, '/retain/campaigns?day=2026-03-25')
  await button('New broadcast on this day').click()
  await page.waitForURL(/broadcasts\/new\?day=2026-03-25$/u, SOON)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('On that day')
  await page.getByText('All customers', { exact: true }).click()
  await button('Save and go on').click()
  await page.waitForURL(/broadcasts\/[0-9a-f-]{36}\?step=content$/u, SOON)
  const { items } = await server.house.broadcasts.list({ limit: 10, cursor: null, states: ['draft'] })
  expect(items.map(({ definition }) => [definition.name, definition.when])).toEqual([
    ['On that day', { kind: 'at', at: '2026-03-25T02:00:00.000Z' }],
  ])
})

test('the board follows today by itself, and everything is stopped after it was asked for twice', async () => {
  await walkTo(page, requests, '/retain/board')
  const row = page.getByRole('row').filter({ hasText: 'Everybody at once' })
  await expect.poll(async () => (await row.first().textContent()) ?? '', SOON).toMatch(/Everybody at once.*8.*8.*6/u)
  await page.getByText('Why customers were not contacted today').waitFor(SOON)
  await picture('board')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('Stop everything').click()
  const dialog = page.getByRole('dialog')
  await expect.poll(async () => await dialog.getByRole('button', { name: 'Continue' }).isDisabled(), SOON).toBe(true)
  await dialog.getByLabel('Reason').fill('Wrong prices')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByText('Are you sure?').waitFor(SOON)
  await picture('board-stop')
  expect(await barriers(page)).toEqual([])
  // Nothing is stopped by the first yes.
  expect((await server.house.campaigns.board()).journeys).toHaveLength(1)
  await dialog.getByRole('button', { name: 'Stop now' }).click()
  await page.getByText('Journeys ended: 1. Broadcasts paused: 3.').waitFor(SOON)
  await page.getByRole('cell', { name: 'Wrong prices' }).waitFor(SOON)
  await expect.poll(async () => await page.getByText('No journey is running').count(), SOON).toBe(1)
})

test('a customer has the journeys they were in, with the way to why', async () => {
  const { items } = await server.house.journeys.list({ limit: 1, cursor: null })
  await walkTo(page, requests, '/customers')
  await page.getByRole('row').nth(1).click()
  await page.getByRole('link', { name: 'Everybody at once' }).click()
  await page.waitForURL(new RegExp(`/retain/journeys/${items[0]?.id}\\?customer=`, 'u'), SOON)
  await expect.poll(async () => await page.getByRole('status').filter({ hasText: 'version 1' }).count(), SOON).toBe(1)
})
