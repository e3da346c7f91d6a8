import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// Somebody writes an offer beside what customers see of it, is told what may not be asked, brings codes, puts it live and into a mail.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 30_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(startSmallServer, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const button = (name: string) => page.getByRole('button', { name, exact: true })
const region = (name: string) => page.locator('section.panel').filter({ has: page.getByRole('heading', { name, exact: true }) })
const picture = async (name: string) => {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 1200 })
    await settle(page, requests)
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
const choose = async (label: string, option: string) => {
  await page.getByLabel(label, { exact: true }).click()
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
}
const stored = async () => (await server.house.offers.list({}, { limit: 5, cursor: null })).items[0]

test('an offer is written beside what customers see of it, in both languages', async () => {
  await page.goto(`${server.url}/retain/offers`)
  await page.getByText('There are no offers yet').waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('New offer').click()
  await page.getByLabel('Name', { exact: true }).fill('Autumn')
  await page.getByLabel('Title · English').fill('Autumn tea')
  await page.getByLabel('Terms · English').fill('Once an order')
  await page.getByLabel('Title · 中文').fill('秋茶上新')
  await page.getByLabel('Terms · 中文').fill('每单限用一次')
  await page.getByLabel('Least order').fill('100')
  await page.getByLabel('Stock', { exact: true }).fill('2')
  await choose('Where codes come from', 'Codes of a list')
  const look = region('What customers see')
  await look.getByText(/^10% off on orders of .100 or more$/u).waitFor(SOON)
  await look.getByText('SAMPLE-NOT-REAL').waitFor(SOON)
  await look.getByText('中文').click()
  await look.getByText('秋茶上新').waitFor(SOON)
  await look.getByText(/^满 .100 9 折$/u).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('offer-new')
  await button('Create').click()
  await page.waitForURL(/\/retain\/offers\/[0-9a-f-]{36}$/u)
  expect(await stored()).toMatchObject({ state: 'draft', version: 1, offer: { minSpend: 10_000, stock: 2, codes: { mode: 'imported' } } })
})

test('what may not decide about prices is said with why', async () => {
  await page.getByText('Draft · Version 1').waitFor(SOON)
  await page.getByText('Some customers', { exact: true }).click()
  await button('What may not be asked').click()
  await page.getByRole('dialog').getByText('Spending power', { exact: true }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('offer-rules')
  await page.getByRole('dialog').locator('.offer-close').click()
  await page.getByText('All customers', { exact: true }).click()
})

test('codes are brought, and the offer goes live', async () => {
  await button('Put live').click()
  await page.getByText(/no code left to give out/u).waitFor(SOON)
  await region('Codes').getByRole('button', { name: 'Bring codes' }).click()
  await page.getByLabel('Codes', { exact: true }).fill('GIFT-0001\nGIFT-0002\nGIFT-0003')
  await page.getByRole('dialog').getByRole('button', { name: 'Bring codes' }).click()
  await page.getByText('3 of 3 codes left').waitFor(SOON)
  await button('Put live').click()
  await page.getByText('Live · Version 1').waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('offer-live')
})

test('a change is a new version, whose terms can be looked at', async () => {
  await page.getByLabel('Terms · English').fill('Once an order, not with others')
  await button('Save as a new version').click()
  await page.getByText('Live · Version 2').waitFor(SOON)
  await button('Look Version 1').click()
  await page.getByRole('dialog').getByText('Once an order', { exact: true }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  expect(await stored()).toMatchObject({ state: 'live', version: 2 })
})

test('a content gives it: chosen once, shown in the mail, and told on the page of the offer', async () => {
  const both = (zh: string, en: string) => ({ zh, en })
  const content = await server.house.contents.create(
    {
      name: 'Autumn mail',
      purpose: 'marketing',
      email: {
        subject: both('你好', 'Hello'),
        preheader: both('', ''),
        body: { kind: 'blocks', blocks: { zh: [{ kind: 'offer' }], en: [{ kind: 'offer' }] } },
      },
      fallbacks: {},
      utm: null,
    },
    'user:test',
  )
  await page.goto(`${server.url}/retain/contents/${content.id}`)
  await page.getByLabel('Offer', { exact: true }).click()
  await page
    .locator('.ant-select-dropdown:visible')
    .getByText(/^Autumn · /u)
    .click()
  await page.frameLocator('iframe').getByText('秋茶上新').waitFor(SOON)
  await button('Save').click()
  await expect.poll(async () => (await server.house.contents.one(content.id)).content.offerId, SOON).toBe((await stored())?.id)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('offer-in-content')
  await page.goto(`${server.url}/retain/offers`)
  await page
    .getByRole('cell', { name: /Autumn/u })
    .first()
    .click()
  await region('Where it stands').getByRole('link', { name: 'Autumn mail' }).waitFor(SOON)
})

test('it is ended for good, after a question', async () => {
  await button('End').click()
  await page.getByText('End this offer?').waitFor(SOON)
  await page.locator('.ant-popconfirm').getByRole('button', { name: 'End' }).click()
  await page.getByText('Ended · Version 2').waitFor(SOON)
  await expect.poll(() => button('Put live').count()).toBe(0)
  expect((await stored())?.state).toBe('ended')
})
