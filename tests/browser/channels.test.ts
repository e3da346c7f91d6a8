import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NOW } from '../http/support/house.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { barriers } from './barriers.ts'
import { useConsole } from './use-console.ts'

// An administrator sets up mail and text messages in the console, against servers that answer as the providers do.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SOON = { timeout: 60_000 }

let server: ConsoleHouse
let page: Page
let requests: OpenRequests
let aliyun: AliyunServer

beforeAll(async () => {
  // Its clock is that of the house, which passes as ours does.
  const began = performance.now()
  const clock = { now: () => new Date(NOW.getTime() + performance.now() - began) }
  aliyun = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: { SMS_100: ['content'] } })
})
afterAll(() => aliyun?.close())

useConsole(
  () => openConsoleHouse({ start: NOW, env: { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1' } }),
  { admin: ADMIN },
  (opened) => ({ server, page, requests } = opened),
)

const panel = (title: string) => page.locator('section.panel', { has: page.getByRole('heading', { name: title }) })
const press = (name: string | RegExp) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .last()
    .click()
const account = (name: string) => page.getByRole('listitem', { name, exact: true })

test('text messages are set up, checked, tested and turned on, and a wrong secret is told at its place', async () => {
  await walkTo(page, requests, '/settings/channels')
  await panel('Text messages').getByText('not set up').waitFor(SOON)
  await panel('Email').getByText('LIUKE_SMTP_URL').waitFor(SOON)
  expect(await barriers(page)).toEqual([])

  await panel('Text messages').getByRole('button', { name: 'Add account' }).click()
  await page.getByRole('button', { name: /Alibaba Cloud SMS/u }).click()
  await page.getByLabel('AccessKey ID').fill('short')
  await page.getByLabel('AccessKey secret').fill('wrong-secret-of-somebody')
  await page.getByLabel('SMS signature').fill('留客商城')
  await page.getByText('More settings').click()
  await page.getByLabel(/API address/u).fill(aliyun.url)
  await press('Save and continue')
  // The field is named by its own error.
  await page
    .locator('.ant-form-item', { hasText: 'AccessKey ID' })
    .getByText(/can’t be used/u)
    .first()
    .waitFor(SOON)
  await page.getByLabel('AccessKey ID').fill(ALIYUN_KEY.accessKeyId)
  await press('Save and continue')

  const callback = page.getByLabel('Address that the provider calls').locator('pre')
  await expect.poll(() => callback.textContent()).toMatch(/\/v1\/callbacks\/[0-9a-f-]{36}\/[\w-]{43}$/u)
  await press('Check the connection')
  await page.getByText('The check failed: The provider refuses the key or password').waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  // A customer answers before anything else has happened.
  await page.getByText('No customer has answered in 30 days.').waitFor(SOON)
  const reply = aliyun.uplink([{ phone: '13912345678', content: '退订', id: '1' }])
  const callbackPath = new URL((await callback.textContent()) ?? '').pathname
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(`${server.url}${callbackPath}`, { method: 'POST', headers, body: reply })).status).toBe(200)
  await press('Back')
  await page.getByLabel('AccessKey secret').fill(ALIYUN_KEY.accessKeySecret)
  await press('Save and continue')
  await press('Check the connection')
  await page.getByText('The connection works').waitFor(SOON)
  await page.getByText('Signature').waitFor(SOON)
  await page.getByText('Approved').waitFor(SOON)
  await page.getByText('1 stop, 0 start, 0 help, 0 in other words. 1 came from numbers that no customer has.').waitFor(SOON)
  await press('Continue')

  await page.getByLabel('To this phone number').fill('13912345678')
  await page.getByLabel('Template code').fill('SMS_100')
  await page.getByLabel('Template values').fill('content=Hello')
  await press('Send test message')
  await page.getByText('The provider took the message').waitFor(SOON)
  expect(aliyun.taken.map(({ phone, params }) => [phone, params['content']])).toStrictEqual([['13912345678', 'Hello']])
  await press('Continue')

  await page.getByLabel('Daily limit').fill('20000')
  await press('Save and turn on')
  await account('Alibaba Cloud SMS').getByText('On', { exact: true }).waitFor(SOON)
  await account('Alibaba Cloud SMS').getByText('0 of at most 20,000 today').waitFor(SOON)
  await panel('Text messages').getByText('ready', { exact: true }).waitFor(SOON)
})

test('a new mail domain warms up, and the test message arrives', async () => {
  await panel('Email').getByRole('button', { name: 'Add account' }).click()
  await page.getByRole('button', { name: /Mail server/u }).click()
  await page.getByLabel('Name', { exact: true }).fill('Newsletter')
  await page.getByLabel('Server', { exact: true }).fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill(String(server.mailbox.port))
  await page.getByLabel('Encryption', { exact: true }).click()
  await page.getByTitle('None (only inside your own network)').click()
  await press('Save and continue')
  await press('Check the connection')
  await page.getByText('The connection works').waitFor(SOON)
  await press('Continue')
  await page.getByLabel('To this email address').fill('tester@shop.example')
  await press('Send test message')
  await page.getByText('The provider took the message').waitFor(SOON)
  expect(server.mailbox.mails.map(({ to }) => to)).toContain('tester@shop.example')
  await press('Continue')
  await page.getByRole('checkbox', { name: 'Warm-up' }).check()
  await page.getByTitle('Day 8: 40,000').waitFor(SOON)
  expect(await barriers(page)).toEqual([])
  await press('Save and turn on')
  await account('Newsletter').getByText('0 of at most 50 today').waitFor(SOON)

  // The newest account goes last until somebody says otherwise.
  await page.getByRole('button', { name: 'Use Newsletter earlier' }).click()
  await page.getByRole('button', { name: 'Use LIUKE_SMTP_URL earlier' }).waitFor(SOON)
  expect((await server.house.channelAccounts.open.ready('email')).map(({ dailyLimit }) => dailyLimit)).toStrictEqual([50, null])
})

test('a halted account says why, and what to do', async () => {
  const [own] = await server.house.channelAccounts.open.ready('sms')
  await server.house.channelAccounts.open.halt(own?.id ?? '', 'no_balance', null)
  await page.reload()
  await account('Alibaba Cloud SMS').getByText('Halted', { exact: true }).waitFor(SOON)
  await account('Alibaba Cloud SMS').getByText('turn the account on', { exact: false }).waitFor(SOON)
  await panel('Text messages').getByText('halted', { exact: true }).waitFor(SOON)
  expect(await server.house.channelAccounts.open.ready('sms')).toStrictEqual([])
  await account('Alibaba Cloud SMS').getByRole('button', { name: 'Turn on' }).click()
  await account('Alibaba Cloud SMS').getByText('On', { exact: true }).waitFor(SOON)
  expect(await server.house.channelAccounts.open.ready('sms')).toHaveLength(1)
})

test('the page and the walk fit a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  await settle(page, requests)
  const isWide = () => page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
  await expect.poll(isWide).toBe(false)
  await account('Newsletter').getByRole('button', { name: 'Change' }).click()
  await page.getByText('Save and continue').waitFor(SOON)
  await expect.poll(isWide).toBe(false)
  expect(await barriers(page)).toEqual([])
})
