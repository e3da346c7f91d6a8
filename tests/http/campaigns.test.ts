import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { CampaignBoard, CampaignDays, CampaignsStopped } from '#http/act/campaign-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { JourneyDetail, JourneyPage, JourneysOfCustomer } from '#http/act/journey-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts, runJourneys, scheduleJourneys } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Everything that sends by itself: its calendar, how it goes today, and the stop of all of it.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 9
const WITHOUT_CONSENT = 2
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
let content: { id: string; version: number }
let journeyId: string

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_SHOP_NAME: 'Tea House',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
    LIUKE_TIME_ZONE: 'Asia/Shanghai',
    LIUKE_CURRENCY: 'CNY',
  })
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `M${i},m${i}@example.com,${i < WITHOUT_CONSENT ? '' : 'yes'}`)
  await shop.ended((await shop.startImport('customers.csv', ['会员号,email,email consent', ...rows].join('\n'), 'customers')).id)
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

const send = (id: string, unitCosts: object, next: string | null) => ({
  id,
  name: '',
  kind: 'send',
  content,
  channels: ['email'],
  expiresHours: 48,
  unitCosts,
  time: 'now',
  next,
})
const WAIT = { id: 'wait', name: 'Think about it', kind: 'wait', wait: { kind: 'for', duration: { n: 3, unit: 'day' } }, next: null }
async function liveJourney(name: string, more: object): Promise<string> {
  const definition = { name, holdout: 0, holdoutWaiver: 'a test of one', ...more }
  const made = (await shop.admin.ask('POST', '/journeys', { definition })).json<JourneyDetail>()
  const answer = await shop.admin.ask('POST', `/journeys/${made.journey.id}/publish`, { version: 1 })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return made.journey.id
}
const CONFIRM = ['not_previewed', 'ten_times_larger', 'nobody_reached', 'at_night']
async function startedBroadcast(name: string, when: object): Promise<string> {
  const body = { name, audience: { all: [] }, content, channels: ['email'], when, holdout: 0, holdoutWaiver: 'a word to everybody' }
  const { id } = (await shop.admin.ask('POST', '/broadcasts', body)).json<BroadcastDetail>().broadcast
  const answer = await shop.admin.ask('POST', `/broadcasts/${id}/start`, { version: 1, confirm: CONFIRM })
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return id
}
const repeat = {
  kind: 'repeat',
  every: { kind: 'day' },
  time: '10:00',
  zone: 'project',
  from: '2026-03-16',
  until: null,
  times: 3,
  skipHolidays: false,
  everyDays: null,
}
const calendar = (query: string) => shop.get<CampaignDays>(`/campaigns/calendar?${query}`)
const board = () => shop.get<CampaignBoard>('/campaigns/board')

test('nothing runs at first, and a range of days that cannot be shown is refused', async () => {
  expect(await board()).toMatchObject({ journeys: [], broadcasts: [], total: { sent: 0, entered: 0, cost: { minor: 0, currency: 'CNY' } } })
  for (const query of [
    'from=2026-03-01&to=2026-05-02',
    'from=2026-03-02&to=2026-03-01',
    'from=2026-02-30&to=2026-03-01',
    'from=2028-01-01&to=2028-01-02',
  ]) {
    const answer = await shop.admin.ask('GET', `/campaigns/calendar?${query}`)
    expect([query, answer.statusCode, answer.json<{ code: string }>().code]).toEqual([query, 400, 'campaigns-days'])
  }
})

test('a journey of today: who entered, who is inside, what was sent, not sent and why, and its cost', async () => {
  journeyId = await liveJourney('Everybody at once', {
    entry: { kind: 'audience', every: 'week', at: '13:00' },
    audience: { all: [] },
    steps: [send('mail', { email: 2 }, 'wait'), WAIT],
    first: 'mail',
  })
  await scheduleJourneys(shop.house)
  for (let turn = 0; turn < 3; turn += 1) {
    await runJourneys(shop.house)
    await shop.house.sender.drain()
  }
  const now = await board()
  const expected = {
    sent: CUSTOMERS - WITHOUT_CONSENT,
    failed: 0,
    stopped: [{ reason: 'no_consent', sends: WITHOUT_CONSENT }],
    waiting: 0,
    withoutCost: 0,
  }
  expect(now.journeys).toMatchObject([
    {
      id: journeyId,
      name: 'Everybody at once',
      state: 'live',
      entered: CUSTOMERS,
      inside: CUSTOMERS,
      day: { ...expected, cost: { minor: 14, currency: 'CNY' } },
    },
  ])
  expect(now.total).toMatchObject({ ...expected, entered: CUSTOMERS, inside: CUSTOMERS })
  const { items } = await shop.get<JourneyPage>('/journeys')
  expect(items.map(({ id, today }) => [id, today])).toEqual([
    [journeyId, { entered: CUSTOMERS, inside: CUSTOMERS, cost: { minor: 14, currency: 'CNY' }, withoutCost: 0 }],
  ])
})

test('a customer has the journeys that they are in, and where', async () => {
  const [customer] = (await shop.get<CustomerPage>('/customers?q=M5')).items
  const { runs } = await shop.get<JourneysOfCustomer>(`/customers/${customer?.id}/journeys`)
  expect(runs).toMatchObject([
    {
      journeyId,
      journeyName: 'Everybody at once',
      journeyState: 'live',
      state: 'active',
      step: { kind: 'wait', name: 'Think about it' },
      endedAt: null,
    },
  ])
  const other = await shop.get<JourneysOfCustomer>('/customers/00000000-0000-7000-8000-000000000000/journeys')
  expect(other.runs).toEqual([])
})

test('the calendar has what went out and what is to come, holidays, and two broadcasts on one day', async () => {
  await startedBroadcast('Spring', { kind: 'at', at: '2026-03-18T06:00:00.000Z' })
  const series = await startedBroadcast('Tea of the day', repeat)
  await shop.admin.ask('POST', `/broadcasts/${series}/skip-next`)
  const { days } = await calendar('from=2026-03-16&to=2026-04-06')
  expect(days).toHaveLength(22)
  const of = (day: string) => days.find((one) => one.day === day)
  const lines = (day: string) => of(day)?.entries.map(({ kind, name, state, people }) => [kind, name.en, state, people])
  // It began at noon, when it was published, and looks again at one o'clock.
  expect(lines('2026-03-16')).toEqual([['journey', 'Everybody at once', 'now', CUSTOMERS]])
  expect(lines('2026-03-17')).toEqual([['series', 'Tea of the day', 'skipped', null]])
  expect(lines('2026-03-18')).toEqual([
    ['series', 'Tea of the day', 'coming', null],
    ['broadcast', 'Spring', 'coming', null],
  ])
  expect([of('2026-03-17')?.broadcasts, of('2026-03-18')?.broadcasts]).toEqual([0, 2])
  expect(lines('2026-03-23')).toEqual([['journey', 'Everybody at once', 'coming', null]])
  // The third occurrence is the last one.
  expect([lines('2026-03-19'), lines('2026-03-20')]).toEqual([[['series', 'Tea of the day', 'coming', null]], []])
  expect(of('2026-04-05')?.named).toMatchObject([{ name: { en: expect.stringMatching(/Qingming|Tomb/u) }, kind: 'holiday' }])
})

test('everything is stopped at once for a reason: journeys end, broadcasts and series are paused, and it can be asked again', async () => {
  const sending = await startedBroadcast('At once', { kind: 'now' })
  await followBroadcasts(shop.house)
  expect((await board()).broadcasts.map(({ name, state }) => [name, state])).toContainEqual(['At once', 'sending'])
  const stop = (reason: string) => shop.admin.ask('POST', '/campaigns/stop', { reason })
  const refused = await stop(' a ')
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([400, 'campaigns-stop-reason'])
  const sentBefore = mailbox.mails.length
  expect((await stop('Wrong prices')).json<CampaignsStopped>()).toEqual({ journeys: 1, broadcasts: 3 })
  await followBroadcasts(shop.house)
  await shop.house.sender.drain()
  expect(mailbox.mails).toHaveLength(sentBefore)
  const now = await board()
  expect(now.journeys).toEqual([])
  expect(now.stopped).toMatchObject([{ kind: 'journey', id: journeyId, name: 'Everybody at once', reason: 'Wrong prices' }])
  expect(now.broadcasts.map(({ pausedAt }) => pausedAt !== null)).toEqual([true, true, true])
  expect(now.waiting).toContainEqual({ channel: 'email', reason: 'broadcast_paused', messages: CUSTOMERS - WITHOUT_CONSENT })
  expect((await stop('Wrong prices')).json<CampaignsStopped>()).toEqual({ journeys: 0, broadcasts: 0 })
  const audit = await shop.get<{ items: readonly { action: string; detail: object }[] }>('/audit?limit=20')
  expect(audit.items.filter(({ action }) => action === 'campaigns-stopped').map(({ detail }) => detail)).toContainEqual({
    reason: 'Wrong prices',
    journeys: 1,
    broadcasts: 3,
  })
  // A pause can be taken back, one by one.
  expect((await shop.admin.ask('POST', `/broadcasts/${sending}/resume`)).statusCode).toBe(200)
  await shop.house.sender.drain()
  expect(mailbox.mails.length).toBe(sentBefore + CUSTOMERS - WITHOUT_CONSENT)
})
