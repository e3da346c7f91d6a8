import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail, BroadcastWhy } from '#http/act/broadcast-schemas.ts'
import { newTouch } from '#act/touch.ts'
import { stableId } from '#kernel/id.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import { HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'

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
    LIUKE_SHOP_NAME: 'Tea House',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
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
const previewed = async (id: string) => {
  await shop.ended((await ask('POST', `/${id}/preview`)).json<{ id: string }>().id)
  return await one(id)
}
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
  const seen = await previewed(id)
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

test('a draft is kept half-way, found by its name, and not looked at or started before it is finished', async () => {
  const { broadcast, unready } = await draft({ name: 'Half-way', content: null, channels: [] })
  expect(broadcast).toMatchObject({ content: null, channels: [], contentName: null })
  expect(unready).not.toHaveProperty('email')
  expect(unready).toHaveProperty('sms')
  expect(outcome(await ask('POST', `/${broadcast.id}/preview`))).toEqual([409, 'broadcast-unfinished'])
  expect(outcome(await start(broadcast.id, CONFIRM))).toEqual([409, 'broadcast-unfinished'])
  const found = await shop.get<{ items: { id: string }[]; total: number }>('/broadcasts?q=ALF-w&state=draft')
  expect([found.items.map(({ id }) => id), found.total]).toEqual([[broadcast.id], 1])
  expect((await shop.get<{ items: unknown[] }>('/broadcasts?q=alf-w&state=done')).items).toEqual([])
})

test('those behind each figure are listed and exported: by state, reason, channel and reaction', async () => {
  const { items } = await shop.get<{ items: { id: string }[] }>('/broadcasts?state=done')
  const id = items[0]?.id ?? ''
  const sends = (query: string) =>
    shop.get<{ items: { sendKey: string; customerId: string }[]; total: number }>(`/sends?runId=${id}&${query}`)
  expect((await sends('state=suppressed&reason=no_consent')).total).toBe(WITHOUT_CONSENT)
  expect((await sends('state=waiting')).total).toBe(0)
  const sent = (await sends('state=sent&channel=email')).items
  const [byMachine, byPerson, both, left] = sent
  const touch = (of: typeof byMachine, kind: 'opened' | 'unsubscribed', isMachine: boolean) =>
    newTouch(
      {
        sendKey: of?.sendKey ?? '',
        customerId: of?.customerId ?? '',
        decisionId: null,
        source: { kind: 'broadcast', id },
        channel: 'email',
      },
      kind,
      clock.now(),
      { isMachine, repeatable: true },
    )
  const touches = [touch(byMachine, 'opened', true), touch(byPerson, 'opened', false), touch(left, 'unsubscribed', false)]
  const again = [touch(both, 'opened', true), { ...touch(both, 'opened', false), touchId: stableId('by-person') }]
  await createTouchWriter(shop.house.engines.clickhouse).write([...touches, ...again], clock.now())
  expect((await one(id)).funnel).toMatchObject([{ opened: 2, machineOpened: 1, unsubscribed: 1, complained: 0 }])
  expect((await sends('reaction=opened')).total).toBe(2)
  expect((await sends('reaction=machine_opened')).items.map(({ sendKey }) => sendKey)).toEqual([byMachine?.sendKey])
  expect((await sends('reaction=unsubscribed')).total).toBe(1)
  const file = await shop.admin.ask('GET', `/sends.csv?runId=${id}&state=suppressed&reason=no_consent&language=en`)
  const lines = file.body.trim().split('\r\n')
  expect(lines.length).toBe(WITHOUT_CONSENT + 1)
  expect(lines[1]).toContain('no_consent')
  expect(file.body).not.toContain('@example.com')
  expect((await shop.admin.ask('GET', `/sends.csv?runId=${id}&lang=en`)).statusCode).toBe(400)
})

test('who did what is in the audit log', async () => {
  const { items } = await shop.get<{ items: { action: string }[] }>('/audit?limit=100')
  const actions = ['created', 'started', 'paused', 'resumed', 'stopped', 'undone', 'saved', 'removed'].map((what) => `broadcast-${what}`)
  expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(actions))
})
