import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// Somebody writes a piece beside how it looks, says what speaks for its tag, sees who gets it, and puts it into a mail.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(startSmallServer, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const button = (name: string) => page.getByRole('button', { name, exact: true })
const picture = async (name: string) => {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page, requests)
    await page.screenshot({ path: `${pictures}/${name}-${width}.png` })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a piece is written beside how it looks, and stands in the list', async () => {
  await walkTo(page, requests, '/retain/pieces')
  await button('New piece').click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Name', { exact: true }).fill('Brewing')
  await drawer.getByLabel('Tags', { exact: true }).fill('tea,')
  await drawer.getByText('English', { exact: true }).first().click()
  const field = (name: string) => drawer.locator(`[id="texts_en_${name}"]`)
  await field('title').fill('Oolong in three steps')
  await field('link').fill('https://shop.example/brew')
  await field('summary').fill('Water, leaves and time.')
  await field('short').fill('How to brew oolong')
  const look = drawer.getByLabel('Preview')
  await look.getByText('Water, leaves and time.').waitFor(SOON)
  await expect.poll(() => look.getByText('Read on').count()).toBe(1)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('piece-editor')
  await drawer.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('cell', { name: /Brewing/u }).waitFor(SOON)
  const { items } = await server.house.pieces.list({}, { limit: 5, cursor: null })
  expect(items.map(({ piece: { name, tags, texts } }) => [name, tags, texts.en.short])).toEqual([
    ['Brewing', ['tea'], 'How to brew oolong'],
  ])
})

test('its tag gets words, the list is searched, and a customer would get it', async () => {
  await button('Tags').click()
  const words = page.getByLabel('Words that speak for tea')
  await words.fill('Oolong,')
  await page.getByRole('region', { name: 'tea' }).getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await server.house.pieces.tags())[0]?.words, SOON).toEqual(['Oolong'])
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('piece-tags')
  await page.keyboard.press('Escape')

  await page.getByLabel('Search by name or title').fill('three steps')
  await page.waitForURL(/q=three/u)
  await page.getByRole('cell', { name: /Brewing/u }).waitFor(SOON)
  await page.getByText('Not enough data').waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('pieces-list')

  const [customer] = await server.house.db.selectFrom('customers').select('id').orderBy('id').limit(1).execute()
  await button('Who gets which').click()
  await page.getByLabel('Customer', { exact: true }).fill(customer?.id ?? '')
  await page
    .getByRole('option')
    .first()
    .waitFor({ ...SOON, state: 'attached' })
  await page.keyboard.press('Enter')
  await page.getByText('Would get', { exact: true }).waitFor(SOON)
  await page.getByText(/about 3\.0% click/u).waitFor(SOON)
  await picture('piece-choice')
  await page.keyboard.press('Escape')
})

test('a mail takes pieces by a block, and its preview as a customer says which and why', async () => {
  await walkTo(page, requests, '/retain/contents')
  await button('New content').click()
  await page.getByRole('button', { name: /^Empty/u }).click()
  await page.waitForURL(/\/retain\/contents\/[0-9a-f-]{36}$/u)
  await page.getByText('English', { exact: true }).first().click()
  await page.getByLabel('Add a block').click()
  await page.getByTitle('Content piece', { exact: true }).click()
  await page.getByText('Leave the block out where none is left').waitFor(SOON)
  const mail = page.frameLocator('iframe')
  await mail.getByText('Oolong in three steps').waitFor(SOON)
  const [customer] = await server.house.db.selectFrom('customers').select('id').orderBy('id').limit(1).execute()
  await page.getByLabel('As a customer would get it').fill(customer?.id ?? '')
  await page
    .getByRole('option')
    .first()
    .waitFor({ ...SOON, state: 'attached' })
  await page.keyboard.press('Enter')
  await page.getByText('Content pieces chosen for this customer').waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('content-with-piece')
})

test('in Chinese', async () => {
  await page.evaluate(() => localStorage.setItem('liuke.language', 'zh-CN'))
  await page.goto(`${server.url}/retain/pieces?piece=new`)
  await settle(page, requests)
  await picture('zh-piece-editor')
  await walkTo(page, requests, '/retain/pieces')
  await picture('zh-pieces-list')
  await expect.poll(() => page.locator('h1').textContent()).toBe('内容素材')
})
