import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import type { CustomerOutlook } from '#http/act/outlook-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

/** Wednesday noon in Shanghai. */
const clock = new ManualClock(new Date('2026-03-18T04:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  const rows = ['13900001001,anna@example.com,yes', '13900001002,bo@example.com,', '13900001003,,']
  await shop.ended((await shop.startImport('customers.csv', ['phone,email,email consent', ...rows].join('\n'), 'customers')).id)
})
afterAll(() => shop?.close())

const customerOf = async (masked: string) =>
  (await shop.house.db.selectFrom('identifiers').select('customer_id').where('masked', '=', masked).executeTakeFirstOrThrow()).customer_id
const outlook = (id: string) => shop.get<CustomerOutlook>(`/customers/${id}/contact-outlook`)
const channelOf = async (id: string, channel: string) => (await outlook(id)).channels.find((one) => one.channel === channel)
const reasons = async (id: string, channel: string) => (await channelOf(id, channel))?.blocks.map(({ reason }) => reason)
const change = (method: 'PUT' | 'DELETE' | 'POST', id: string, path: string, body?: object) =>
  shop.admin.ask(method, `/customers/${id}/${path}`, body)

test('each channel says whether a message would leave, with addresses, caps and quiet hours', async () => {
  const anna = await customerOf('139****1001')
  expect(await outlook(anna)).toMatchObject({
    customerId: anna,
    at: clock.now().toISOString(),
    timeZone: 'Asia/Shanghai',
    country: 'CN',
    stop: null,
  })
  expect(await channelOf(anna, 'email')).toMatchObject({
    isOpen: false,
    blocks: [{ reason: 'channel_not_ready', until: null }],
    unready: 'no_mail_server',
    consent: true,
    addresses: [{ masked: 'a***@example.com', kind: 'email', accountIds: null }],
    day: { left: 1, of: 1 },
    week: { left: 4, of: 4 },
    quiet: null,
  })
  expect(await channelOf(anna, 'agent_task')).toMatchObject({
    isOpen: true,
    blocks: [],
    earliest: clock.now().toISOString(),
    unready: null,
  })
  expect(await reasons(await customerOf('139****1002'), 'email')).toEqual(['channel_not_ready', 'consent_never_asked'])
  expect(await reasons(await customerOf('139****1003'), 'email')).toEqual(['channel_not_ready', 'consent_never_asked', 'no_address'])
  const one = await shop.get<CustomerOutlook>(`/customers/${anna}/contact-outlook?channel=sms`)
  expect(one.channels.map(({ channel }) => channel)).toEqual(['sms'])
})

test('a pause until a day holds to its end by the calendar of the project, and can be undone', async () => {
  const anna = await customerOf('139****1001')
  const paused = await change('PUT', anna, 'contact-pause', { channels: ['agent_task', 'email'], until: '2026-04-01' })
  expect(paused.json()).toEqual({ until: '2026-04-01T16:00:00.000Z', droppedSends: 0 })
  expect(await channelOf(anna, 'agent_task')).toMatchObject({
    isOpen: false,
    earliest: '2026-04-01T16:00:00.000Z',
    blocks: [{ reason: 'pause', until: '2026-04-01T16:00:00.000Z' }],
  })
  expect((await change('DELETE', anna, 'contact-pause')).statusCode).toBe(204)
  expect(await reasons(anna, 'agent_task')).toEqual([])
})

test('a pause without an end, with two, over already or for longer than a year is refused', async () => {
  const anna = await customerOf('139****1001')
  const code = async (body: object) =>
    (await change('PUT', anna, 'contact-pause', { channels: ['sms'], ...body })).json<{ code: string }>().code
  expect(await code({})).toBe('pause-end-missing')
  expect(await code({ days: 3, until: '2026-04-01' })).toBe('pause-end-missing')
  expect(await code({ until: '2026-03-17' })).toBe('pause-end-wrong')
  expect(await code({ until: '2027-04-01' })).toBe('pause-end-wrong')
  expect(await reasons(anna, 'sms')).toEqual(['channel_not_ready', 'consent_never_asked'])
})

test('a contact that left takes its place, and another offer on its way stands before the next one', async () => {
  const bo = await customerOf('139****1002')
  const row = {
    customer_id: bo,
    source_kind: 'questionnaire',
    source_version: 1,
    channel: 'agent_task',
    not_before: clock.now(),
    planned_at: clock.now(),
    variables: '{}',
    run_id: newId(clock.now()),
  }
  await shop.house.db
    .insertInto('send_ledger')
    .values([
      { ...row, send_key: 'left', source_id: 'a', state: 'delivered', handed_at: clock.now(), finished_at: clock.now() },
      { ...row, send_key: 'open', source_id: 'b', state: 'planned' },
    ])
    .execute()
  expect(await channelOf(bo, 'agent_task')).toMatchObject({
    blocks: [{ reason: 'other_offer' }],
    day: { left: 1, of: DEFAULT_RULES.caps.all.day },
  })
  await shop.house.db.updateTable('send_ledger').set({ state: 'accepted', handed_at: clock.now() }).where('send_key', '=', 'open').execute()
  expect(await channelOf(bo, 'agent_task')).toMatchObject({
    isOpen: false,
    blocks: [{ reason: 'cap_day', until: '2026-03-18T16:00:00.000Z' }],
    earliest: '2026-03-18T16:00:00.000Z',
  })
})

test('a stop, a suppression and a control group are told apart', async () => {
  const cy = await customerOf('139****1003')
  await shop.admin.ask('POST', '/suppressions', { address: '13900001003', channels: ['agent_task'], why: 'asked by phone' })
  expect(await reasons(cy, 'agent_task')).toEqual(['staff'])
  expect((await channelOf(cy, 'agent_task'))?.refusals).toMatchObject([
    { kind: 'phone', masked: '139****1003', reason: 'staff', until: null },
  ])
  await change('PUT', cy, 'contact-stop', { reason: 'asked' })
  expect(await reasons(cy, 'agent_task')).toEqual(['do_not_contact', 'staff'])
  expect((await outlook(cy)).stop).toEqual({ reason: 'asked', since: clock.now().toISOString() })
})

test('a customer that there is not is 404, an unknown channel 400', async () => {
  expect((await shop.admin.ask('GET', `/customers/${newId(clock.now())}/contact-outlook`)).statusCode).toBe(404)
  expect((await shop.admin.ask('GET', `/customers/${await customerOf('139****1001')}/contact-outlook?channel=fax`)).statusCode).toBe(400)
})
