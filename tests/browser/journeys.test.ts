import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { importAndProfile } from '../../src/main/import-and-profile.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// Somebody builds a journey on the canvas, takes steps back, works on it as a list, and publishes it. An event lets a customer in; the page says where they are, and why somebody did not enter.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SOON = { timeout: 45_000 }
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
  const rows = Array.from({ length: 8 }, (_, i) => `M${i},c${i}@example.com,yes`)
  const file = join(house.dataDir, 'journey-people.csv')
  await writeFile(file, ['会员号,email,email consent', ...rows].join('\n'))
  await importAndProfile(house.house, { file, fileName: 'people.csv', kind: 'customers', onProfiles: () => undefined })
  const content = await house.house.contents.create(
    {
      name: 'Cart mail',
      purpose: 'marketing',
      email: {
        subject: { zh: '还在考虑吗', en: 'Still thinking?' },
        preheader: { zh: '', en: '' },
        body: { kind: 'text', text: { zh: '您的购物车还在。', en: 'Your cart is waiting.' } },
      },
      fallbacks: {},
      utm: null,
    },
    'test',
  )
  await house.house.contents.publish(content.id, content.version, 'test')
  return house
}

useConsole(open, { admin: ADMIN, timeoutMs: 45_000 }, (opened) => ({ server, page, requests } = opened))

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
const drawer = () => page.getByRole('dialog')
const closeDrawer = async () => {
  await drawer().getByRole('button', { name: 'Close' }).click()
  await drawer().waitFor({ state: 'detached' })
}
const saved = () => page.getByText(/^Saved \d/u).waitFor(SOON)
const steps = async () => (await server.house.journeys.list({ limit: 10, cursor: null })).items[0]?.definition.steps ?? []

test('a journey is built on the canvas, step by step, and saves itself', async () => {
  await page.goto(`${server.url}/retain/journeys`)
  await page.getByText('No journeys yet').waitFor(SOON)
  await picture('list-empty')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('New journey').first().click()
  await button(/^Cart left behind/u).waitFor(SOON)
  await picture('starters')
  await button(/^Empty canvas/u).click()
  await button(/^Entry · /u).waitFor(SOON)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cart')
  await button(/^Entry · /u).click()
  await drawer().getByRole('combobox', { name: 'Which one', exact: true }).fill('Product Added')
  await drawer().getByLabel('One run for each value of (property)').fill('cart_id')
  await picture('entry')
  await closeDrawer()
  await button('Add a step after Entry').click()
  await page.getByRole('menuitem', { name: 'Wait', exact: true }).click()
  await drawer().getByLabel('Amount').fill('2')
  await closeDrawer()
  await button('Add a step after Wait').click()
  await page.getByRole('menuitem', { name: 'Branch by condition' }).click()
  await picture('branch')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await closeDrawer()
  await button('Add a step after Branch by condition, Case 1').click()
  await page.getByRole('menuitem', { name: 'Send a message' }).click()
  await drawer().getByLabel('Content').click()
  await page.getByTitle('Cart mail').click()
  await picture('send')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await closeDrawer()
  await saved()
  await picture('canvas')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await expect.poll(async () => (await steps()).map(({ kind }) => kind)).toEqual(['wait', 'branch', 'send'])
})

test('the canvas is walked by keys, and what is deleted comes back', async () => {
  await button(/^Entry · /u).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => await page.locator(':focus').textContent(), SOON).toContain('Branch by condition')
  await page.keyboard.press('Delete')
  await button(/^Branch by condition · /u).waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await button(/^Branch by condition · /u).waitFor(SOON)
  await page.keyboard.press('Control+Shift+z')
  await button(/^Branch by condition · /u).waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await saved()
  await expect.poll(async () => (await steps()).map(({ kind }) => kind)).toEqual(['wait', 'branch', 'send'])
})

test('the list can do the same', async () => {
  await page.getByText('List', { exact: true }).click()
  const list = page.getByRole('list', { name: 'Journey as a list' })
  await list.waitFor(SOON)
  await picture('list')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('Add a step after Branch by condition, Everyone else').click()
  await page.getByRole('menuitem', { name: 'Create a task' }).click()
  await drawer().getByLabel('Title (English)').waitFor(SOON)
  await closeDrawer()
  await saved()
  // What is wrong stands at its step.
  await list.getByText('2 problems').waitFor(SOON)
  await list.getByRole('button', { name: /^Create a task/u }).press('Delete')
  await saved()
  await expect.poll(async () => (await steps()).length).toBe(3)
})

test('what somebody else saved meanwhile is not written over', async () => {
  const [journey] = (await server.house.journeys.list({ limit: 10, cursor: null })).items
  if (journey === undefined) throw new Error('The journey is gone.')
  await server.house.journeys.save(journey.id, journey.version, { ...journey.definition, priority: 77 }, 'somebody')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cart left')
  await page.getByText('Someone else saved this journey meanwhile').waitFor(SOON)
  await picture('conflict')
  await button('Load their version').click()
  await page.getByText('Someone else saved this journey meanwhile').waitFor({ state: 'detached' })
  await expect.poll(async () => await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue(), SOON).toBe('Cart')
})

test('without a control group it asks why', async () => {
  await button('Exits, goal, control group').click()
  await drawer().getByLabel('Control group (%)').fill('0')
  await drawer().getByText('Write down why there is no control group (5 characters or more).').waitFor(SOON)
  await picture('rules')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await drawer().getByLabel('Why there is no control group').fill('A test of one customer')
  await drawer().getByText('1 problem').waitFor({ state: 'detached' })
  await closeDrawer()
  await saved()
})

test('it is tried on history before anybody enters', async () => {
  const { writeKey } = await server.house.sourceCatalogue.create(
    { name: 'Past', kind: 'web', userIdKind: 'member_number', consent: null },
    server.house.clock.now(),
  )
  // Ten days ago: it starts nothing, and is what a try goes by.
  const told = await fetch(`${server.url}/v1/track`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
    body: JSON.stringify({
      messageId: 'past',
      userId: 'M5',
      event: 'Product Added',
      timestamp: new Date(server.house.clock.now().getTime() - 10 * 86_400_000).toISOString(),
      properties: { cart_id: 'P1' },
    }),
  })
  expect(told.status).toBe(200)
  const stored = async () =>
    (
      await (
        await server.house.engines.clickhouse.query({
          query: "SELECT count() AS n FROM events WHERE message_id = 'past'",
          format: 'JSONEachRow',
        })
      ).json<{ n: string }>()
    ).map(({ n }) => Number(n))
  await expect.poll(stored, SOON).toEqual([1])
  await button('Review and publish').click()
  await page.getByText('See what this journey would have done').waitFor(SOON)
  await picture('dry-run-empty')
  await button('Try on history').click()
  await page.getByText('Would have entered').waitFor(SOON)
  await page.getByText('What history does not tell').waitFor(SOON)
  await page.getByText('1 customer', { exact: true }).waitFor(SOON)
  await picture('dry-run')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('Back to editing').click()
})

test('it is reviewed, published, paused and resumed', async () => {
  await button('Review and publish').click()
  await page.getByText('Nothing is wrong with it.').waitFor(SOON)
  await picture('review')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('Publish').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('Customers enter this one').waitFor(SOON)
  await page.getByText('0 entered').waitFor(SOON)
  await picture('live')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('Pause').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText(/^Paused since/u).waitFor(SOON)
  await button('Resume').click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Resume', exact: true }).click()
  await page.getByText(/^Paused since/u).waitFor({ state: 'detached' })
})

test('an event lets a customer in, and the page says where they are and what they got', async () => {
  const { writeKey } = await server.house.sourceCatalogue.create(
    { name: 'App', kind: 'web', userIdKind: 'member_number', consent: null },
    server.house.clock.now(),
  )
  const track = (messageId: string) =>
    fetch(`${server.url}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` },
      body: JSON.stringify({ messageId, userId: 'M0', event: 'Product Added', properties: { cart_id: 'C1' } }),
    })
  expect((await track('first')).status).toBe(200)
  await page.getByText('1 entered').waitFor(SOON)
  await page.getByText('1 here now').first().waitFor(SOON)
  // The two days of the wait pass.
  const pass = `UPDATE enrolments SET due_at = entered_at, waits_since = waits_since - interval '3 days' WHERE due_at > entered_at + interval '1 day'`
  await expect.poll(async () => (await server.house.engines.pg.query(pass)).rowCount, SOON).toBe(1)
  await expect.poll(() => server.mailbox.mails.length, SOON).toBe(1)
  expect((await track('second')).status).toBe(200)
  await page.getByText('Too soon after the last entry').waitFor(SOON)
  await picture('board')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})

test('it answers why a customer got it, and why another did not', async () => {
  const ask = async (email: string) => {
    await page.getByRole('combobox', { name: 'Find a customer' }).fill(email)
    await page.locator('.ant-select-item-option', { hasText: '@example.com' }).first().click()
  }
  await ask('c0@example.com')
  const why = page.getByRole('status').filter({ hasText: 'C1' })
  await why.getByText('reached the end').waitFor(SOON)
  await why.getByText('Waited').waitFor(SOON)
  await why.getByText('Too soon after the last entry').waitFor(SOON)
  await picture('why')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await ask('c1@example.com')
  await page.getByText('This customer never entered').waitFor(SOON)
})

test('it reads in Chinese, and ends for a reason', async () => {
  const url = page.url().replace(/\?.*$/u, '')
  await page.evaluate(() => localStorage.setItem('liuke.language', 'zh-CN'))
  await page.goto(url)
  await page.getByText('客户进入的是这一版').waitFor(SOON)
  await picture('live-zh')
  await page.goto(`${url}?edit=1`)
  await button(/^进入 · /u).waitFor(SOON)
  await picture('canvas-zh')
  await page.goto(`${url}?edit=1&step=review`)
  await page.getByText('没有发现问题。').waitFor(SOON)
  await picture('review-zh')
  await page.goto(`${server.url}/retain/journeys?new=1`)
  await button(/^购物车挽回/u).waitFor(SOON)
  await picture('starters-zh')
  await page.goto(`${server.url}/retain/journeys`)
  await page.getByText('运行中').first().waitFor(SOON)
  await picture('list-zh')
  await button('结束全部旅程').click()
  await drawer().getByLabel('原因').fill('换成新的做法')
  await drawer().getByRole('button', { name: '结束全部旅程' }).click()
  await page.getByText('已结束 1 条旅程。').waitFor(SOON)
  expect((await server.house.journeys.list({ limit: 1, cursor: null })).items[0]).toMatchObject({
    state: 'ended',
    endReason: '换成新的做法',
  })
})

test('a ready journey becomes a draft whose messages are made of the library', async () => {
  await page.goto(`${server.url}/retain/journeys?new=1`)
  await button(/^购物车挽回/u).click()
  await drawer().getByText('事件 Product Added，带属性 cart_id').waitFor(SOON)
  await picture('starter-zh')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('创建草稿').click()
  await button(/^进入 · /u).waitFor(SOON)
  await button('检查并发布').click()
  await page.getByText('没有发现问题。').waitFor(SOON)
  await page.getByText('各分支的条件').waitFor(SOON)
  await expect
    .poll(async () => (await steps()).flatMap((step) => (step.kind === 'send' ? [step.channels] : [])), SOON)
    .toEqual([
      ['email', 'sms'],
      ['email', 'sms'],
    ])
})
