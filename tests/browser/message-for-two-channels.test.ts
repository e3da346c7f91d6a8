import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MINUTE_MS } from '#kernel/clock.ts'
import { importAndProfile } from '../../src/main/import-and-profile.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { ALIYUN_KEY } from '../support/providers/aliyun-adapter.ts'
import { startAliyunServer } from '#demo/providers/aliyun-server.ts'
import type { AliyunServer } from '#demo/providers/aliyun-server.ts'
import { settle, walkTo } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { useConsole } from './use-console.ts'

// The whole way of one message: text messages and mail are set up, one content is written for both, seen as a customer gets it, tried, sent to a segment, and read back.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const SOON = { timeout: 60_000 }
/** Monday noon in Beijing. */
const START = new Date('2026-03-16T04:00:00Z')
/** Twelve by mail, six by text message alone, four who said yes to neither. */
const [BY_MAIL, BY_SMS, BY_NOTHING] = [12, 6, 4]

let server: ConsoleHouse
let page: Page
let requests: OpenRequests
let aliyun: AliyunServer

beforeAll(async () => {
  const began = performance.now()
  const clock = { now: () => new Date(START.getTime() + performance.now() - began) }
  aliyun = await startAliyunServer({ clock, ...ALIYUN_KEY, signNames: ['留客商城'], templates: { SMS_100: ['name'] } })
})
afterAll(() => aliyun?.close())

const open = async () => {
  const house = await openConsoleHouse({ start: START, env: { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1', LIUKE_SHOP_NAME: '山间茶铺' } })
  const row = (i: number, mail: string, sms: string) => [`1390000${1_000 + i}`, `c${i}@example.com`, `Anna${i} Li`, mail, sms].join(',')
  const rows = [
    ...Array.from({ length: BY_MAIL }, (_, i) => row(i, 'yes', '')),
    ...Array.from({ length: BY_SMS }, (_, i) => row(100 + i, '', 'yes')),
    ...Array.from({ length: BY_NOTHING }, (_, i) => row(200 + i, '', '')),
  ]
  const file = join(house.dataDir, 'people.csv')
  await writeFile(file, ['phone,email,name,email consent,sms consent', ...rows].join('\n'))
  await importAndProfile(house.house, { file, fileName: 'people.csv', kind: 'customers', onProfiles: () => undefined })
  return house
}

useConsole(open, { admin: ADMIN }, (opened) => ({ server, page, requests } = opened))

const panel = (title: string) => page.locator('section.panel', { has: page.getByRole('heading', { name: title }) })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const press = (name: string) => button(name).last().click()

test('text messages and mail are set up', async () => {
  await walkTo(page, requests, '/settings/channels')
  await panel('Text messages').getByRole('button', { name: 'Add account' }).click()
  await page.getByRole('button', { name: /Alibaba Cloud SMS/u }).click()
  await page.getByLabel('AccessKey ID').fill(ALIYUN_KEY.accessKeyId)
  await page.getByLabel('AccessKey secret').fill(ALIYUN_KEY.accessKeySecret)
  await page.getByLabel('SMS signature').fill('留客商城')
  await page.getByText('More settings').click()
  await page.getByLabel(/API address/u).fill(aliyun.url)
  await press('Save and continue')
  await press('Check the connection')
  await page.getByText('The connection works').waitFor(SOON)
  await press('Continue')
  await press('Skip the test')
  await press('Save and turn on')
  await panel('Text messages').getByText('ready', { exact: true }).waitFor(SOON)

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
  await press('Skip the test')
  await press('Save and turn on')
  await page.getByRole('listitem', { name: 'Newsletter', exact: true }).getByText('On', { exact: true }).waitFor(SOON)
  const { open: accounts } = server.house.channelAccounts
  expect([(await accounts.ready('sms')).length, (await accounts.ready('email')).length]).toEqual([1, 2])
})

test('one content is written for both, seen as a customer gets it, and tried', async () => {
  await walkTo(page, requests, '/retain/contents')
  await button('New content').click()
  await page.getByRole('button', { name: /^Welcome/u }).click()
  await page.waitForURL(/\/retain\/contents\/[0-9a-f-]{36}$/u)
  await page.getByText('SMS', { exact: true }).first().click()
  await page.getByText('English', { exact: true }).first().click()
  await page.getByRole('textbox', { name: /^Text/u }).fill('Hello ')
  await page.getByRole('button', { name: /First name/u }).click()
  await page.getByLabel('Add a reviewed template').click()
  await page.getByTitle('Alibaba Cloud', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Alibaba Cloud: reviewed template: Template id' }).fill('SMS_100')
  await button('Add a parameter').click()
  await page.getByRole('textbox', { name: 'Alibaba Cloud: reviewed template: parameter 1' }).fill('name')
  await page.getByRole('textbox', { name: 'Alibaba Cloud: reviewed template: value 1' }).fill('')
  await page.getByRole('button', { name: /First name/u }).click()
  await page.getByLabel('As a customer would get it').click()
  await page.keyboard.type('13900001003')
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active').click()
  await page.getByText('Hello Anna3', { exact: true }).waitFor(SOON)

  await button('Send a test').click()
  await page.getByRole('combobox', { name: 'Over this channel account' }).waitFor(SOON)
  await page.getByLabel('To this phone number').fill('13912345678')
  await press('Send the test')
  await page.getByText('The provider took the message').waitFor(SOON)
  expect(aliyun.taken.map(({ phone }) => phone)).toEqual(['13912345678'])
  await page.keyboard.press('Escape')
  await button('Save').click()
  await page.getByText(/Version 2 · Draft/u).waitFor(SOON)
  await button('Publish').click()
  await page.getByText(/Version 2 · Published/u).waitFor(SOON)
})

test('it goes to a segment over mail and, where that does not reach, over text messages; who got it and why others did not is read', async () => {
  await page.goto(`${server.url}/retain/broadcasts`)
  await button('New broadcast').first().click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Hello')
  await page.getByText('All customers', { exact: true }).click()
  await page.getByText(`${BY_MAIL + BY_SMS + BY_NOTHING} of ${BY_MAIL + BY_SMS + BY_NOTHING} customers`).waitFor(SOON)
  await button('Save and go on').click()
  await page
    .getByRole('radio', { name: /Welcome/u })
    .or(page.getByText('Welcome', { exact: true }))
    .first()
    .click()
  await button('Save and go on').click()
  await page.getByText('Channels, in order').waitFor(SOON)
  await settle(page, requests)
  await page.getByRole('combobox', { name: 'Add a channel' }).click()
  await page.getByTitle('SMS', { exact: true }).click()
  await button('Save and go on').click()
  await button('Preview').click()
  await page.getByText('Will get it', { exact: true }).waitFor(SOON)
  await button('Start now').click()
  await page.getByText('Done', { exact: true }).waitFor({ timeout: 5 * MINUTE_MS })

  const rows = await server.house.db.selectFrom('send_ledger').select(['channel', 'state', 'reason']).execute()
  const heldOut = rows.filter(({ reason }) => reason === 'held_out').length
  const left = (channel: string) => rows.filter((row) => row.channel === channel && row.state !== 'suppressed').length
  expect(rows.length).toBe(BY_MAIL + BY_SMS + BY_NOTHING)
  expect(rows.filter(({ reason }) => reason === 'no_consent').length).toBe(BY_NOTHING)
  expect(left('email') + left('sms') + heldOut).toBe(BY_MAIL + BY_SMS)
  expect(left('email')).toBe(server.mailbox.mails.filter(({ to }) => to.startsWith('c')).length)
  // Beside the test message.
  expect(left('sms')).toBe(aliyun.taken.length - 1)
  expect(left('sms')).toBeGreaterThan(0)

  const noConsent = page.getByRole('link', { name: `No consent: open the ${BY_NOTHING}` })
  await noConsent.click()
  await settle(page, requests)
  // Those of before stay until the filtered ones are there.
  await expect.poll(() => page.getByRole('region', { name: 'Recipients' }).locator('tbody tr').count()).toBe(BY_NOTHING)
})
