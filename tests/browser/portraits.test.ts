import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { everyone } from '#access/scope.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// Somebody measures portraits, writes a questionnaire with the form beside it, gives a customer the link, and the customer answers on a page without scripts.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(startSmallServer, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const button = (name: string) => page.getByRole('button', { name, exact: true })
const customer = async () => {
  const { items } = await server.house.reads.customers(everyone('a test'), {}, { limit: 1, cursor: null, withTotal: false })
  return items[0]?.id ?? ''
}

test('portraits are worked out, with what is missing, and a number opens its people', async () => {
  await walkTo(page, requests, '/data/quality?tab=portraits')
  await page.getByText('Not worked out yet').first().waitFor(SOON)
  await server.house.coldStart.refresh()
  await server.house.portraits.refresh()
  await page.reload()
  const parts = page.getByRole('region', { name: 'What is required' })
  await parts.getByRole('link').first().waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  const link = parts.getByRole('row', { name: /Member level/u }).getByRole('link')
  const missing = Number(((await link.textContent()) ?? '').replaceAll(/\D/gu, ''))
  await link.click()
  await page.waitForURL(/where=/u)
  await expect.poll(() => new URL(page.url()).searchParams.get('where')).toBe('not (customer.member_level is set)')
  const { total } = await server.house.reads.customers(
    everyone('a test'),
    { where: 'not (customer.member_level is set)' },
    { limit: 1, cursor: null, withTotal: true },
  )
  expect(total).toBe(missing)
})

test('a questionnaire is written beside its form and saved', async () => {
  await walkTo(page, requests, '/customers/questionnaires')
  await button('New questionnaire').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Begin with the one of a trade').click()
  await page.getByTitle('Retail', { exact: true }).click()
  await dialog.getByRole('textbox', { name: /^Id/u }).fill('welcome')
  await dialog.getByLabel('Title in English').fill('Tell us about you')
  const form = dialog.getByRole('region', { name: 'Preview' })
  await form.getByText('Tell us about you').waitFor(SOON)
  await form.getByText('What are you interested in?').waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('row', { name: /Tell us about you/u }).waitFor(SOON)
})

test('a customer answers by a link without scripts, and the answers stand on their page and in the results', async () => {
  const id = await customer()
  await walkTo(page, requests, `/customers/${id}`)
  await button('Copy link: Tell us about you').waitFor(SOON)
  await page.getByRole('progressbar', { name: 'Completeness' }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  const link = await server.house.questionnaires.linkFor(everyone('a test'), 'welcome', id)
  const phone = await page
    .context()
    .browser()
    ?.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 }, locale: 'en-GB' })
  if (phone === undefined) throw new Error('There is no browser.')
  const form = await phone.newPage()
  await form.goto(`${server.url}${new URL(link).pathname}`)
  await form.getByLabel('Food').check()
  await form.getByLabel('200 to 800').check()
  await form.getByLabel(/I agree/u).check()
  await form.getByRole('button', { name: 'Send' }).click()
  await form.getByText('Thank you!').waitFor(SOON)
  await phone.close()
  await page.reload()
  await page.getByText('200 to 800').waitFor(SOON)
  await walkTo(page, requests, '/customers/questionnaires')
  await button('Results').click()
  await page.getByRole('link', { name: 'Customers who answered “Food”: 1' }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})
