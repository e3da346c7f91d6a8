import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageDetail, TriedNow, WaitingMessages } from '#http/act/message-schemas.ts'
import type { Send } from '#http/decide/retain-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const NOW = new Date('2026-03-18T04:00:00Z')
const HOUR = 3_600_000
const clock = new ManualClock(NOW)
const [RUN, OTHER, ACCOUNT] = [newId(NOW), newId(NOW), newId(NOW)]
const after = (hours: number) => new Date(NOW.getTime() + hours * HOUR)
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  const rows = ['13900001001,Anna', '13900001002,Bo', '13900001003,Cy']
  await shop.ended((await shop.startImport('customers.csv', ['phone,name', ...rows].join('\n'), 'customers')).id)
  const people = await shop.house.db.selectFrom('customers').select('id').orderBy('id').execute()
  const row = {
    source_kind: 'broadcast',
    source_id: RUN,
    source_version: 1,
    run_id: RUN,
    channel: 'sms',
    state: 'planned',
    variables: '{}',
    planned_at: after(-6),
  }
  const refused = { ...row, reason: 'template_unknown', account_id: ACCOUNT, handed_at: after(-1), waits_since: after(-3), attempts: 3 }
  const of = (i: number) => people[i]?.id ?? ''
  await shop.house.db
    .insertInto('send_ledger')
    .values([
      { ...refused, send_key: 'a', customer_id: of(0), not_before: after(0.5) },
      { ...refused, send_key: 'b', customer_id: of(1), not_before: after(0.25), waits_since: after(-2) },
      // Held by a paused broadcast: it stays held whatever is tried.
      { ...refused, send_key: 'c', customer_id: of(2), not_before: after(0.5), held_at: after(-0.5), held_reason: 'paused' },
      { ...row, send_key: 'd', customer_id: of(0), reason: 'quiet_hours', not_before: after(8), waits_since: after(-1) },
      { ...row, send_key: 'e', customer_id: of(1), not_before: after(2) },
      { ...row, send_key: 'f', customer_id: of(2), not_before: after(-1) },
      { ...refused, send_key: 'g', run_id: OTHER, source_id: OTHER, customer_id: of(2), not_before: after(0.5) },
    ])
    .execute()
})
afterAll(() => shop?.close())

const waiting = async (query: string) => (await shop.get<WaitingMessages>(`/sends/waiting?${query}`)).items

test('what has not left says what it waits for, since when, and when it is tried again', async () => {
  const items = await waiting(`runId=${RUN}`)
  expect(items.map(({ reason, messages, canTry }) => [reason, messages, canTry])).toEqual([
    ['template_unknown', 3, true],
    ['at_its_time', 1, false],
    ['in_turn', 1, false],
    ['quiet_hours', 1, false],
  ])
  expect(items[0]).toMatchObject({
    isOwn: true,
    accounts: [{ id: ACCOUNT, name: '' }],
    since: after(-3).toISOString(),
    lastTryAt: after(-1).toISOString(),
    nextAt: after(0.25).toISOString(),
    later: 2,
  })
  // The figure opens its list.
  const listed = await shop.get<{ total: number }>(`/sends?runId=${RUN}&state=waiting&reason=template_unknown&channel=sms`)
  expect(listed.total).toBe(3)
})

test('trying now makes due what a person mended, of one broadcast, once, with its attempts given back, and is audited', async () => {
  const body = { reason: 'template_unknown', runId: RUN, channel: 'sms' }
  const both = await Promise.all([shop.admin.ask('POST', '/sends/try-now', body), shop.admin.ask('POST', '/sends/try-now', body)])
  const tried = both.map((answer) => answer.json<TriedNow>().messages)
  expect(tried.toSorted((a, b) => a - b)).toEqual([0, 2])
  const a = await shop.get<Send & MessageDetail>('/sends/a')
  expect(a).toMatchObject({ state: 'planned', reason: 'template_unknown', attempts: 1, dueAt: NOW.toISOString() })
  expect((await shop.get<MessageDetail>('/sends/c')).dueAt).toBe(after(0.5).toISOString())
  expect((await shop.get<MessageDetail>('/sends/g')).dueAt).toBe(after(0.5).toISOString())
  const [first] = await waiting(`runId=${RUN}`)
  expect(first).toMatchObject({ reason: 'template_unknown', since: after(-3).toISOString(), canTry: false })
  const audit = await shop.get<{ items: { action: string; detail: { messages?: number } }[] }>('/audit?limit=10')
  expect(audit.items.filter(({ action }) => action === 'sends-tried-now').map(({ detail }) => detail.messages)).toContain(2)
})

test('what waits for the rules is not tried, nor by who may not send', async () => {
  const refused = await shop.admin.ask('POST', '/sends/try-now', { reason: 'quiet_hours', runId: RUN })
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'sends-wait-for-rules'])
  expect((await shop.admin.ask('POST', '/sends/try-now', { reason: 'template_unknown', surprise: 1 })).statusCode).toBe(400)
})

test('the wait begins with its reason, lasts over tries and ends with it', async () => {
  const { db } = shop.house
  const sends = createSendStore(db)
  const key = 'waits'
  await db
    .insertInto('send_ledger')
    .values({
      send_key: key,
      run_id: newId(NOW),
      customer_id: newId(NOW),
      source_kind: 'broadcast',
      source_id: 'x',
      source_version: 1,
      channel: 'push',
      state: 'planned',
      variables: '{}',
      not_before: NOW,
      planned_at: NOW,
    })
    .execute()
  const round = async (at: Date, outcome: Parameters<typeof sends.settle>[2]) => {
    const owner = newId(at)
    await sends.claim(owner, { channel: 'push', dueBy: at, now: at, leaseMs: 60_000, limit: 1 })
    await sends.hand(key, owner, at, 60_000)
    await sends.settle(key, owner, outcome, at)
    return (await db.selectFrom('send_ledger').select('waits_since').where('send_key', '=', key).executeTakeFirstOrThrow()).waits_since
  }
  const template = { kind: 'halted', reason: 'template_unknown', what: 'template' } as const
  expect(await round(after(0), template)).toEqual(after(0))
  expect(await round(after(1), template)).toEqual(after(0))
  expect(await round(after(2), { kind: 'deferred', reason: 'provider_busy' })).toEqual(after(2))
  expect(await round(after(3), { kind: 'accepted', providerId: 'P' })).toBeNull()
})
