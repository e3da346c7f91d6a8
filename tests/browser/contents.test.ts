import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// Somebody begins with a ready content, changes a block beside the preview, undoes it, saves and publishes.

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
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('a ready content is changed beside its preview, saved and published', async () => {
  await walkTo(page, requests, '/retain/contents')
  await button('New content').click()
  await picture('library')
  await page.getByRole('button', { name: /^Welcome/u }).click()
  await page.waitForURL(/\/retain\/contents\/[0-9a-f-]{36}$/u)
  await page.getByText('English', { exact: true }).first().click()
  const text = page.getByRole('textbox', { name: 'Block 1, Heading: Text' })
  await text.fill('A new beginning')
  const mail = page.frameLocator('iframe')
  await mail.getByText('A new beginning').waitFor(SOON)
  await expect.poll(() => mail.getByRole('link', { name: 'Have a look around' }).count()).toBe(1)
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
  await walkTo(page, requests, '/retain/contents')
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

test('a text message says what it is charged while it is typed, takes variables by choice, and a template for each provider', async () => {
  await page.goto(`${server.url}/retain/contents`)
  await page.getByText('Welcome', { exact: true }).click()
  await page.getByText('SMS', { exact: true }).first().click()
  await page.getByText('English', { exact: true }).first().click()
  const text = page.getByRole('textbox', { name: /^Text/u })
  await text.fill('Hello ')
  await page.getByRole('button', { name: /First name/u }).click()
  await expect.poll(() => text.inputValue()).toBe('Hello {{ customer.firstName }}')
  // Marketing to mainland China has the way to refuse at its end: "Hello Anna，拒收请回复R".
  await page.getByText('17 characters, charged as 1, 53 left').waitFor(SOON)
  await text.fill('a'.repeat(70))
  await page.getByText('77 characters, charged as 2, 57 left').waitFor(SOON)
  await page.getByText('70 characters, charged as 1, 90 left').waitFor(SOON)
  await page.getByLabel('Add a reviewed template').click()
  await page.getByTitle('Alibaba Cloud', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Alibaba Cloud: reviewed template: Template id' }).fill('SMS_100')
  await button('Add a parameter').click()
  await page.getByRole('textbox', { name: 'Alibaba Cloud: reviewed template: parameter 1' }).fill('name')
  await page.getByRole('textbox', { name: 'Alibaba Cloud: reviewed template: value 1' }).fill('')
  await page.getByRole('button', { name: /First name/u }).click()
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('sms')
  await page.getByText('WeChat', { exact: true }).first().click()
  await button('Write for this channel').click()
  await page.getByRole('textbox', { name: 'Template message: reviewed template: Template id' }).fill('TM001')
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('wechat')
  await page.getByText('Webhook', { exact: true }).first().click()
  await button('Write for this channel').click()
  await page.getByRole('textbox', { name: 'Note to the other system' }).fill('Welcome')
  await button('Save').click()
  await page.getByText(/Version 3 · /u).waitFor(SOON)
  const { items } = await server.house.contents.list({ q: 'Welcome' }, { limit: 5, cursor: null })
  expect(items[0]?.content).toMatchObject({
    sms: { templates: { aliyun_sms: { code: 'SMS_100', params: [{ name: 'name', value: '{{ customer.firstName }}' }] } } },
    wechat: { kind: 'template', template: { code: 'TM001', params: [] } },
    webhook: { note: 'Welcome' },
  })
  await button('Send a test').click()
  await page.getByRole('combobox', { name: 'Over this channel account' }).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('test')
})
