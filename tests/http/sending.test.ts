import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SendingState } from '#http/act/sending-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { ADMIN, Visitor } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const NOW = new Date('2026-03-18T04:00:00Z')
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(new ManualClock(NOW))
})
afterAll(() => shop?.close())

const state = () => shop.get<SendingState>('/sending')
const overdue = (action: string) => shop.admin.ask('POST', '/sending/overdue', { action })

async function hold(...keys: string[]): Promise<void> {
  const row = {
    run_id: newId(NOW),
    source_kind: 'questionnaire',
    source_id: 'q',
    source_version: 1,
    channel: 'email',
    state: 'planned',
    variables: '{}',
  }
  await shop.house.db
    .insertInto('send_ledger')
    .values(
      keys.map((key) => ({
        ...row,
        send_key: key,
        customer_id: newId(NOW),
        not_before: new Date('2026-03-10T04:00:00Z'),
        planned_at: new Date('2026-03-10T04:00:00Z'),
        held_at: NOW,
        held_reason: 'overdue',
      })),
    )
    .execute()
}

const row = async (key: string) =>
  await shop.house.db
    .selectFrom('send_ledger')
    .select(['state', 'reason', 'held_at', 'not_before'])
    .where('send_key', '=', key)
    .executeTakeFirstOrThrow()
const audited = async (action: string) =>
  (await shop.get<{ items: { detail: object; target: string }[] }>(`/audit?action=${action}`)).items.map(({ detail }) => detail)

test('an installation on its own data sends, and nothing is overdue', async () => {
  expect(await state()).toMatchObject({ installation: { isOwn: true }, overdue: 0 })
})

test('overdue messages are counted, and leave or are dropped by the word of a person, which is audited', async () => {
  await hold('one', 'two')
  expect((await state()).overdue).toBe(2)
  expect((await overdue('send')).json()).toEqual({ messages: 2 })
  expect(await row('one')).toEqual({ state: 'planned', reason: '', held_at: null, not_before: NOW })
  await hold('three')
  expect((await overdue('drop')).json()).toEqual({ messages: 1 })
  expect(await row('three')).toMatchObject({ state: 'suppressed', reason: 'overdue' })
  expect((await state()).overdue).toBe(0)
  expect(await audited('overdue-settled')).toEqual([
    { action: 'drop', messages: 1 },
    { action: 'send', messages: 2 },
  ])
  expect((await overdue('later')).statusCode).toBe(400)
})

test('data that was copied sends nothing until somebody says that it is the only one', async () => {
  await sql`UPDATE installation SET place = '{"kind":"folder","machine":"other","mark":"999"}'`.execute(shop.house.db)
  expect((await state()).installation.isOwn).toBe(false)
  const confirmed = await shop.admin.ask('POST', '/sending/confirm')
  expect(confirmed.json<SendingState>().installation).toMatchObject({
    isOwn: true,
    confirmedBy: ADMIN.name,
    confirmedAt: NOW.toISOString(),
  })
  expect(await audited('installation-confirmed')).toHaveLength(1)
})

test('who may only read decisions sees the state and changes nothing', async () => {
  await shop.admin.ask('POST', '/users', { ...ADMIN, email: 'ana@example.com', name: 'Ana', role: 'analyst' })
  const analyst = new Visitor(shop.server.app)
  await analyst.login('ana@example.com', ADMIN.password)
  expect((await analyst.ask('GET', '/sending')).statusCode).toBe(200)
  expect((await analyst.ask('POST', '/sending/confirm')).statusCode).toBe(403)
  expect((await analyst.ask('POST', '/sending/overdue', { action: 'send' })).statusCode).toBe(403)
})
