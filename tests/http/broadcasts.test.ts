import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail, BroadcastWhy } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import { HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// A broadcast from draft to done over a real mail server: who gets it, who does not and why, and everything that a person may do meanwhile.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 120
const WITHOUT_CONSENT = 20
let shop: ShopServer
let mailbox: Mailbox
let content: { id: string; version: number }

const CONTENT = {
  name: 'Spring tea',
  purpose: 'marketing',
  email: {
    subject: { zh: '新茶到了', en: 'New tea' },
    preheader: { zh: '', en: '' },
    body: { kind: 'text', text: { zh: '春茶已到店。', en: 'The new tea is here.' } },
  },
  fallbacks: {},
  utm: null,
}

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
  })
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `c${i}@example.com,${i < WITHOUT_CONSENT ? '' : 'yes'}`)
  await shop.ended((await shop.startImport('customers.csv', ['email,email consent', ...rows].join('\n'), 'customers')).id)
  const saved = (await shop.admin.ask('POST', '/contents', { content: CONTENT })).json<ContentDetail>()
  content = { id: saved.id, version: saved.version }
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

const all = (more: object = {}) => ({
  name: 'Spring',
  audience: { all: [] },
  content,
  channels: ['email'],
  when: { kind: 'now' },
  holdout: 0.1,
  holdoutWaiver: '',
  expiresHours: 48,
  priority: 50,
  windowDays: 14,
  unitCosts: { email: 2 },
  ...more,
})
const ask = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => shop.admin.ask(method, `/broadcasts${path}`, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof ask>>) => [statusCode, json<{ code?: string }>().code]
const draft = async (more: object = {}) => (await ask('POST', '', all(more))).json<BroadcastDetail>()
const one = (id: string) => shop.get<BroadcastDetail>(`/broadcasts/${id}`)
const start = (id: string, confirm: readonly string[]) => ask('POST', `/${id}/start`, { version: 1, confirm })
const reasonsOf = ({ reasons }: BroadcastDetail) => Object.fromEntries(reasons.map(({ reason, customers }) => [reason, customers]))
const CONFIRM = ['everybody', 'not_previewed', 'ten_times_larger']

test('a draft that cannot be sent is refused with the field', async () => {
  expect(outcome(await ask('POST', '', all({ holdout: 0 })))).toEqual([400, 'broadcast-waiver-needed'])
  expect((await ask('POST', '', all({ channels: ['email', 'email'] }))).json()).toMatchObject({
    code: 'broadcast-wrong',
    params: { field: 'channels' },
  })
  expect(outcome(await ask('POST', '', all({ channels: ['sms'] })))).toEqual([409, 'broadcast-no-form'])
  expect(outcome(await ask('POST', '', all({ content: { ...content, version: 9 } })))).toEqual([409, 'broadcast-content-gone'])
  expect(outcome(await ask('POST', '', all({ when: { kind: 'local', day: '2026-13-01', time: '10:00' } })))).toEqual([
    400,
    'broadcast-wrong',
  ])
})

test('what it comes to is the same before, after and in the list, and who got it is known', async () => {
  const { broadcast } = await draft()
  const { id } = broadcast
  expect(outcome(await start(id, []))).toEqual([409, 'broadcast-asks'])
  const seen = (await ask('POST', `/${id}/preview`)).json<BroadcastDetail>()
  const before = seen.broadcast.preview?.sums
  expect(before).toMatchObject({ audience: CUSTOMERS, reasons: { no_consent: WITHOUT_CONSENT }, costMinor: (before?.planned ?? 0) * 2 })
  expect(seen.broadcast.preview?.unmade).toEqual({ sample: before?.planned, reasons: {}, variables: [] })
  expect(seen.asks).toEqual(['everybody'])
  expect((await start(id, ['everybody'])).json()).toMatchObject({ broadcast: { state: 'scheduled' } })
  await followBroadcasts(shop.house)
  expect((await one(id)).broadcast.sums).toEqual(before)
  await shop.house.sender.drain()
  await followBroadcasts(shop.house)
  const done = await one(id)
  expect(done.broadcast).toMatchObject({
    state: 'done',
    sends: { planned: 0, sent: before?.planned, suppressed: CUSTOMERS - (before?.planned ?? 0) },
  })
  expect(reasonsOf(done)).toEqual(before?.reasons)
  expect(done.funnel).toMatchObject([{ channel: 'email', planned: before?.planned, sent: before?.planned, failed: 0 }])
  expect(mailbox.mails.length).toBe(before?.planned)

  const rows = await shop.house.db.selectFrom('send_ledger').selectAll().where('run_id', '=', id).execute()
  const why = (reason: string) =>
    shop.get<BroadcastWhy>(`/broadcasts/${id}/customers/${rows.find((row) => row.reason === reason)?.customer_id ?? ''}`)
  expect(await why('no_consent')).toMatchObject({ inAudience: true, send: { state: 'suppressed', reason: 'no_consent' }, would: null })
  expect(await why('held_out')).toMatchObject({ send: { reason: 'held_out' } })
  expect((await shop.get<{ items: { source: { name: { en: string } } }[] }>('/sends?limit=1')).items[0]?.source.name.en).toBe('Spring')
})

test('the cap of a day lets the next one wait for tomorrow; paused it stays, stopped it never leaves', async () => {
  const { broadcast } = await draft({ name: 'Second', holdout: 0, holdoutWaiver: 'a word to everybody' })
  const { id } = broadcast
  const first = mailbox.mails.length
  await start(id, CONFIRM)
  await followBroadcasts(shop.house)
  await shop.house.sender.drain()
  const planned = await one(id)
  expect(planned.broadcast.sums.waiting).toMatchObject({ cap_day: first })
  const sent = mailbox.mails.length - first
  expect(sent).toBe(planned.broadcast.sums.planned - first)
  expect((await ask('POST', `/${id}/pause`)).json<BroadcastDetail>().broadcast.pausedAt).not.toBe(null)
  clock.moveTo(new Date(clock.now().getTime() + 26 * HOUR_MS))
  shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
  await shop.house.sender.drain()
  expect(mailbox.mails.length).toBe(first + sent)
  expect((await ask('POST', `/${id}/resume`)).json<BroadcastDetail>().broadcast.pausedAt).toBe(null)
  expect(outcome(await ask('POST', `/${id}/stop`, { reason: '' }))).toEqual([400, 'broadcast-stop-reason'])
  const stopped = (await ask('POST', `/${id}/stop`, { reason: 'wrong price' })).json<BroadcastDetail>()
  expect(stopped.broadcast).toMatchObject({ state: 'stopped', stopReason: 'wrong price', sends: { planned: 0 } })
  expect(reasonsOf(stopped)['stopped']).toBe(first)
  await shop.house.sender.drain()
  expect(mailbox.mails.length).toBe(first + sent)
  expect(outcome(await ask('POST', `/${id}/pause`))).toEqual([409, 'broadcast-not-running'])
})

test('one that waits for its time is taken back, copied and deleted', async () => {
  const at = new Date(clock.now().getTime() + 5 * HOUR_MS).toISOString()
  const { broadcast } = await draft({ name: 'Later', when: { kind: 'at', at } })
  const { id } = broadcast
  await start(id, CONFIRM)
  await followBroadcasts(shop.house)
  expect((await one(id)).broadcast).toMatchObject({ state: 'scheduled', startsAt: at })
  expect((await ask('POST', `/${id}/undo`)).json<BroadcastDetail>().broadcast.state).toBe('draft')
  expect(outcome(await ask('POST', `/${id}/undo`))).toEqual([409, 'broadcast-not-scheduled'])
  const saved = await ask('PUT', `/${id}`, { ...all({ name: 'Renamed' }), base: 1 })
  expect(saved.json<BroadcastDetail>().broadcast).toMatchObject({ name: 'Renamed', version: 2 })
  expect(outcome(await ask('PUT', `/${id}`, { ...all(), base: 1 }))).toEqual([409, 'broadcast-changed'])
  const copy = (await ask('POST', `/${id}/duplicate`, { name: 'Copy' })).json<BroadcastDetail>()
  expect(copy.broadcast).toMatchObject({ name: 'Copy', state: 'draft', version: 1 })
  expect((await ask('DELETE', `/${copy.broadcast.id}`)).statusCode).toBe(204)
  expect((await shop.admin.ask('GET', `/broadcasts/${copy.broadcast.id}`)).statusCode).toBe(404)
})

test('who did what is in the audit log', async () => {
  const { items } = await shop.get<{ items: { action: string }[] }>('/audit?limit=100')
  const actions = ['created', 'started', 'paused', 'resumed', 'stopped', 'undone', 'saved', 'removed'].map((what) => `broadcast-${what}`)
  expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(actions))
})
