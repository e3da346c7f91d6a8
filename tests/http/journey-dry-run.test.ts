import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { DryRunAnswer } from '#http/act/dry-run-schemas.ts'
import type { JourneyBoard, JourneyDetail } from '#http/act/journey-schemas.ts'
import type { Job, NewSource } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import type { JourneyDefinition } from '#act/journeys/journey.ts'
import { NEW_JOURNEY } from '#act/journeys/new-journey.ts'
import { DAY_MS, HOUR_MS, ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { createPastHistory } from '#store/past-history.ts'
import { drainInbox, drainSignals, runJourneys } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { ADMIN } from './support/house.ts'
import { openShopServer } from './support/shop-server.ts'

// The same carts as history and live: a dry run says of the first what really becomes of the second.

const NOW = new Date('2026-03-16T04:00:00Z') // Monday noon in Beijing
const PAST = new Date('2026-03-09T04:00:00Z') // the Monday before
const clock = new ManualClock(NOW)
let shop: ShopServer
let mailbox: Mailbox
let app: NewSource
let content: { id: string; version: number }
let sent = 0

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_SHOP_NAME: 'Tea House',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
  })
  app = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  const rows = Array.from({ length: 20 }, (_, i) => `M${i},m${i}@example.com,yes,${i === 15 ? '2026-03-10 08:00:00' : ''}`)
  await shop.ended((await shop.startImport('customers.csv', ['会员号,email,email consent,注册时间', ...rows].join('\n'), 'customers')).id)
  const saved = (
    await shop.admin.ask('POST', '/contents', {
      content: {
        name: 'Cart',
        purpose: 'marketing',
        email: {
          subject: { zh: '购物车', en: 'Your cart' },
          preheader: { zh: '', en: '' },
          body: { kind: 'text', text: { zh: '还在等您。', en: 'It is still there.' } },
        },
        fallbacks: {},
        utm: null,
      },
    })
  ).json<ContentDetail>()
  content = { id: saved.id, version: saved.version }
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

/** The session is over where the clock has moved on. */
const signIn = async () => {
  shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
}

const idOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.id ?? ''

async function track(userId: string, event: string, at: Date, properties: object = {}): Promise<void> {
  sent += 1
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: '/v1/track',
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${app.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ messageId: `d${sent}`, timestamp: at.toISOString(), userId, event, properties }),
  })
  expect(answer.statusCode).toBe(200)
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await drainInbox(shop.house)
    await drainSignals(shop.house)
    await runJourneys(shop.house)
    await shop.house.sender.drain()
  }
}

async function draft(name: string, more: object): Promise<JourneyDetail['journey']> {
  const definition = { name, rule: { kind: 'again' }, holdout: 0, holdoutWaiver: 'a test of one', ...more }
  const made = (await shop.admin.ask('POST', '/journeys', { definition })).json<JourneyDetail>()
  expect([name, made.problems]).toEqual([name, []])
  return made.journey
}

async function dryRun(id: string, days: number): Promise<NonNullable<DryRunAnswer['dryRun']>> {
  const started = await shop.admin.ask('POST', `/journeys/${id}/dry-run`, { days })
  expect([started.statusCode, started.statusCode === 202 ? '' : started.body]).toEqual([202, ''])
  const { job } = await shop.ended(started.json<Job>().id)
  expect([job.state, job.error]).toEqual(['done', null])
  const { dryRun: found, isCurrent } = await shop.get<DryRunAnswer>(`/journeys/${id}/dry-run`)
  expect(isCurrent).toBe(true)
  if (found === null) throw new Error('Nothing was kept.')
  return found
}

const WAIT = { id: 'rest', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 60, unit: 'day' } }, next: null }

/** What three customers do, in minutes from a start. */
const STORY = [
  ['a', 'Cart Added', 0],
  ['b', 'Cart Added', 0],
  ['c', 'Cart Added', 0],
  // Once more while they are inside.
  ['a', 'Cart Added', 10],
  ['b', 'Cart Ordered', 30],
  // Through by now, and the mail of today has left: this one waits for tomorrow.
  ['c', 'Cart Added', 120],
] as const

const CART = {
  entry: { kind: 'event', event: { name: 'Cart Added', where: [] }, key: null },
  steps: [
    {
      id: 'order',
      name: '',
      kind: 'wait_event',
      event: { name: 'Cart Ordered', where: [] },
      timeout: { n: 1, unit: 'hour' },
      next: null,
      late: 'mail',
    },
    {
      id: 'mail',
      name: '',
      kind: 'send',
      get content() {
        return content
      },
      channels: ['email'],
      expiresHours: 48,
      unitCosts: { email: 2 },
      time: 'now',
      next: null,
    },
  ],
  first: 'order',
}

test('a dry run says of history what really happens when the same comes live', async () => {
  const past = { a: 'M1', b: 'M2', c: 'M3' }
  for (const [who, event, minutes] of STORY) await track(past[who], event, new Date(PAST.getTime() + minutes * MINUTE_MS))
  await settle()
  const journey = await draft('Cart', CART)
  expect(await shop.get<DryRunAnswer>(`/journeys/${journey.id}/dry-run`)).toMatchObject({ dryRun: null, isCurrent: false })
  const found = await dryRun(journey.id, 30)
  expect(found).toMatchObject({
    version: 1,
    days: 30,
    customers: { all: 3, tried: 3, factor: 1 },
    entered: 4,
    enteredCustomers: 3,
    treated: 4,
    heldOut: 0,
    refused: { already_inside: 1 },
    inside: 0,
    ended: { reached_end: 4 },
    sends: { email: 3 },
    waited: { cap_day: 1 },
    unsent: {},
    open: 0,
    cost: { minor: 6, unknown: 0 },
    assumptions: ['as_it_happened', 'nobody_inside', 'contact_today', 'others_waiting'],
  })
  expect(found.steps).toEqual([
    { stepId: 'order', came: 4, waiting: 0, outcomes: { happened: 1, late: 3 } },
    { stepId: 'mail', came: 3, waiting: 0, outcomes: { done: 3 } },
  ])
  expect(found.byDay).toHaveLength(30)
  expect(found.byDay.filter(({ entered, sends }) => entered + sends > 0)).toEqual([
    { day: '2026-03-09', entered: 4, sends: 2 },
    { day: '2026-03-10', entered: 0, sends: 1 },
  ])
  // Nobody really entered, and nothing left.
  expect(await shop.get<JourneyBoard>(`/journeys/${journey.id}/board`)).toMatchObject({ entered: 0 })
  expect(mailbox.mails).toEqual([])

  expect((await shop.admin.ask('POST', `/journeys/${journey.id}/publish`, { version: 1 })).statusCode).toBe(200)
  const live = { a: 'M4', b: 'M5', c: 'M6' }
  const start = NOW.getTime() + MINUTE_MS
  for (const [who, event, minutes] of STORY) {
    // Each where the clock stands then, with what is due before it done.
    for (const before of [61, minutes]) {
      if (start + before * MINUTE_MS > clock.now().getTime() && before <= minutes) {
        clock.moveTo(new Date(start + before * MINUTE_MS))
        await settle()
      }
    }
    clock.moveTo(new Date(clock.now().getTime() + 1_000))
    await track(live[who], event, clock.now())
    await settle()
  }
  clock.moveTo(new Date(start + 4 * HOUR_MS))
  await settle()
  clock.moveTo(new Date(start + DAY_MS))
  await settle()
  await signIn()
  const board = await shop.get<JourneyBoard>(`/journeys/${journey.id}/board`)
  expect(board).toMatchObject({
    entered: found.entered,
    inside: found.inside,
    ended: [{ reason: 'reached_end', runs: found.ended['reached_end'] }],
    refused: [{ reason: 'already_inside', entries: found.refused['already_inside'] }],
  })
  const passed = new Map(
    board.steps.map((step) => [step.stepId, Object.fromEntries(step.passed.map(({ outcome, runs }) => [outcome, runs]))]),
  )
  expect(found.steps.map(({ stepId }) => passed.get(stepId))).toEqual(found.steps.map(({ outcomes }) => outcomes))
  expect(mailbox.mails.length).toBe(found.sends['email'])
})

test('a change is told, another try counts what really left, and what is wrong is not tried', async () => {
  const { journey } = await shop.get<{ items: JourneyDetail['journey'][] }>('/journeys').then(({ items }) => ({ journey: items[0] }))
  if (journey === undefined) throw new Error('The journey is gone.')
  const definition = { ...journey.definition, priority: 60 }
  const saved = await shop.admin.ask('PUT', `/journeys/${journey.id}`, { base: journey.version, definition })
  expect(saved.statusCode).toBe(200)
  expect(await shop.get<DryRunAnswer>(`/journeys/${journey.id}/dry-run`)).toMatchObject({ isCurrent: false, dryRun: { version: 1 } })
  const again = await dryRun(journey.id, 90)
  // The carts of both stories; the live version sent three mails meanwhile.
  expect(again).toMatchObject({ version: 2, days: 90, entered: 8, customers: { all: 6 } })
  expect(again.assumptions).toContain('live_meanwhile')
  const other = await draft('Other', { entry: { kind: 'audience', every: null, at: '09:00' }, steps: [WAIT], first: 'rest' })
  const both = await dryRun(other.id, 30)
  expect(both).toMatchObject({ entered: 20, inside: 20, overlaps: [{ kind: 'journey', id: journey.id, customers: 3 }] })

  const wrong = await shop.admin.ask('POST', '/journeys', { definition: { name: 'Wrong' } })
  const { id } = wrong.json<JourneyDetail>().journey
  const refused = await shop.admin.ask('POST', `/journeys/${id}/dry-run`, {})
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([409, 'dry-run-wrong'])
  expect((await shop.admin.ask('GET', '/journeys/01900000-0000-7000-8000-000000000000/dry-run')).statusCode).toBe(404)
})

test('orders let in at their moment, and say what is at stake', async () => {
  const rows = [
    // The first order of M10 is long ago; of M11 it is within the days, and a second one follows.
    'O1,M10,2025-06-01 10:00:00,p1,1,50',
    'O2,M10,2026-03-02 10:00:00,p1,1,70',
    'O3,M11,2026-03-05 10:00:00,p1,2,30',
    'O4,M11,2026-03-07 10:00:00,p1,1,40',
    // Behind the window of two days.
    'O5,M11,2026-03-09 10:00:00,p1,1,99',
  ]
  const started = await shop.startImport('orders.csv', ['订单号,会员号,下单时间,商品编号,数量,单价', ...rows].join('\n'), 'orders')
  expect((await shop.ended(started.id)).job.state).toBe('done')
  const journey = await draft('First', {
    entry: { kind: 'order', first: true },
    steps: [WAIT],
    first: 'rest',
    windowDays: 2,
  })
  expect(await dryRun(journey.id, 30)).toMatchObject({
    entered: 1,
    goals: 1,
    orders: { customers: 1, orders: 1, amountMinor: 4_000 },
  })
})

test('dates come round in the days that are over', async () => {
  const journey = await draft('Welcome', {
    entry: { kind: 'date', field: 'customer.registered_at', days: 1, at: '10:00', yearly: false },
    steps: [WAIT],
    first: 'rest',
  })
  const found = await dryRun(journey.id, 30)
  expect(found).toMatchObject({ entered: 1, inside: 1, customers: { all: 1 } })
  expect(found.byDay.filter(({ entered }) => entered > 0)).toEqual([{ day: '2026-03-11', entered: 1, sends: 0 }])
  expect(found.assumptions).toContain('dates_today')
})

test('moves, changes and products of history let in those whom they were about', async () => {
  const { clickhouse } = shop.house.engines
  const [one, other] = [await idOf('M12'), await idOf('M13')]
  const segment = '01900000-0000-7000-8000-00000000000a'
  const insert = (table: string, values: object[]) => clickhouse.insert({ table, values, format: 'JSONEachRow' })
  const at = (day: string) => `2026-03-${day} 10:00:00.000`
  await insert('segment_moves', [
    { segment_id: segment, customer_id: one, number: '1', is_in: 1, moved_at: at('03'), historical: 0 },
    { segment_id: segment, customer_id: one, number: '2', is_in: 0, moved_at: at('05'), historical: 0 },
    { segment_id: segment, customer_id: other, number: '1', is_in: 1, moved_at: at('03'), historical: 1 },
  ])
  const change = {
    tag: 'loyal',
    number: '1',
    is_change: 1,
    historical: 0,
    is_there: 1,
    source: 'rule',
    version: 1,
    as_of: at('04'),
    since: at('04'),
  }
  await insert('tag_changes', [
    { ...change, customer_id: one, text: 'yes' },
    { ...change, customer_id: other, text: 'no' },
  ])
  const score = {
    kind: 'churn',
    model_id: 'm',
    model_version: 1,
    probability: 0.5,
    value: 0,
    cause: '',
    reasons: '',
    computed_at: at('02'),
  }
  await insert('scores', [
    { ...score, customer_id: one, as_of: at('01'), tier: 'low' },
    { ...score, customer_id: one, as_of: at('02'), tier: 'high' },
    { ...score, customer_id: one, as_of: at('03'), tier: 'high' },
    // Nobody knows from which tier.
    { ...score, customer_id: other, as_of: at('02'), tier: 'high' },
  ])
  await track('M12', 'Product Viewed', new Date('2026-03-01T02:00:00Z'), { product_id: 'p9' })
  await track('M13', 'Product Viewed', new Date('2026-03-08T02:00:00Z'), { product_id: 'p9' })
  await track('M14', 'Product Price Changed', new Date('2026-03-04T02:00:00Z'), { product_id: 'p9', price: 80, old_price: 100 })
  await drainInbox(shop.house)

  const history = createPastHistory(clickhouse, () => 'CNY')
  const span = { from: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-03-16T00:00:00Z') }
  const causes = async (entry: JourneyDefinition['entry']) => {
    const definition: JourneyDefinition = { ...NEW_JOURNEY, name: 'x', entry }
    const { all, ids } = await history.who(definition, span, 10)
    expect(all).toBe(ids.length)
    const past = await history.of(ids, definition, span)
    return ids.flatMap((id) => (past.get(id)?.causes ?? []).map(({ at: when }) => [id, when.toISOString().slice(0, 10)]))
  }
  expect(await causes({ kind: 'segment', segmentId: segment, change: 'entered' })).toEqual([[one, '2026-03-03']])
  expect(await causes({ kind: 'segment', segmentId: segment, change: 'left' })).toEqual([[one, '2026-03-05']])
  expect(await causes({ kind: 'tag', tag: 'loyal', value: 'yes' })).toEqual([[one, '2026-03-04']])
  expect(new Set((await causes({ kind: 'tag', tag: 'loyal', value: null })).map(([id]) => id))).toEqual(new Set([one, other]))
  expect(await causes({ kind: 'risk', tiers: ['high'] })).toEqual([[one, '2026-03-02']])
  expect(await causes({ kind: 'product', change: 'price_drop', least: 0.2, days: 7 })).toEqual([[one, '2026-03-04']])
  expect(await causes({ kind: 'product', change: 'price_drop', least: 0.3, days: 7 })).toEqual([])
  expect(await causes({ kind: 'product', change: 'back_in_stock', least: 0, days: 7 })).toEqual([])
  // More than there may be: the first by hash, with how many there are.
  const { all, ids } = await history.who({ ...NEW_JOURNEY, name: 'x', entry: { kind: 'tag', tag: 'loyal', value: null } }, span, 1)
  expect([all, ids.length]).toEqual([2, 1])
})
