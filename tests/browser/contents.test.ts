import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// Somebody begins with a ready content, changes a block beside the preview, undoes it, saves and publishes.

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
const picture = async (name: string) => {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page, requests)
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a ready content is changed beside its preview, saved and published', async () => {
  await page.goto(`${server.url}/retain/contents`)
  await button('New content').click()
  await picture('library')
  await page.getByRole('button', { name: /^Welcome/u }).click()
  await page.waitForURL(/\/retain\/contents\/[0-9a-f-]{36}$/u)
  await page.getByText('English', { exact: true }).first().click()
  const text = page.getByRole('textbox', { name: 'Block 1, Heading: Text' })
  await text.fill('A new beginning')
  const mail = page.frameLocator('iframe')
  await mail.getByText('A new beginning').waitFor(SOON)
  expect(await mail.getByRole('link', { name: 'Have a look around' }).count()).toBe(1)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('editor')

  await button('Undo').click()
  await mail.getByText('Good to meet you').waitFor(SOON)
  await button('Redo').click()
  await button('Move down: Block 1, Heading').click()
  await page.getByRole('textbox', { name: 'Block 2, Heading: Text' }).waitFor()
  await button('Save').click()
  await page.getByText('Version 2 · Draft').waitFor(SOON)
  await button('Publish').click()
  await page.getByText('Version 2 · Published').waitFor(SOON)
  const { items } = await server.house.contents.list({ state: 'published' }, { limit: 5, cursor: null })
  expect(items.map(({ version, published, content }) => [version, published, content.name])).toEqual([[2, 2, 'Welcome']])
})

test('the list shows it, and findings say what is missing', async () => {
  await page.goto(`${server.url}/retain/contents`)
  await page.getByText('Welcome', { exact: true }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('list')
  await page.getByText('Welcome', { exact: true }).click()
  await page.getByText('English', { exact: true }).first().click()
  await page.getByLabel('Add a block').click()
  await page.getByTitle('Button', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Block 5, Button: Where it leads' }).fill('')
  await page.getByText('A button has no link, or a picture no address. Fill it in.').first().waitFor(SOON)
})
