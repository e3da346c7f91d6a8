import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import { newId, NO_CUSTOMER } from '#kernel/id.ts'
import type { Customer360, TimelinePage } from '#http/profile/customer-schemas.ts'
import { drainInbox } from '../../src/main/background.ts'
import type { House } from '../../src/main/house.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

// What a device did before anybody was known on it (ADR 0023), through the tracking API.

const NOW = new Date('2026-05-01T10:00:10Z')
const KEY = 'wk_test_devices'
const clock = new ManualClock(NOW)
let house: House
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  house = shop.house
  await house.db
    .insertInto('sources')
    .values({
      id: newId(NOW),
      name: 'shop',
      kind: 'web',
      user_id_kind: 'member_number',
      write_key_hash: createHash('sha256').update(KEY).digest(),
      created_at: NOW,
    })
    .execute()
})
afterAll(() => shop.close())

let sent = 0
async function send(...messages: readonly Record<string, unknown>[]): Promise<void> {
  const response = await fetch(`${shop.server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` },
    body: JSON.stringify({ batch: messages.map((message) => ({ messageId: `message-${(sent += 1)}`, ...message })) }),
  })
  expect(response.status).toBe(200)
  await drainInbox(house)
}
const page = (anonymousId: string) => ({ type: 'page', anonymousId, name: `page of ${anonymousId}` })
const identify = (anonymousId: string, userId: string) => ({ type: 'identify', anonymousId, userId })
const customer = async (userId: string) => (await house.identity.find('member_number', userId)) ?? 'nobody has this number'

const shown = (id: string) => shop.get<Customer360>(`/customers/${id}`)
const events = async (id: string) => (await shop.get<TimelinePage>(`/customers/${id}/timeline?kind=event`)).items

/** The customers of the pages that a device asked for, one of each page. */
async function pagesOf(anonymousId: string): Promise<string[]> {
  const result = await house.engines.clickhouse.query({
    query: 'SELECT toString(customer_id) AS id FROM events FINAL WHERE name = {name:String} ORDER BY message_id',
    query_params: { name: `page of ${anonymousId}` },
    format: 'JSONEachRow',
  })
  return (await result.json<{ id: string }>()).map(({ id }) => id)
}

describe('what a device did before', () => {
  test('belongs to the customer who identifies on it, on their page and timeline too', async () => {
    await send(page('d1'))
    expect(await pagesOf('d1')).toEqual([NO_CUSTOMER])
    await send(identify('d1', 'A1'))
    await send(page('d1'))
    const id = await customer('A1')
    expect(await pagesOf('d1')).toEqual([id, id])
    expect(await shown(id)).toMatchObject({ devices: [{ masked: '**', isShared: false }], merges: [] })
    expect(await events(id)).toHaveLength(3)
  })

  test('belongs to nobody once a second customer identified on it, and they stay two', async () => {
    await send(page('d2'), identify('d2', 'B1'))
    const first = await customer('B1')
    expect(await pagesOf('d2')).toEqual([first])
    await send(identify('d2', 'B2'), page('d2'), { type: 'track', event: 'Own', anonymousId: 'd2', userId: 'B1' })
    const second = await customer('B2')
    expect(second).not.toBe(first)
    expect(await pagesOf('d2')).toEqual([NO_CUSTOMER, NO_CUSTOMER])
    for (const id of [first, second]) {
      expect(await shown(id)).toMatchObject({ devices: [{ isShared: true }] })
    }
    expect(await events(first)).toHaveLength(2)
  })

  test('six member numbers on one kiosk are six customers', async () => {
    const numbers = ['K1', 'K2', 'K3', 'K4', 'K5', 'K6']
    for (const number of numbers) await send(identify('kiosk', number))
    expect(new Set(await Promise.all(numbers.map(customer))).size).toBe(6)
  })

  test('joins by an alias of its id; an alias of somebody known merges nobody and can be seen', async () => {
    await send(page('d3'), { type: 'alias', userId: 'C1', previousId: 'd3' })
    expect(await pagesOf('d3')).toEqual([await customer('C1')])
    await send(identify('d4', 'C2'), { type: 'alias', userId: 'C1', previousId: 'C2' })
    const [first, second] = [await customer('C1'), await customer('C2')]
    expect(second).not.toBe(first)
    expect(await shown(first)).toMatchObject({
      merges: [{ rule: 'cannot_merge_already_identified', otherId: second, mayBeTakenBack: false }],
    })
  })

  test('is whose it is whatever came first', async () => {
    const shared = (n: string) => [page(`p${n}`), identify(`p${n}`, `P${n}`), identify(`p${n}`, `Q${n}`)]
    const own = (n: string) => [page(`o${n}`), { type: 'alias', userId: `O${n}`, previousId: `o${n}` }, identify(`o${n}`, `O${n}`)]
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]
    for (const [n, order] of orders.entries()) {
      const [many, one] = [shared(String(n)), own(String(n))]
      for (const place of order) await send(...[many[place], one[place]].filter((message) => message !== undefined))
      expect(await pagesOf(`p${n}`)).toEqual([NO_CUSTOMER])
      expect(await pagesOf(`o${n}`)).toEqual([await customer(`O${n}`)])
      expect(await customer(`P${n}`)).not.toBe(await customer(`Q${n}`))
    }
    const [many, one] = [shared('all'), own('all')]
    await send(...many, ...one)
    expect([await pagesOf('pall'), await pagesOf('oall')]).toEqual([[NO_CUSTOMER], [await customer('Oall')]])
  })
})
