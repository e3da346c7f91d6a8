import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail, SeriesOccurrence } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts, followSeries } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// A broadcast that repeats, from its first day to its last: one broadcast for each day, whatever happens to the server in between.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 12
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
const DAILY = {
  kind: 'repeat',
  every: { kind: 'day' },
  time: '10:00',
  zone: 'project',
  from: '2026-03-16',
  until: null,
  times: null,
  skipHolidays: false,
  everyDays: null,
}
let shop: ShopServer
let mailbox: Mailbox
let content: { id: string; version: number }

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_SHOP_NAME: 'Tea House',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
  })
  await load(0, CUSTOMERS)
  const saved = (await shop.admin.ask('POST', '/contents', { content: CONTENT })).json<ContentDetail>()
  content = { id: saved.id, version: saved.version }
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
  const caps = { all: { day: null, week: null }, channels: {} }
  await shop.admin.ask('PUT', '/contact-rules', { base: 0, rules: { ...DEFAULT_RULES, caps } })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

async function load(from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, i) => `c${from + i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['email,email consent', ...rows].join('\n'), 'customers')).id)
}
const body = (when: object, more: object = {}) => ({
  name: 'Tea of the day',
  audience: { all: [] },
  content,
  channels: ['email'],
  when: { ...DAILY, ...when },
  holdout: 0,
  holdoutWaiver: 'a word to everybody',
  expiresHours: 24,
  priority: 50,
  windowDays: 14,
  unitCosts: {},
  ...more,
})
const CONFIRM = ['not_previewed', 'ten_times_larger', 'nobody_reached']
const detail = (id: string) => shop.get<BroadcastDetail>(`/broadcasts/${id}`)
const act = (id: string, what: string, given?: object) => shop.admin.ask('POST', `/broadcasts/${id}/${what}`, given)
async function started(when: object, more: object = {}): Promise<string> {
  const { id } = (await shop.admin.ask('POST', '/broadcasts', body(when, more))).json<BroadcastDetail>().broadcast
  const answer = await act(id, 'start', { version: 1, confirm: CONFIRM })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return id
}
/** Goes to a moment of Beijing, and does what a server does there; answers the mails that left. */
async function goTo(local: string): Promise<number> {
  clock.moveTo(new Date(`${local}:00+08:00`))
  shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
  const before = mailbox.mails.length
  await followSeries(shop.house)
  await followBroadcasts(shop.house)
  await shop.house.sender.drain()
  await followBroadcasts(shop.house)
  return mailbox.mails.length - before
}
const days = async (id: string) =>
  (await shop.get<{ items: readonly SeriesOccurrence[] }>(`/broadcasts/${id}/occurrences`)).items.map(({ day, state, reason }) =>
    [day, state, reason].join(' ').trim(),
  )

test('each day is a broadcast of its own, made once by however many nodes, for whoever is in its audience then', async () => {
  const id = await started({})
  const { broadcast, next } = await detail(id)
  expect(broadcast.state).toBe('repeating')
  // Ten o'clock of today was before it was started.
  expect(next.map(({ day }) => day)).toEqual(['2026-03-17', '2026-03-18', '2026-03-19', '2026-03-20', '2026-03-21'])
  expect(next[0]?.at).toBe('2026-03-17T02:00:00.000Z')
  expect(await goTo('2026-03-17T09:59')).toBe(0)
  clock.moveTo(new Date('2026-03-17T02:00:10Z'))
  const made = await Promise.all([1, 2, 3].map(() => followSeries(shop.house)))
  expect(made.reduce((sum, n) => sum + n, 0)).toBe(1)
  expect(await goTo('2026-03-17T10:05')).toBe(CUSTOMERS)
  await load(CUSTOMERS, CUSTOMERS + 1)
  expect(await goTo('2026-03-18T10:00')).toBe(CUSTOMERS + 1)
  const { items } = await shop.get<{ items: readonly SeriesOccurrence[] }>(`/broadcasts/${id}/occurrences`)
  expect(items).toMatchObject([
    {
      day: '2026-03-18',
      state: 'made',
      broadcast: { name: 'Tea of the day 2026-03-18', series: { id, day: '2026-03-18' }, sends: { sent: 13 } },
    },
    { day: '2026-03-17', state: 'made', broadcast: { state: 'done', sends: { sent: 12 } } },
  ])
  expect((await act(id, 'stop', { reason: 'enough of it' })).json<BroadcastDetail>()).toMatchObject({
    broadcast: { state: 'stopped' },
    next: [],
  })
  expect(await goTo('2026-03-19T10:00')).toBe(0)
})

test('the next one is left out, a pause is not made up for, and what was saved holds from the next one on', async () => {
  const id = await started({ from: '2026-03-20' })
  const skipped = (await act(id, 'skip-next')).json<BroadcastDetail>().next
  expect(skipped.slice(0, 2).map(({ day, isSkipped }) => [day, isSkipped])).toEqual([
    ['2026-03-20', true],
    ['2026-03-21', false],
  ])
  expect(await goTo('2026-03-20T10:00')).toBe(0)
  expect(await goTo('2026-03-21T10:00')).toBe(13)
  expect((await act(id, 'pause')).statusCode).toBe(200)
  expect(await goTo('2026-03-22T10:00')).toBe(0)
  expect(await goTo('2026-03-22T12:00')).toBe(0)
  expect((await act(id, 'resume')).statusCode).toBe(200)
  expect(await goTo('2026-03-22T12:01')).toBe(0)
  const saved = await shop.admin.ask('PUT', `/broadcasts/${id}`, { ...body({ from: '2026-03-20', time: '15:00' }), base: 1 })
  expect(saved.json<BroadcastDetail>().broadcast).toMatchObject({ version: 2, state: 'repeating' })
  expect(await goTo('2026-03-22T15:00')).toBe(13)
  expect(await days(id)).toEqual(['2026-03-22 made', '2026-03-21 made', '2026-03-20 skipped by_hand'])
  const halved = await shop.admin.ask('PUT', `/broadcasts/${id}`, { ...body({}), when: { kind: 'now' }, base: 2 })
  expect(halved.json()).toMatchObject({ code: 'series-must-repeat' })
  await act(id, 'stop', { reason: 'enough of it' })
})

test('after a stop of the server the newest alone is made up for, and nothing that is older than its expiry', async () => {
  const id = await started({ from: '2026-03-23', times: 6 }, { expiresHours: 30 })
  expect(await goTo('2026-03-23T10:00')).toBe(13)
  expect(await goTo('2026-03-26T09:00')).toBe(13)
  expect(await days(id)).toEqual(['2026-03-25 made', '2026-03-24 missed too_late', '2026-03-23 made'])
  expect(await goTo('2026-03-29T01:00')).toBe(13)
  expect(await days(id)).toEqual([
    '2026-03-28 made',
    '2026-03-27 missed too_late',
    '2026-03-26 missed too_late',
    '2026-03-25 made',
    '2026-03-24 missed too_late',
    '2026-03-23 made',
  ])
  expect((await detail(id)).broadcast.state).toBe('done')
})

test('a customer gets it at most once in so many days, and it passes holidays over', async () => {
  // The 4th to the 6th of April 2026 are the holiday of Qingming in China.
  const id = await started({ from: '2026-04-03', everyDays: 3, skipHolidays: true })
  expect((await detail(id)).next.map(({ day }) => day).slice(0, 2)).toEqual(['2026-04-03', '2026-04-07'])
  expect(await goTo('2026-04-03T10:00')).toBe(13)
  expect(await goTo('2026-04-07T10:00')).toBe(13)
  await load(13, 14)
  expect(await goTo('2026-04-08T10:00')).toBe(1)
  const { items } = await shop.get<{ items: readonly SeriesOccurrence[] }>(`/broadcasts/${id}/occurrences`)
  expect(items[0]?.broadcast?.sums.reasons).toEqual({ series_recent: 13 })
  expect(await goTo('2026-04-10T10:00')).toBe(13)
  await act(id, 'stop', { reason: 'enough of it' })
})

test('an audience that has grown over what one person may write to stands still until somebody agrees', async () => {
  const id = await started({ from: '2026-04-11' })
  expect((await shop.admin.ask('PUT', '/approvals/settings', { isOn: true, people: 10, waiver: '' })).statusCode).toBe(200)
  expect(await goTo('2026-04-11T10:00')).toBe(0)
  expect(await days(id)).toEqual(['2026-04-11 missed needs_approval'])
  expect((await detail(id)).broadcast.state).toBe('draft')
})
