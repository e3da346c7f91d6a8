import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { smallPng } from '../support/small-images.ts'
import { barriers } from './barriers.ts'
import { startSmallServer } from './small-server.ts'
import { useConsole } from './use-console.ts'

// Somebody uploads an image into a mail, sees it in the preview, finds it in the library with where it stands, and cannot remove it once it is published.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
/** A busy machine takes its time. */
const SOON = { timeout: 60_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

let server: ConsoleHouse
let page: Page
let requests: OpenRequests

useConsole(startSmallServer, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const picture = async (name: string) => {
  if (pictures === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await settle(page, requests)
    await page.screenshot({ path: `${pictures}/${name}-${width}.png` })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}
/** Run in the page: as if somebody pressed the keys for it. */
const pasteOf = (bytes: Buffer) => `{
  const data = new DataTransfer()
  data.items.add(new File([new Uint8Array(${JSON.stringify([...bytes])})], 'image.png', { type: 'image/png' }))
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}`
const both = (text: string) => ({ zh: text, en: text })

test('an image is uploaded into a mail and shown in the preview', async () => {
  const { id } = await server.house.contents.create(
    {
      name: 'Spring mail',
      purpose: 'transactional',
      email: {
        subject: both('Spring'),
        preheader: both(''),
        body: { kind: 'blocks', blocks: { zh: [{ kind: 'image', src: '', alt: '', href: '' }], en: [] } },
      },
      fallbacks: {},
      utm: null,
    },
    'system:test',
  )
  await walkTo(page, requests, `/retain/contents/${id}`)
  const field = page.getByRole('group', { name: /Address of the picture/u })
  await field.locator('input[type=file]').setInputFiles({ name: 'spring-tea.png', mimeType: 'image/png', buffer: smallPng(240, 120) })
  await field.locator('img.image-look').waitFor(SOON)
  await expect.poll(() => field.getByRole('textbox').inputValue()).toMatch(/^\/i\/[\w-]{22}\.png$/u)
  // What it shows is suggested, and it is not blown up.
  await expect.poll(() => page.getByLabel(/What it shows/u).inputValue()).toBe('spring tea')
  await expect.poll(() => page.getByLabel(/Width in pixels/u).inputValue()).toBe('240')
  const shown = page.frameLocator('iframe.content-mail').locator('img[src^="/i/"]')
  await shown.waitFor(SOON)
  // Drawn, and not only asked for.
  await expect.poll(() => shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), SOON).toBe(240)
  await page.getByText(/customers cannot reach/u).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('image-block')
  await page.getByRole('button', { name: 'Save', exact: true }).first().click()
  // The editor begins again from what was saved.
  await page.getByText('Version 2', { exact: false }).first().waitFor(SOON)
  await settle(page, requests)
  await server.house.contents.publish(id, 2, 'system:test')
})

test('a file that is no image is refused with what it is, and the mail keeps its image', async () => {
  const field = page.getByRole('group', { name: /Address of the picture/u })
  const before = await field.getByRole('textbox').inputValue()
  await field.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') })
  await field.getByText(/SVG can’t be used/u).waitFor(SOON)
  await expect.poll(() => field.getByRole('textbox').inputValue()).toBe(before)
})

test('one is pasted, another chosen from the library', async () => {
  const field = page.getByRole('group', { name: /Address of the picture/u })
  const first = await field.getByRole('textbox').inputValue()
  await field.getByRole('textbox').focus()
  await page.evaluate(pasteOf(smallPng(60, 60)))
  await expect.poll(() => field.getByRole('textbox').inputValue(), SOON).not.toBe(first)
  await field.getByRole('button', { name: 'Choose from the library' }).click()
  const library = page.getByRole('dialog')
  await library.getByLabel('Search by name or what it shows').fill('spring')
  await expect.poll(() => library.getByRole('listitem').count(), SOON).toBe(1)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('image-library')
  await library.getByRole('button', { name: /spring-tea/u }).click()
  await expect.poll(() => field.getByRole('textbox').inputValue(), SOON).toBe(first)
})

test('the library says where it stands and keeps what customers get; another one is deleted', async () => {
  await page.goto(`${server.url}/retain/images`)
  await page.getByRole('cell', { name: /spring-tea/u }).waitFor(SOON)
  await page.getByText(/2 of 2,000 images/u).waitFor(SOON)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('images-list')
  await page.getByRole('cell', { name: /spring-tea/u }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('Customers get it').waitFor(SOON)
  await expect.poll(() => drawer.getByRole('link', { name: 'Spring mail' }).count()).toBe(1)
  await expect.poll(() => drawer.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
  await settle(page, requests)
  expect(await barriers(page)).toEqual([])
  await picture('image-drawer')
  await page.keyboard.press('Escape')
  await page.getByRole('row').filter({ hasText: '60 × 60' }).getByRole('cell').nth(1).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: 'Delete' }).click()
  await expect.poll(async () => (await server.house.images.sums()).images, SOON).toBe(1)
})
