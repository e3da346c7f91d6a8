import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MessageDetail, MessageSources, MessageTally } from '#http/act/message-schemas.ts'
import type { Send } from '#http/decide/retain-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'
import { ADMIN, Visitor } from './support/house.ts'

const NOW = new Date('2026-03-18T04:00:00Z')
const clock = new ManualClock(NOW)
const [RUN, ACCOUNT, GONE] = [newId(NOW), newId(NOW), newId(NOW)]
let shop: ShopServer
let anna = ''
let bo = ''

const day = (text: string) => new Date(`${text}T04:00:00Z`)

beforeAll(async () => {
  shop = await openShopServer(clock)
  const rows = ['13900001001,=Anna,anna@example.com', '13900001002,Bo,bo@example.com']
  await shop.ended((await shop.startImport('customers.csv', ['phone,name,email', ...rows].join('\n'), 'customers')).id)
  const idOf = async (masked: string) =>
    (await shop.house.db.selectFrom('identifiers').select('customer_id').where('masked', '=', masked).executeTakeFirstOrThrow()).customer_id
  ;[anna, bo] = [await idOf('139****1001'), await idOf('139****1002')]
  const row = { run_id: RUN, customer_id: anna, source_version: 1, not_before: NOW, variables: '{}', attempts: 0 }
  const sms = { ...row, source_kind: 'broadcast', source_id: 'spring', channel: 'sms' }
  const mail = { ...row, source_kind: 'questionnaire', source_id: '=cmd', channel: 'email' }
  await shop.house.db
    .insertInto('send_ledger')
    .values([
      {
        ...sms,
        send_key: 'a',
        state: 'delivered',
        planned_at: day('2026-03-10'),
        handed_at: day('2026-03-11'),
        accepted_at: day('2026-03-11'),
        finished_at: day('2026-03-12'),
        account_id: GONE,
        provider_id: 'P-1',
        attempts: 1,
      },
      {
        ...sms,
        send_key: 'b',
        customer_id: bo,
        state: 'suppressed',
        reason: 'no_consent',
        planned_at: day('2026-03-10'),
        finished_at: day('2026-03-10'),
      },
      { ...sms, send_key: 'c', state: 'suppressed', reason: 'cap_day', planned_at: day('2026-03-13'), finished_at: day('2026-03-13') },
      {
        ...mail,
        send_key: 'd',
        customer_id: bo,
        state: 'failed',
        reason: 'hard_bounce_550',
        planned_at: day('2026-03-14'),
        handed_at: day('2026-03-14'),
        finished_at: day('2026-03-14'),
        account_id: ACCOUNT,
        attempts: 1,
      },
      {
        ...mail,
        send_key: 'e',
        state: 'uncertain',
        reason: 'sender_lost',
        planned_at: day('2026-03-15'),
        handed_at: day('2026-03-15'),
        finished_at: day('2026-03-15'),
        account_id: ACCOUNT,
        attempts: 1,
        asks: 2,
      },
    ])
    .execute()
})
afterAll(() => shop?.close())

const keys = async (query: string) =>
  (await shop.get<{ items: Send[]; total: number }>(`/sends?${query}`)).items.map(({ sendKey }) => sendKey)

test('messages are found by source, channel, account, state, reason, day and customer', async () => {
  expect(await keys('')).toEqual(['e', 'd', 'c', 'b', 'a'])
  expect(await keys('sourceKind=broadcast')).toEqual(['c', 'b', 'a'])
  expect(await keys('sourceKind=questionnaire&sourceId=%3Dcmd')).toEqual(['e', 'd'])
  expect(await keys('sourceKind=broadcast&sourceId=other')).toEqual([])
  expect(await keys('channel=email')).toEqual(['e', 'd'])
  expect(await keys(`accountId=${GONE}`)).toEqual(['a'])
  expect(await keys('state=suppressed&reason=cap_day')).toEqual(['c'])
  // Days of Shanghai: 2026-03-13T04:00Z is noon of the 13th there.
  expect(await keys('from=2026-03-11&until=2026-03-14')).toEqual(['d', 'c'])
  expect(await keys(`customerId=${bo}`)).toEqual(['d', 'b'])
  const wrong = await shop.admin.ask('GET', '/sends?sourceId=spring')
  expect([wrong.statusCode, wrong.json<{ code: string }>().code]).toEqual([400, 'source-kind-missing'])
  expect((await shop.admin.ask('GET', '/sends?surprise=1')).statusCode).toBe(400)
})

test('the tally counts by state and reason, whatever the state that is chosen', async () => {
  const { items } = await shop.get<MessageTally>('/sends/tally?sourceKind=broadcast')
  expect(items.toSorted((a, b) => a.reason.localeCompare(b.reason))).toEqual([
    { state: 'delivered', reason: '', sends: 1 },
    { state: 'suppressed', reason: 'cap_day', sends: 1 },
    { state: 'suppressed', reason: 'no_consent', sends: 1 },
  ])
  expect((await shop.get<MessageTally>('/sends/tally?from=2026-03-15')).items).toEqual([
    { state: 'uncertain', reason: 'sender_lost', sends: 1 },
  ])
})

test('what has messages is listed with its name', async () => {
  expect(await shop.get<MessageSources>('/sends/sources')).toEqual({
    items: [
      { kind: 'broadcast', id: 'spring', name: { zh: 'spring', en: 'spring' } },
      { kind: 'questionnaire', id: '=cmd', name: { zh: '=cmd', en: '=cmd' } },
    ],
  })
})

test('one message says its way in the order of time, its account and what the provider calls it', async () => {
  const detail = await shop.get<MessageDetail>('/sends/a')
  expect(detail).toMatchObject({
    state: 'delivered',
    providerId: 'P-1',
    account: { id: GONE, name: '', provider: '' },
    canAsk: false,
    asks: 0,
  })
  expect(detail.steps.map(({ kind, at }) => [kind, at.slice(0, 10)])).toEqual([
    ['planned', '2026-03-10'],
    ['handed', '2026-03-11'],
    ['accepted', '2026-03-11'],
    ['finished', '2026-03-12'],
  ])
  expect((await shop.get<MessageDetail>('/sends/d')).steps.at(-1)).toMatchObject({ kind: 'finished', reason: 'hard_bounce_550' })
  expect((await shop.admin.ask('GET', '/sends/nothing')).statusCode).toBe(404)
})

test('a message that cannot be asked about says so, and one whose result is known is not asked about', async () => {
  const code = async (key: string) => (await shop.admin.ask('POST', `/sends/${key}/ask`)).json<{ code: string }>().code
  expect(await code('e')).toBe('send-not-askable')
  expect(await code('a')).toBe('send-not-uncertain')
  expect(await code('nothing')).toBe('send-not-found')
})

test('the file has the same rows, runs no formula, and is audited', async () => {
  const file = await shop.admin.ask('GET', '/sends.csv?language=en&sourceKind=questionnaire')
  expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
  const [head = '', first = '', second = '', ...rest] = file.body.slice(1).trim().split('\r\n')
  expect(head).toBe(
    'Customer ID,Customer,Kind of source,Source,Channel,State,Reason code,Attempts,Planned (Asia/Shanghai),Finished (Asia/Shanghai),Message key,Variant',
  )
  expect(first).toMatch(/,Questionnaire,'=cmd,Email,Unconfirmed,sender_lost,1,2026-03-15 12:00,2026-03-15 12:00,e,$/u)
  expect(second).toMatch(/,'=cmd,Email,Failed,hard_bounce_550,1,/u)
  expect(rest).toEqual([])
  expect(file.body).not.toContain('anna@example.com')
  const audit = await shop.admin.ask('GET', '/audit?action=messages-exported')
  expect(audit.json<{ items: { detail: object }[] }>().items.map(({ detail }) => detail)).toEqual([{ sourceKind: 'questionnaire' }])
})

test('who may not export customers gets no file', async () => {
  await shop.admin.ask('POST', '/users', { ...ADMIN, email: 'agent@example.com', name: 'Agent', role: 'agent' })
  const agent = new Visitor(shop.server.app)
  await agent.login('agent@example.com', ADMIN.password)
  expect((await agent.ask('GET', '/sends.csv')).statusCode).toBe(403)
})
