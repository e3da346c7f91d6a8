import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { customerId } from '../http/support/small-shop.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// A marketer builds a segment without a mouse, asks why somebody is in it, and opens the people behind a number.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }
/** Of Shanghai (every other one), with an order (not every eighth) in the last 20 days (the first twenty). */
const EXPECTED = 7

let server: ConsoleHouse
let page: Page
let requests: OpenRequests
let segmentId = ''

useConsole(startSmallServer, { admin: ADMIN, allowed: ['400 /api/v1/conditions/count'] }, (opened) => ({ server, page, requests } = opened))

const button = (name: string) => page.getByRole('button', { name, exact: true })
const choice = (name: string) => page.getByRole('combobox', { name, exact: true })
const count = () => page.locator('.live-count .count-number')
const press = (...keys: string[]) =>
  keys.reduce<Promise<void>>((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
/** Of the menu that is open. */
const option = (kind: string) => page.locator(`.ant-select-dropdown:not(.ant-select-dropdown-hidden) ${kind}`).first()
const rests = () => settle(page, requests)
const fresh = async (number: number) => {
  await expect.poll(() => count().getAttribute('data-count'), SOON).toBe(String(number))
  await page.locator('.live-count [aria-busy="false"]').waitFor(SOON)
}

/** Goes there as somebody without a mouse does; fails where the keyboard does not lead there. */
async function tabTo(place: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await place.first().waitFor(SOON)
  const here = place.first().and(page.locator(':focus'))
  for (let i = 0; i < 80; i += 1) {
    if ((await here.count()) > 0) return
    await page.keyboard.press(key)
  }
  expect(`no way by ${key} to ${place.toString()}`).toBe('')
}

/** Chooses by typing in a menu that has the focus. */
async function pick(words: string): Promise<void> {
  await page.keyboard.type(words)
  await option('.ant-select-item-option-active').waitFor(SOON)
  await page.keyboard.press('Enter')
}

test('a segment is built by keyboard alone, is counted while it grows, and is saved', async () => {
  await walkTo(page, requests, '/customers/groups')
  await page.getByText('No segments yet').waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  await tabTo(page.getByRole('link', { name: 'New segment', exact: true }))
  await press('Enter')
  await tabTo(button('Add condition'))
  await press('Enter')
  await pick('Region')
  await tabTo(choice('Values of Region'))
  await page.keyboard.type('上海')
  await press('Enter', 'Escape')
  await fresh(20)
  await expect.poll(() => new URL(page.url()).searchParams.get('where')).toBe('customer.region is "上海"')
  await tabTo(button('Add condition'))
  await press('Enter')
  await pick('Placed an order')
  await tabTo(page.getByRole('spinbutton', { name: 'How long: When' }))
  await press('Control+a')
  await page.keyboard.type('20')
  await fresh(EXPECTED)

  // Enter in a field adds a row, which is not complete; Delete takes it away again.
  await press('Enter')
  await page.getByText('Complete this condition.').waitFor(SOON)
  await page.getByText('Complete the conditions that say so').waitFor(SOON)
  await tabTo(button('Remove Condition 3'))
  await press('Delete')
  await expect.poll(() => button('Add condition').and(page.locator(':focus')).count()).toBe(1)
  await fresh(EXPECTED)
  await page.locator('.live-count').getByText('Region is “上海” and placed an order in the last 20 days').waitFor(SOON)
  await expect.poll(() => page.locator('.sample-people li').count()).toBe(EXPECTED)
  await rests()
  expect(await barriers(page)).toEqual([])

  await tabTo(button('Save segment'), 'Shift+Tab')
  await press('Enter')
  const dialog = page.getByRole('dialog')
  await tabTo(dialog.getByLabel('Name', { exact: true }))
  await page.keyboard.type('Shanghai buyers')
  expect(await barriers(page)).toEqual([])
  await press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Shanghai buyers' }).waitFor(SOON)
  await page.locator(`.count-number[data-count="${EXPECTED}"]`).waitFor(SOON)
  await rests()
  expect(await barriers(page)).toEqual([])
  segmentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
})

test('it says why one customer is in and another is not', async () => {
  await tabTo(choice('Customer to check'))
  await page.keyboard.type('13800138002')
  await option('.ant-select-item-option-active:has-text("8002")').waitFor(SOON)
  await press('Enter')
  await page.getByText('In: the condition is met.').waitFor(SOON)
  await page.getByText('Found: 上海').waitFor(SOON)
  await page
    .getByText('1 time', { exact: false })
    .or(page.getByText('2 times', { exact: false }))
    .first()
    .waitFor(SOON)
  await page.keyboard.type('13800138003')
  await option('.ant-select-item-option-active:has-text("8003")').waitFor(SOON)
  await press('Enter')
  await page.getByText('Out: the condition is not met.').waitFor(SOON)
  await page.getByText('Found: 北京').waitFor(SOON)
  await expect.poll(() => new URL(page.url()).searchParams.get('customer')).toBe(customerId(3))
  await rests()
  expect(await barriers(page)).toEqual([])
})

test('the number opens its people, whose list says by what it is filtered and becomes a condition again', async () => {
  await tabTo(page.locator('.count-number'), 'Shift+Tab')
  await press('Enter')
  await page.getByText('In segment: Shanghai buyers').waitFor(SOON)
  await page.locator(`[data-total="${EXPECTED}"]`).waitFor(SOON)
  await walkTo(page, requests, `/customers?segment=${segmentId}&riskTier=low&channel=web`)
  const list = async () => Number(await page.locator('[data-total]').getAttribute('data-total'))
  await expect.poll(list, SOON).toBeGreaterThan(0)
  const total = await list()
  await button('Save as segment').click()
  await fresh(total)
  await expect
    .poll(() => new URL(page.url()).searchParams.get('where'))
    .toBe(`churn.tier is "low" and profile.main_channel is "web" and segment("${segmentId}")`)

  // What hangs on a run is not kept, and said.
  await page.goto(`${server.url}/customers?riskTier=low&arm=control`)
  await button('Save as segment').click()
  await page.getByText('the contact or control group', { exact: false }).waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  await button('Continue without them').click()
  await expect.poll(() => new URL(page.url()).searchParams.get('where'), SOON).toBe('churn.tier is "low"')
})

test('customers who are chosen one by one become a list that stays', async () => {
  await page.goto(`${server.url}/customers`)
  const boxes = page.locator('tbody .ant-checkbox-input')
  await boxes.nth(0).check()
  await boxes.nth(2).check()
  await button('Save selected as segment').click()
  await page.getByLabel('Name').fill('Chosen by hand')
  await button('Save segment').click()
  await page.locator('.count-number[data-count="2"]').waitFor(SOON)
  await rests()
  expect(await barriers(page)).toEqual([])
})

test('the people of a segment are saved as a file of each format', async () => {
  await walkTo(page, requests, `/customers/groups/${segmentId}`)
  await button('Export').click()
  for (const [name, start] of [
    ['CSV', '\ufeff'],
    ['NDJSON', '{"'],
    ['Parquet', 'PAR1'],
  ] as const) {
    const href = await page
      .getByRole('menuitem', { name: new RegExp(`^${name}`) })
      .getByRole('link')
      .getAttribute('href')
    const answer = await page.request.get(new URL(href ?? '', server.url).href)
    expect([name, answer.status(), (await answer.body()).toString('utf8').slice(0, start.length)]).toEqual([name, 200, start])
  }
  expect(await barriers(page)).toEqual([])
})

test('the page of a customer says which segments they are in and why', async () => {
  await walkTo(page, requests, `/customers/${customerId(2)}?tab=segments`)
  await button('Why: Shanghai buyers').waitFor(SOON)
  await page.locator('.segments-of').getByText('in', { exact: true }).waitFor(SOON)
  await button('Why: Shanghai buyers').click()
  await page.getByText('In: the condition is met.').waitFor(SOON)
  await page.getByLabel('Condition as text').fill('profile.recency_days > 60')
  await button('Check').click()
  await page.getByText('Out: the condition is not met.').waitFor(SOON)
  await rests()
  expect(await barriers(page)).toEqual([])
})

test('text and menus are one condition; what is wrong is said at its place; changes are undone and not lost by accident', async () => {
  await walkTo(page, requests, `/customers/groups/${segmentId}/edit`)
  await fresh(EXPECTED)
  await page.getByText('Text', { exact: true }).click()
  const text = page.getByLabel('Text form')
  await expect.poll(() => text.inputValue()).toBe('customer.region is "上海" and did(order in last 20 days)')
  await text.fill('customer.region is "上海" und everyone')
  await page.getByRole('alert').getByText('“und”', { exact: false }).first().waitFor(SOON)
  await text.fill('profile.r between 1 and 5 and not customer.region is "北京"')
  await page.locator('.live-count [aria-busy="false"]').waitFor(SOON)
  await expect.poll(() => count().count(), SOON).toBe(1)
  await page.getByText('Menus', { exact: true }).click()
  const highest = page.getByRole('spinbutton', { name: 'Highest R score' })
  await expect.poll(() => button('Not: Condition 2, Region').getAttribute('aria-pressed')).toBe('true')
  await highest.fill('0')
  await page.locator('.cond-wrong [role="alert"]').getByText('From 1 to 0 there is nothing', { exact: false }).waitFor(SOON)
  await page.locator('.cond-wrong').getByRole('combobox', { name: 'How to test R score' }).focus()
  await press('Control+z')
  await expect.poll(() => highest.inputValue()).toBe('5')
  await button('Redo').click()
  await expect.poll(() => highest.inputValue()).toBe('0')

  await page.getByRole('navigation').getByRole('link', { name: 'Tiers' }).click()
  await page.getByText('Leave without saving?').last().waitFor(SOON)
  await button('Keep editing').click()
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/customers/groups/${segmentId}/edit`)
  await page.getByRole('navigation').getByRole('link', { name: 'Tiers' }).click()
  await button('Leave').click()
  await expect.poll(() => new URL(page.url()).pathname).toBe('/customers/segments')
})

test('in Chinese it is the same condition in Chinese words, also on a narrow screen', async () => {
  await page.evaluate("localStorage.setItem('liuke.language', 'zh-CN')")
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${server.url}/customers/groups/new?where=${encodeURIComponent('not did(order in last 60 days) and profile.r >= 2')}`)
  await page.getByText('位符合条件', { exact: false }).waitFor(SOON)
  await page.locator('.count-sentence').getByText('不满足：近 60 天下单，且R 分不少于 2').waitFor(SOON)
  await rests()
  expect(await barriers(page)).toEqual([])
  await expect.poll(() => page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
})
