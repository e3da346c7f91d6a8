import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { CustomerInJourney, EnrolmentPage, JourneyBoard, JourneyDetail } from '#http/act/journey-schemas.ts'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { DAY_MS, ManualClock, MINUTE_MS } from '#kernel/clock.ts'
import { inTransaction } from '#store/relational/in-transaction.ts'
import { mergeCustomers } from '#store/relational/merge-customers.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { drainInbox, drainSignals, keepJourneys, runJourneys, scheduleJourneys } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// Journeys from an event at the tracking API to a mail at a real mail server: who enters, goes on, leaves and gets what.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
let shop: ShopServer
let mailbox: Mailbox
let app: NewSource
let content: { id: string; version: number }
let sent = 0

const CONTENT = {
  name: 'Cart',
  purpose: 'marketing',
  email: {
    subject: { zh: '购物车', en: 'Your cart' },
    preheader: { zh: '', en: '' },
    body: { kind: 'text', text: { zh: '还在等您。', en: 'It is still there.' } },
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
  app = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  const rows = Array.from({ length: 60 }, (_, i) => `M${i},m${i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['会员号,email,email consent', ...rows].join('\n'), 'customers')).id)
  const saved = (await shop.admin.ask('POST', '/contents', { content: CONTENT })).json<ContentDetail>()
  content = { id: saved.id, version: saved.version }
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

const pass = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms))
const idOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.id ?? ''

async function tell(path: string, message: object): Promise<void> {
  sent += 1
  // Twice the same within half a second is a double click.
  pass(1_000)
  const answer = await shop.server.app.inject({
    method: 'POST',
    url: `/v1/${path}`,
    headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${app.writeKey}:`).toString('base64')}` },
    payload: JSON.stringify({ messageId: `j${sent}`, timestamp: clock.now().toISOString(), ...message }),
  })
  expect(answer.statusCode).toBe(200)
}
const track = (userId: string, event: string, properties: object = {}) => tell('track', { userId, event, properties })

/** Everything that the background does, until nothing is left that is due. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await drainInbox(shop.house)
    await drainSignals(shop.house)
    await runJourneys(shop.house)
    await shop.house.sender.drain()
  }
}

const SEND = (id: string, next: string | null) => ({
  id,
  name: '',
  kind: 'send',
  content,
  channels: ['email'],
  expiresHours: 48,
  unitCosts: { email: 2 },
  time: 'now',
  next,
})
const WAIT = (id: string, n: number, unit: string, next: string | null) => ({
  id,
  name: '',
  kind: 'wait',
  wait: { kind: 'for', duration: { n, unit } },
  next,
})

async function live(name: string, more: object): Promise<string> {
  const definition = {
    name,
    entry: { kind: 'event', event: { name: `${name} Added`, where: [] }, key: null },
    rule: { kind: 'again' },
    holdout: 0,
    holdoutWaiver: 'a test of one',
    ...more,
  }
  const made = (await shop.admin.ask('POST', '/journeys', { definition })).json<JourneyDetail>()
  expect([name, made.problems]).toEqual([name, []])
  const published = await shop.admin.ask('POST', `/journeys/${made.journey.id}/publish`, { version: made.journey.version })
  expect([name, published.statusCode]).toEqual([name, 200])
  pass(1_000)
  return made.journey.id
}

const runs = async (journeyId: string) =>
  (
    await shop.house.engines.pg.query<{ customer_id: string; state: string; reason: string; step_id: string | null; entry_key: string }>(
      'SELECT customer_id, state, reason, step_id, entry_key FROM enrolments WHERE journey_id = $1 ORDER BY entry_key, reason, id',
      [journeyId],
    )
  ).rows
const refused = async (journeyId: string) =>
  (
    await shop.house.engines.pg.query<{ reason: string }>('SELECT reason FROM refused_entries WHERE journey_id = $1 ORDER BY at, origin', [
      journeyId,
    ])
  ).rows.map(({ reason }) => reason)
const mailsTo = (member: string) => mailbox.mails.filter(({ to }) => String(to).includes(`${member.toLowerCase()}@`)).length

test('a cart that is left brings one mail an hour later, and none to those who ordered meanwhile', async () => {
  const id = await live('Cart', {
    steps: [
      {
        id: 'order',
        name: '',
        kind: 'wait_event',
        event: { name: 'Order Completed', where: [] },
        timeout: { n: 1, unit: 'hour' },
        next: null,
        late: 'mail',
      },
      SEND('mail', null),
    ],
    first: 'order',
  })
  await track('M1', 'Cart Added', { cart_id: 'a' })
  await track('M2', 'Cart Added', { cart_id: 'b' })
  await settle()
  expect((await runs(id)).map(({ state, step_id }) => [state, step_id])).toEqual([
    ['active', 'order'],
    ['active', 'order'],
  ])
  // Once more while they are inside.
  await track('M1', 'Cart Added', { cart_id: 'c' })
  pass(30 * MINUTE_MS)
  await track('M2', 'Order Completed', { order_id: 'o1' })
  await settle()
  expect(await refused(id)).toEqual(['already_inside'])
  pass(31 * MINUTE_MS)
  await settle()
  await settle()
  expect([mailsTo('M1'), mailsTo('M2')]).toEqual([1, 0])
  expect((await runs(id)).map(({ state, reason }) => [state, reason])).toEqual([
    ['done', 'reached_end'],
    ['done', 'reached_end'],
  ])
  const ledger = await shop.house.db.selectFrom('send_ledger').selectAll().where('source_id', '=', id).execute()
  expect(ledger).toMatchObject([{ source_kind: 'journey', step: 2, cost_minor: 2, state: 'accepted' }])
  // Without an event as the goal, it is an order in the days after the entry: not the one before it.
  const day = (ms: number) => new Date(clock.now().getTime() - ms).toISOString()
  const orders = `order id,member number,ordered at,amount\ng1,M1,${day(MINUTE_MS)},20\ng2,M1,${day(0)},9\ng3,M2,${day(DAY_MS)},40`
  await shop.ended((await shop.startImport('orders.csv', orders, 'orders')).id)
  const board = await shop.get<JourneyBoard>(`/journeys/${id}/board`)
  expect(board).toMatchObject({
    reachedGoal: 1,
    entered: 2,
    enteredToday: 2,
    inControl: 0,
    inside: 0,
    ended: [{ state: 'done', reason: 'reached_end', runs: 2 }],
    refused: [{ reason: 'already_inside', entries: 1 }],
  })
  expect(board.steps).toMatchObject([
    { stepId: 'mail', waiting: 0, passed: [{ outcome: 'done', runs: 1 }], sends: [{ state: 'accepted', sends: 1 }] },
    {
      stepId: 'order',
      passed: [
        { outcome: 'happened', runs: 1 },
        { outcome: 'late', runs: 1 },
      ],
    },
  ])
  const { items } = await shop.get<EnrolmentPage>(`/journeys/${id}/enrolments?state=done`)
  expect(items.map(({ reason, version }) => [reason, version])).toEqual([
    ['reached_end', 1],
    ['reached_end', 1],
  ])
  const why = await shop.get<CustomerInJourney>(`/journeys/${id}/customers/${await idOf('M1')}`)
  expect(why.runs).toMatchObject([
    {
      steps: [
        { stepId: 'order', outcome: 'late' },
        { stepId: 'mail', send: { channel: 'email', state: 'accepted' } },
      ],
    },
  ])
  expect(why.refused).toMatchObject([{ reason: 'already_inside', runId: why.runs[0]?.id }])
  const messages = await shop.get<{ items: { source: { kind: string; name: { en: string } } }[] }>('/sends?sourceKind=journey')
  expect(messages.items.map(({ source }) => [source.kind, source.name.en])).toContainEqual(['journey', 'Cart'])
})

test('what was sent before is seen: an attribute and an event of one request, or of two', async () => {
  const id = await live('Gold', {
    audience: { field: 'attribute.plan', op: 'in', values: ['gold'] },
    steps: [WAIT('w', 1, 'day', null)],
    first: 'w',
  }).catch(async () => {
    // The attribute has to be known before it can be asked for.
    await tell('identify', { userId: 'M50', traits: { plan: 'silver' } })
    await drainInbox(shop.house)
    return await live('Gold', {
      audience: { field: 'attribute.plan', op: 'in', values: ['gold'] },
      steps: [WAIT('w', 1, 'day', null)],
      first: 'w',
    })
  })
  for (let i = 3; i < 23; i += 1) {
    await tell('identify', { userId: `M${i}`, traits: { plan: 'gold' } })
    await track(`M${i}`, 'Gold Added')
    if (i % 2 === 0) await drainInbox(shop.house)
  }
  await track('M23', 'Gold Added')
  await settle()
  expect((await runs(id)).length).toBe(20)
  expect(await refused(id)).toEqual(['not_in_audience'])
})

test('an exit takes whoever is inside out, and what waits for them does not leave', async () => {
  const id = await live('Exit', {
    steps: [SEND('mail', 'rest'), WAIT('rest', 2, 'day', 'again'), SEND('again', null)],
    first: 'mail',
    exits: { events: [{ name: 'Exit Done', where: [{ property: 'properties.kind', op: 'in', values: ['whole'] }] }], condition: null },
  })
  await track('M24', 'Exit Added')
  await drainInbox(shop.house)
  await drainSignals(shop.house)
  await runJourneys(shop.house)
  // The mail is planned, and has not left.
  await track('M24', 'Exit Done', { kind: 'half' })
  await drainInbox(shop.house)
  await drainSignals(shop.house)
  expect(await runs(id)).toMatchObject([{ state: 'active', step_id: 'rest' }])
  await track('M24', 'Exit Done', { kind: 'whole' })
  await settle()
  expect(await runs(id)).toMatchObject([{ state: 'left', reason: 'exit_event' }])
  const ledger = await shop.house.db.selectFrom('send_ledger').selectAll().where('source_id', '=', id).execute()
  expect(ledger).toMatchObject([{ state: 'suppressed', reason: 'journey_left' }])
  expect(mailsTo('M24')).toBe(0)
})

test('one that is paused lets nobody in or on; ended, whoever is inside leaves', async () => {
  const id = await live('Pause', { steps: [WAIT('w', 10, 'minute', 'mail'), SEND('mail', null)], first: 'w' })
  await track('M25', 'Pause Added')
  await track('M26', 'Pause Added')
  await settle()
  await shop.admin.ask('POST', `/journeys/${id}/pause`)
  await track('M27', 'Pause Added')
  pass(20 * MINUTE_MS)
  await settle()
  expect((await runs(id)).map(({ state, step_id }) => [state, step_id])).toEqual([
    ['active', 'w'],
    ['active', 'w'],
  ])
  expect(await refused(id)).toEqual(['paused'])
  await shop.admin.ask('POST', `/journeys/${id}/resume`)
  await keepJourneys(shop.house)
  await runJourneys(shop.house)
  await shop.admin.ask('POST', `/journeys/${id}/end`, { reason: 'enough' })
  await settle()
  expect((await runs(id)).map(({ state }) => state)).toEqual(['done', 'done'])
  expect([mailsTo('M25'), mailsTo('M26')]).toEqual([0, 0])
  const states = await shop.house.db.selectFrom('send_ledger').select(['state', 'reason']).where('source_id', '=', id).execute()
  expect(states).toEqual([
    { state: 'suppressed', reason: 'journey_ended' },
    { state: 'suppressed', reason: 'journey_ended' },
  ])
})

test('the entry key makes a run for each cause; a branch, a split, a task, a webhook and an attribute are done in one go', async () => {
  const id = await live('Key', {
    entry: { kind: 'event', event: { name: 'Key Added', where: [] }, key: 'cart_id' },
    steps: [
      {
        id: 'who',
        name: '',
        kind: 'branch',
        cases: [{ id: 'gold', name: '', condition: { field: 'attribute.plan', op: 'in', values: ['gold'] }, next: 'task' }],
        next: 'wait',
      },
      {
        id: 'task',
        name: '',
        kind: 'task',
        title: { zh: '回电', en: 'Call' },
        script: { zh: '问候', en: 'Ask' },
        slaHours: 24,
        next: 'hook',
      },
      { id: 'hook', name: '', kind: 'webhook', note: 'gold', next: 'say' },
      { id: 'say', name: '', kind: 'attribute', attribute: 'plan', value: 'platinum', next: 'draw' },
      {
        id: 'draw',
        name: '',
        kind: 'split',
        arms: [
          { id: 'a', name: '', share: 0.5, next: 'wait' },
          { id: 'b', name: '', share: 0.5, next: 'wait' },
        ],
      },
      WAIT('wait', 1, 'hour', null),
    ],
    first: 'who',
  })
  await track('M3', 'Key Added', { cart_id: 'x' })
  await track('M3', 'Key Added', { cart_id: 'x' })
  await track('M3', 'Key Added', { cart_id: 'y' })
  await settle()
  expect((await runs(id)).map(({ entry_key, step_id }) => [entry_key, step_id])).toEqual([
    ['x', 'wait'],
    ['y', 'wait'],
  ])
  expect(await refused(id)).toEqual(['already_inside'])
  const { rows: steps } = await shop.house.engines.pg.query<{ step_id: string; outcome: string; probability: number | null }>(
    'SELECT s.step_id, s.outcome, s.probability FROM enrolment_steps s JOIN enrolments e ON e.id = s.enrolment_id WHERE e.journey_id = $1 AND e.entry_key = $2 ORDER BY s.visit',
    [id, 'x'],
  )
  expect(steps.map(({ step_id, outcome }) => [step_id, outcome]).slice(0, 4)).toEqual([
    ['who', 'gold'],
    ['task', 'done'],
    ['hook', 'done'],
    ['say', 'done'],
  ])
  expect(steps[4]).toMatchObject({ step_id: 'draw', probability: 0.5 })
  const customerId = await idOf('M3')
  const tasks = await shop.house.db.selectFrom('tasks').selectAll().where('customer_id', '=', customerId).execute()
  expect(tasks.length).toBe(2)
  const { attributes } = await shop.get<{ attributes: { name: string; value: unknown }[] }>(`/customers/${customerId}`)
  expect(attributes.find(({ name }) => name === 'plan')?.value).toBe('platinum')
})

test('who is held out enters, gets nothing, and is the same one each time', async () => {
  const id = await live('Held', { holdout: 0.5, holdoutWaiver: '', steps: [SEND('mail', null)], first: 'mail' })
  for (let i = 28; i < 48; i += 1) await track(`M${i}`, 'Held Added')
  await settle()
  const all = await runs(id)
  const held = all.filter(({ state }) => state === 'held_out')
  expect(all.length).toBe(20)
  expect(held.length).toBeGreaterThan(2)
  expect(held.length).toBeLessThan(18)
  const ledger = await shop.house.db.selectFrom('send_ledger').select(['customer_id']).where('source_id', '=', id).execute()
  const contacted = new Set(ledger.map(({ customer_id }) => customer_id))
  expect(held.filter(({ customer_id }) => contacted.has(customer_id))).toEqual([])
  expect(contacted.size).toBe(20 - held.length)
})

test('an edit is for those who enter after it', async () => {
  const id = await live('Edit', { steps: [WAIT('w', 10, 'minute', 'mail'), SEND('mail', null)], first: 'w' })
  await track('M48', 'Edit Added')
  await settle()
  const { journey } = await shop.get<JourneyDetail>(`/journeys/${id}`)
  const definition = { ...journey.definition, steps: [WAIT('other', 10, 'minute', null)], first: 'other' }
  await shop.admin.ask('PUT', `/journeys/${id}`, { base: 1, definition })
  await shop.admin.ask('POST', `/journeys/${id}/publish`, { version: 2 })
  await track('M49', 'Edit Added')
  await settle()
  pass(11 * MINUTE_MS)
  await settle()
  await settle()
  expect((await runs(id)).map(({ state }) => state)).toEqual(['done', 'done'])
  expect([mailsTo('M48'), mailsTo('M49')]).toEqual([1, 0])
})

test('a condition of the exits takes out whoever meets it before the next step', async () => {
  const id = await live('Out', {
    steps: [WAIT('w', 10, 'minute', 'mail'), SEND('mail', null)],
    first: 'w',
    exits: { events: [], condition: { field: 'attribute.plan', op: 'in', values: ['gone'] } },
  })
  await track('M50', 'Out Added')
  await track('M51', 'Out Added')
  await settle()
  await tell('identify', { userId: 'M50', traits: { plan: 'gone' } })
  pass(11 * MINUTE_MS)
  await settle()
  expect((await runs(id)).map(({ state, reason }) => [state, reason])).toEqual([
    ['left', 'exit_condition'],
    ['done', 'reached_end'],
  ])
  expect([mailsTo('M50'), mailsTo('M51')]).toEqual([0, 1])
})

test('the goal ends a run, and is noted of those in the control group and of those who are through', async () => {
  const goal = { event: { name: 'Goal Done', where: [] }, ends: true }
  const id = await live('Goal', { steps: [WAIT('w', 10, 'minute', null)], first: 'w', goal })
  await track('M52', 'Goal Added')
  await track('M53', 'Goal Added')
  await settle()
  await track('M52', 'Goal Done')
  pass(11 * MINUTE_MS)
  await settle()
  await track('M53', 'Goal Done')
  await settle()
  expect((await runs(id)).map(({ state, reason }) => [state, reason])).toEqual([
    ['done', 'goal'],
    ['done', 'reached_end'],
  ])
  expect((await shop.get<JourneyBoard>(`/journeys/${id}/board`)).reachedGoal).toBe(2)
})

test('an audience enters once by the calendar, and a date once for its day, however often somebody looks', async () => {
  await tell('identify', { userId: 'M54', traits: { plan: 'calendar', born: '1990-03-16' } })
  await tell('identify', { userId: 'M55', traits: { plan: 'calendar', born: '1990-03-17' } })
  await drainInbox(shop.house)
  const audience = { field: 'attribute.plan', op: 'in', values: ['calendar'] }
  const steps = [WAIT('w', 1, 'day', null)]
  const everybody = await live('Calendar', { entry: { kind: 'audience', every: 'day', at: '12:00' }, audience, steps, first: 'w' })
  const birthday = await live('Birthday', {
    entry: { kind: 'date', field: 'attribute.born', days: 0, at: '15:00', yearly: true },
    steps,
    first: 'w',
  })
  await scheduleJourneys(shop.house)
  await scheduleJourneys(shop.house)
  expect((await runs(everybody)).length).toBe(2)
  expect((await runs(birthday)).length).toBe(0)
  clock.moveTo(new Date('2026-03-16T07:00:01Z'))
  await scheduleJourneys(shop.house)
  await scheduleJourneys(shop.house)
  const born = await runs(birthday)
  expect(born.map(({ customer_id }) => customer_id)).toEqual([await idOf('M54')])
})

test('who looked at a product enters when the shop says that it became cheaper, and by no smaller change', async () => {
  const id = await live('Price', {
    entry: { kind: 'product', change: 'price_drop', least: 0.1, days: 14 },
    steps: [WAIT('w', 1, 'day', null)],
    first: 'w',
  })
  await track('M56', 'Product Viewed', { product_id: 'tea-1' })
  await track('M57', 'Product Viewed', { product_id: 'tea-2' })
  await settle()
  await track('shop', 'Product Price Changed', { product_id: 'tea-1', price: 95, old_price: 100 })
  await settle()
  expect(await runs(id)).toEqual([])
  await track('shop', 'Product Price Changed', { product_id: 'tea-1', price: 89, old_price: 100 })
  await settle()
  expect((await runs(id)).map(({ customer_id }) => customer_id)).toEqual([await idOf('M56')])
})

test('the condition of the exits is asked once more right before a message leaves', async () => {
  const id = await live('Late', {
    steps: [SEND('mail', null)],
    first: 'mail',
    exits: { events: [], condition: { field: 'attribute.plan', op: 'in', values: ['bought'] } },
  })
  await track('M58', 'Late Added')
  await drainInbox(shop.house)
  await drainSignals(shop.house)
  await runJourneys(shop.house)
  // Planned, and not yet on its way.
  expect(await runs(id)).toMatchObject([{ state: 'done', reason: 'reached_end' }])
  await tell('identify', { userId: 'M58', traits: { plan: 'bought' } })
  await settle()
  const ledger = await shop.house.db.selectFrom('send_ledger').select(['state', 'reason']).where('source_id', '=', id).execute()
  expect(ledger).toEqual([{ state: 'suppressed', reason: 'journey_left' }])
  expect(mailsTo('M58')).toBe(0)
})

test('of two records that become one person, the run that began first goes on', async () => {
  const id = await live('Merge', { steps: [WAIT('w', 1, 'day', null)], first: 'w' })
  await track('M40', 'Merge Added')
  await settle()
  await track('M41', 'Merge Added')
  await settle()
  const [first, second] = [await idOf('M40'), await idOf('M41')]
  await inTransaction(shop.house.engines.pg, (client) => mergeCustomers(client, [{ from: first, to: second }], [], clock.now()))
  expect((await runs(id)).map(({ state, reason, customer_id }) => [state, reason, customer_id])).toEqual([
    ['active', '', second],
    ['left', 'merged', second],
  ])
  const { rows } = await shop.house.engines.pg.query<{ origin_id: string | null }>(
    "SELECT origin_id FROM enrolments WHERE journey_id = $1 AND state = 'active'",
    [id],
  )
  expect(rows).toEqual([{ origin_id: first }])
})
