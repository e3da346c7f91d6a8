import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { everyone } from '#access/scope.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// A marketer begins with a starter set, writes a tag by rules and sees who would have it, opens the people behind a number, and finds it on the page of one of them.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(startSmallServer, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const button = (name: string) => page.getByRole('button', { name, exact: true })
const card = (name: string) => page.getByRole('region', { name, exact: true })
const spread = async (tag: string) =>
  (await server.house.tags.spreads(everyone('a test'))).get(tag)?.values.map(({ value, customers }) => [value, customers])

test('a starter set is added from an empty page and worked out by itself', async () => {
  await walkTo(page, requests, '/customers/tags')
  await page.getByText('No tags yet').waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await button('Add the tags for Retail and e-commerce').click()
  await card('Last bought').waitFor(SOON)
  await server.house.tagKeeper.work()
  await expect.poll(() => spread('recency'), SOON).toBeTruthy()
  await page.reload()
  await card('Last bought').getByRole('link').first().waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})

test('a tag by rules shows whom it would have before it is saved, and its numbers open the people', async () => {
  await button('New tag').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Key').fill('buyer')
  await dialog.getByLabel('Name in Chinese').fill('买家')
  await dialog.getByLabel('Name in English').fill('Buyer')
  await dialog.getByLabel('Rule 1: Value').fill('yes')
  await dialog.getByLabel('Rule 1: Condition').fill('did(order')
  await dialog.getByText('is not understood', { exact: false }).waitFor(SOON)
  await dialog.getByLabel('Rule 1: Condition').fill('did(order)')
  await dialog.getByText(/\d+ customers have a value/u).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  const said = (await dialog.getByText(/\d+ customers have a value/u).textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Save tag' }).click()
  await card('Buyer').waitFor(SOON)
  await server.house.tagKeeper.work()
  await expect.poll(() => spread('buyer'), SOON).toEqual([['yes', Number(/\d+/u.exec(said)?.[0])]])
  await page.reload()
  await card('Buyer').getByText(said).waitFor(SOON)
  await card('Buyer').getByRole('link', { name: 'with “yes”', exact: false }).click()
  await page.getByRole('table').waitFor(SOON)
  await expect.poll(() => new URL(page.url()).searchParams.get('where')).toBe('tag.buyer is "yes"')
})

test('the page of a customer says what the tags say, as of when, and works them out again', async () => {
  const { items } = await server.house.reads.customers(
    everyone('a test'),
    { where: 'tag.buyer is "yes"' },
    { limit: 1, cursor: null, withTotal: false },
  )
  await walkTo(page, requests, `/customers/${items[0]?.id ?? ''}`)
  const panel = page.getByRole('region', { name: 'Behaviour' })
  await panel.getByText('Buyer').waitFor(SOON)
  await panel.getByRole('link', { name: 'yes' }).waitFor(SOON)
  await button('Update').click()
  await page.getByText(/\d+ values? changed/u).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
})
