import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApprovalAnswer, ApprovalRuleState } from '#http/act/approval-schemas.ts'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import { Visitor } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// What reaches many waits for a second person, and leaves only as they saw it.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 20
const LI = { email: 'li@example.com', password: 'another horse battery', name: 'Li', role: 'operator' }
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
let shop: ShopServer
let mailbox: Mailbox
let li: Visitor
let content: { id: string; version: number }

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_SHOP_NAME: 'Tea House',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
  })
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `c${i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['email,email consent', ...rows].join('\n'), 'customers')).id)
  const saved = (await shop.admin.ask('POST', '/contents', { content: CONTENT })).json<ContentDetail>()
  content = { id: saved.id, version: saved.version }
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

const definition = (more: object = {}) => ({
  name: 'Spring',
  audience: { all: [] },
  content,
  channels: ['email'],
  when: { kind: 'now' },
  holdout: 0,
  holdoutWaiver: 'a word to everybody',
  expiresHours: 48,
  priority: 50,
  windowDays: 14,
  unitCosts: { email: 2 },
  ...more,
})
const detail = (id: string) => shop.get<BroadcastDetail>(`/broadcasts/${id}`)
async function draft(more: object = {}): Promise<string> {
  const { id } = (await shop.admin.ask('POST', '/broadcasts', definition(more))).json<BroadcastDetail>().broadcast
  await preview(id)
  return id
}
async function preview(id: string): Promise<void> {
  await shop.ended((await shop.admin.ask('POST', `/broadcasts/${id}/preview`)).json<{ id: string }>().id)
}
async function start(id: string, who = shop.admin) {
  const { broadcast } = await detail(id)
  return await who.ask('POST', `/broadcasts/${id}/start`, {
    version: broadcast.version,
    confirm: ['not_previewed', 'nobody_reached'],
  })
}
const decide = (who: Visitor, id: string, what: 'approve' | 'refuse', body: object = {}) =>
  who.ask('POST', `/approvals/${id}/${what}`, body)
const outcome = ({ statusCode, json }: Awaited<ReturnType<typeof decide>>) => [statusCode, json<{ code?: string }>().code]
const rule = (body: object) => shop.admin.ask('PUT', '/approvals/settings', body)

test('one person alone is asked for nothing until they save a rule, and cannot get past it then', async () => {
  expect(await shop.get<ApprovalRuleState>('/approvals/settings')).toEqual({
    isOn: true,
    people: 1_000,
    waiver: '',
    isDefault: true,
    approvers: 1,
    holds: false,
  })
  expect(outcome(await rule({ isOn: false, people: 10, waiver: 'no' }))).toEqual([400, 'approval-waiver-needed'])
  expect((await rule({ isOn: true, people: 10, waiver: '' })).json()).toMatchObject({ people: 10, isDefault: false, holds: true })
  const id = await draft({ name: 'Alone' })
  expect((await detail(id)).wouldWait).toBe(true)
  expect((await start(id)).json<BroadcastDetail>()).toMatchObject({
    broadcast: { state: 'awaiting' },
    approval: { state: 'waiting', askedBy: 'Ada', hindrance: 'own' },
  })
  await followBroadcasts(shop.house)
  expect((await detail(id)).broadcast.state).toBe('awaiting')
  expect((await shop.admin.ask('POST', `/broadcasts/${id}/undo`)).json<BroadcastDetail>()).toMatchObject({
    broadcast: { state: 'draft' },
    approval: { state: 'withdrawn' },
  })
  expect(mailbox.mails).toEqual([])
})

test('a second person sees the sums and lets it go as it was; nobody approves their own, nor decides twice', async () => {
  expect((await shop.admin.ask('POST', '/users', LI)).statusCode).toBe(201)
  li = new Visitor(shop.server.app)
  await li.login(LI.email, LI.password)
  const id = await draft()
  const asked = (await start(id)).json<BroadcastDetail>().approval
  const approvalId = asked?.id ?? ''
  expect(outcome(await decide(shop.admin, approvalId, 'approve'))).toEqual([403, 'approval-own'])
  const list = (await li.ask('GET', '/approvals?state=waiting')).json<{ items: ApprovalAnswer[] }>().items
  expect(list).toMatchObject([
    { id: approvalId, kind: 'broadcast', subjectId: id, people: CUSTOMERS, planned: CUSTOMERS, costMinor: 2 * CUSTOMERS, hindrance: null },
  ])
  // Started again while it waits, or saved, it stays what the second person looks at.
  expect(outcome(await start(id))).toEqual([409, 'broadcast-not-draft'])
  expect(outcome(await shop.admin.ask('PUT', `/broadcasts/${id}`, { ...definition(), base: 1 }))).toEqual([409, 'broadcast-changed'])
  expect((await decide(li, approvalId, 'approve')).json()).toMatchObject({ state: 'approved', decidedBy: 'Li' })
  expect(outcome(await decide(li, approvalId, 'refuse', { reason: 'too late' }))).toEqual([409, 'approval-decided'])
  expect((await detail(id)).broadcast).toMatchObject({ state: 'scheduled', startedBy: 'Ada' })
  await followBroadcasts(shop.house)
  await shop.house.sender.drain()
  expect(mailbox.mails.length).toBe(CUSTOMERS)
})

test('refused it is a draft again with the reason, and an edit wants a new word', async () => {
  const id = await draft({ name: 'Refused' })
  const first = (await start(id)).json<BroadcastDetail>().approval?.id ?? ''
  expect(outcome(await decide(li, first, 'refuse', { reason: ' ' }))).toEqual([400, 'approval-reason-needed'])
  expect((await decide(li, first, 'refuse', { reason: 'The price is wrong' })).statusCode).toBe(200)
  expect(await detail(id)).toMatchObject({ broadcast: { state: 'draft' }, approval: { state: 'refused', reason: 'The price is wrong' } })
  const saved = await li.ask('PUT', `/broadcasts/${id}`, { ...definition({ name: 'Refused' }), base: 1 })
  expect(saved.json<BroadcastDetail>()).toMatchObject({ broadcast: { version: 2 }, approval: null })
  expect(outcome(await start(id))).toEqual([409, 'broadcast-needs-preview'])
  await preview(id)
  const second = (await start(id)).json<BroadcastDetail>().approval?.id ?? ''
  // Whoever saved the version is its author as much as who asked.
  expect(outcome(await decide(li, second, 'approve'))).toEqual([403, 'approval-own'])
  expect((await shop.admin.ask('POST', `/broadcasts/${id}/undo`)).statusCode).toBe(200)
})

test('a decision whose node died at once is carried out by the next round', async () => {
  const id = await draft({ name: 'Crash' })
  const approval = (await start(id)).json<BroadcastDetail>().approval?.id ?? ''
  await shop.house.db
    .updateTable('approvals' as never)
    .set({ state: 'approved', decided_by: 'user:other', decided_at: clock.now() } as never)
    .where('id' as never, '=', approval as never)
    .execute()
  expect((await detail(id)).broadcast.state).toBe('awaiting')
  await followBroadcasts(shop.house)
  expect((await detail(id)).broadcast.state).not.toBe('awaiting')
})

test('a key is its owner, and decides nothing; below the size, or switched off for a reason, nothing waits', async () => {
  const made = await shop.admin.ask('POST', '/api-keys', {
    name: 'Program',
    permissions: ['decisions:run', 'decisions:read', 'approvals:decide'],
  })
  const headers = { authorization: `Bearer ${made.json<{ key: string }>().key}` }
  const program = new Visitor(shop.server.app)
  const id = await draft({ name: 'By a key' })
  const started = await program.ask('POST', `/broadcasts/${id}/start`, { version: 1, confirm: ['nobody_reached'] }, headers)
  expect([started.statusCode, started.statusCode === 200 ? '' : started.body]).toEqual([200, ''])
  const approval = started.json<BroadcastDetail>().approval
  expect(approval).toMatchObject({ state: 'waiting', hindrance: 'no_person' })
  expect(outcome(await program.ask('POST', `/approvals/${approval?.id}/approve`, {}, headers))).toEqual([403, 'approval-needs-person'])
  expect(outcome(await decide(shop.admin, approval?.id ?? '', 'approve'))).toEqual([403, 'approval-own'])
  expect((await rule({ isOn: false, people: 10, waiver: 'we are two and sit side by side' })).statusCode).toBe(200)
  const other = await draft({ name: 'Free' })
  expect((await start(other)).json<BroadcastDetail>()).toMatchObject({ broadcast: { state: 'scheduled' }, approval: null })
  const { items } = await shop.get<{ items: readonly { action: string }[] }>('/audit?limit=100')
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['approval-asked', 'approval-given', 'approval-refused', 'approval-withdrawn', 'approval-rule-saved']),
  )
})
