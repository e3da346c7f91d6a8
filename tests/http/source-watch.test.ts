import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { SnippetList, WatchedDetail, WatchedList } from '#http/collect/watch-schemas.ts'
import { drainInbox } from '../../src/main/background.ts'
import { openShopServer } from './support/shop-server.ts'
import type { ShopServer } from './support/shop-server.ts'

const NOW = new Date('2026-05-01T10:00:10Z')
const clock = new ManualClock(NOW)
let shop: ShopServer
let made: NewSource

beforeAll(async () => {
  shop = await openShopServer(clock, { LIUKE_PUBLIC_URL: 'https://shop.example' })
  made = (await shop.admin.ask('POST', '/sources', { name: 'web shop', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
})
afterAll(() => shop.close())

async function send(...messages: readonly object[]): Promise<void> {
  const response = await fetch(`${shop.server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${made.writeKey}:`).toString('base64')}` },
    body: JSON.stringify({ batch: messages }),
  })
  expect(response.status).toBe(200)
  await drainInbox(shop.house)
}

const path = (more = '') => `/sources/${made.source.id}${more}`
const seen = (query = '') => shop.get<WatchedList>(path(`/messages${query}`))
const viewed = (messageId: string) => ({
  type: 'track',
  event: 'Product Viewed',
  userId: 'M0001024',
  messageId,
  properties: { product_id: 'p1', buyer_email: 'li@example.com' },
})
const rows = async () =>
  Number(
    (
      await shop.house.db
        .selectFrom('watched_messages')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

test('nothing is kept of a source that nobody watches', async () => {
  await send(viewed('before'))
  expect(await seen()).toEqual({ watchedUntil: null, items: [] })
  expect(await rows()).toBe(0)
})

test('a watched source shows each message with its result, and one with its steps, masked', async () => {
  const answer = await shop.admin.ask('POST', path('/watch'), { minutes: 5 })
  expect(answer.json()).toEqual({ watchedUntil: new Date(NOW.getTime() + 5 * MINUTE_MS).toISOString() })
  await send(
    viewed('m1'),
    viewed('m1'),
    { type: 'track', userId: 'M2', messageId: 'm2' },
    { ...viewed('m3'), event: 'Cart Viewed', userId: 'M3' },
  )
  const { items } = await seen()
  expect(items.map(({ name, user, verdict, step, reason }) => [name, user, verdict, step, reason])).toEqual([
    ['Cart Viewed', '**', 'stored', null, ''],
    ['Product Viewed', '****1024', 'duplicate', 'dedupe', 'duplicate'],
    ['Product Viewed', '****1024', 'stored', null, ''],
    ['', '**', 'quarantined', 'validate', 'no_event_name'],
  ])
  const names = async (query: string) => (await seen(query)).items.map(({ name, verdict }) => `${name} ${verdict}`)
  expect(await names('?event=Cart%20Viewed')).toEqual(['Cart Viewed stored'])
  expect(await names('?user=M0001024&verdict=stored')).toEqual(['Product Viewed stored'])
  expect(await names('?user=1024')).toEqual([])
  expect(await names(`?after=${items[1]?.seq}`)).toEqual(['Cart Viewed stored'])
  const stored = items[2]
  const whole = await shop.get<WatchedDetail>(path(`/messages/${stored?.id}`))
  expect(whole.received).toMatchObject({ userId: '****1024', properties: { product_id: 'p1', buyer_email: '•••' } })
  expect(whole.stored).toMatchObject({ name: 'Product Viewed', productId: 'p1', properties: { product_id: 'p1' } })
  expect(whole.customerId).toBe(await shop.house.identity.find('member_number', 'M0001024'))
  expect(whole.steps).toHaveLength(10)
  expect(JSON.stringify(whole)).not.toContain('li@example.com')
})

test('nothing that a message holds, and nothing that befalls what is kept to be looked at, keeps it from being stored', async () => {
  const waiting = async () => await shop.house.db.selectFrom('inbox').select('id').execute()
  await send(
    { ...viewed('n1'), userId: 'M0001\u0000024' },
    { type: 'track', event: 'Cart\u0000 Viewed', anonymousId: '\u0000d\ud8001', messageId: 'n2' },
    { ...viewed('n3'), properties: { deep: [{ 'a\u0000': 'b\u0000' }] } },
  )
  expect(await waiting()).toEqual([])
  expect((await seen('?limit=3')).items.map(({ name, user }) => `${name} ${user}`).toSorted()).toEqual([
    'Cart Viewed ***',
    'Product Viewed ****1024',
    'Product Viewed ****1024',
  ])
  const kept = await rows()
  await sql`ALTER TABLE watched_messages RENAME TO elsewhere`.execute(shop.house.db)
  try {
    await send(viewed('n4'))
    expect(await waiting()).toEqual([])
  } finally {
    await sql`ALTER TABLE elsewhere RENAME TO watched_messages`.execute(shop.house.db)
  }
  expect(await rows()).toBe(kept)
  await shop.house.db.deleteFrom('watched_messages').where('name', '!=', '').where('seq', '>', 4).execute()
})

test('after its time, or when it is ended, nothing more is kept, and what was kept goes', async () => {
  clock.moveTo(new Date(NOW.getTime() + 6 * MINUTE_MS))
  await send(viewed('late'))
  expect(await seen()).toMatchObject({ watchedUntil: null, items: { length: 4 } })
  clock.moveTo(new Date(NOW.getTime() + 31 * MINUTE_MS))
  expect((await seen()).items).toEqual([])
  await shop.house.sourceWatch.forget(clock.now())
  expect(await rows()).toBe(0)
  await shop.admin.ask('POST', path('/watch'), {})
  await send(viewed('again'))
  const [line] = (await seen()).items
  expect((await shop.admin.ask('DELETE', path('/watch'))).statusCode).toBe(204)
  expect(await seen()).toEqual({ watchedUntil: null, items: [] })
  expect((await shop.admin.ask('GET', path(`/messages/${line?.id}`))).json()).toMatchObject({ status: 404, code: 'watched-message-gone' })
  const log = await shop.get<{ items: { action: string }[] }>('/audit?limit=50')
  expect(log.items.map(({ action }) => action).filter((action) => action.includes('watched'))).toEqual([
    'source-unwatched',
    'source-watched',
    'source-watched',
  ])
})

test('a busy source keeps its last 500 messages', async () => {
  await shop.admin.ask('POST', path('/watch'), {})
  for (let i = 0; i < 6; i += 1) await send(...Array.from({ length: 100 }, (_, k) => ({ ...viewed(`b${i}-${k}`), event: `e${i}` })))
  expect(await rows()).toBe(500)
  expect((await seen('?limit=1')).items[0]?.name).toBe('e5')
})

test('code for the first event names the address that people use; unknown sources and times are refused', async () => {
  const { items, placeholder } = await shop.get<SnippetList>(path('/snippets'))
  expect(items.map(({ language }) => language)).toEqual(['web', 'mini-program', 'node', 'python', 'curl'])
  for (const { code } of items) {
    expect(code).toContain(placeholder)
    expect(code).toContain('https://shop.example')
  }
  const nobody = '/sources/00000000-0000-7000-8000-00000000dead'
  for (const [method, at] of [
    ['POST', `${nobody}/watch`],
    ['DELETE', `${nobody}/watch`],
    ['GET', `${nobody}/messages`],
    ['GET', `${nobody}/snippets`],
  ] as const) {
    expect((await shop.admin.ask(method, at, method === 'POST' ? {} : undefined)).json()).toMatchObject({
      status: 404,
      code: 'source-not-found',
    })
  }
  expect((await shop.admin.ask('POST', path('/watch'), { minutes: 61 })).statusCode).toBe(400)
  expect((await shop.admin.ask('GET', path('/messages?verdict=lost'))).statusCode).toBe(400)
})
