import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { drainInbox } from '../../src/main/background.ts'
import { NOW } from '../http/support/house.ts'
import type { BrowserSession } from '../support/browser-session.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'
import { settle } from '../support/settle.ts'
import type { OpenRequests } from '../support/settle.ts'
import { useConsole } from './use-console.ts'

// Attributes that traits of events made: on the customer's page, in the list of attributes, and what of them was left out.

const ADMIN = { name: 'Ada Admin', email: 'ada@shop.example', password: 'a long sentence to remember' }
const KEY = 'wk_test_attributes'
const SOON = { timeout: 60_000 }
/** Where to put pictures of the pages; none are made without it. */
const pictures = process.env['LIUKE_PICTURES']

let server: ConsoleHouse
let session: BrowserSession
let page: Page
let requests: OpenRequests
let sent = 0

useConsole(
  () =>
    openConsoleHouse({
      start: NOW,
      seed: async (house) => {
        await house.db
          .insertInto('sources')
          .values({ id: newId(NOW), name: 'App', kind: 'web', write_key_hash: createHash('sha256').update(KEY).digest(), created_at: NOW })
          .execute()
      },
    }),
  { admin: ADMIN },
  (opened) => ({ server, session, page, requests } = opened),
)

async function identify(traits: object): Promise<void> {
  sent += 1
  const answer = await fetch(`${server.url}/v1/identify`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` },
    body: JSON.stringify({ messageId: `m${sent}`, userId: 'A1', traits: { phone: '13900001101', ...traits } }),
  })
  expect(answer.status).toBe(200)
  await drainInbox(server.house)
}
async function open(path: string, name: string): Promise<void> {
  await page.goto(`${server.url}${path}`)
  await settle(page, requests)
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

test('traits stand on the page of the customer and in the list of attributes, and what is left out says why', async () => {
  await identify({ plan: 'gold', seats: 12, newsletter: true, birthday: '1990-01-02' })
  await identify({ seats: 'many', tags: ['a'] })
  await open('/data/imports', 'attributes')
  await page.getByText('Traits that are left out', { exact: false }).waitFor(SOON)
  await page.getByText('It can’t be read as the type of the attribute.', { exact: false }).waitFor(SOON)
  await page.getByText('It is an object or a list.', { exact: false }).waitFor(SOON)
  const id = await server.house.identity.find('phone', '13900001101')
  await open(`/customers/${id}`, 'customer')
  await page.getByText('newsletter', { exact: true }).first().waitFor(SOON)
  await expect.poll(() => page.getByText('1990-01-02').count()).toBe(0)
})

test('a deleted attribute is left out until somebody allows it again', async () => {
  await server.house.attributes.remove('seats', NOW)
  await identify({ seats: 13 })
  await open('/data/imports', 'deleted')
  await page.getByText('Somebody deleted the attribute.', { exact: true }).waitFor(SOON)
  await page.getByRole('button', { name: 'Allow again', exact: true }).first().click()
  await page.getByText('Allowed. The next value makes the attribute again.', { exact: true }).waitFor(SOON)
  await page
    .getByRole('button', { name: 'Allow again', exact: true })
    .first()
    .waitFor({ state: 'detached', ...SOON })
  await identify({ seats: 14 })
  await page.reload()
  await page.getByRole('cell', { name: 'seats', exact: true }).first().waitFor(SOON)
  expect(await server.house.attributes.list()).toMatchObject([{}, {}, {}, { name: 'seats', type: 'number', customers: 1 }])
})

test('nothing went wrong on the way', () => {
  expect(session.problems).toEqual([])
})
