import { expect, test } from 'vitest'
import type { Reach } from '#decide/candidate.ts'
import type { Channel } from '#decide/strategy.ts'
import type { MessageContent } from '../../content/message-content.ts'
import { DEFAULT_RULES } from '../../policy/contact-rules.ts'
import { createCustomerZones } from '../../policy/customer-moment.ts'
import { armOfCustomer } from '../enter-journey.ts'
import type { JourneyDefinition } from '../journey.ts'
import { DryRunSums } from './dry-run-sums.ts'
import { replayCustomer } from './replay-customer.ts'
import type { PastCustomer, PastHappening, ReplayOrder } from './replay-customer.ts'

// A week of March 2026 in Shanghai; the second is a Monday.
const at = (local: string) => new Date(`2026-03-${local}:00+08:00`)
const FROM = at('01T00:00')
const UNTIL = at('07T23:59')
const zones = createCustomerZones(() => 'Asia/Shanghai')

const CONTENT: MessageContent = {
  name: 'Cart',
  purpose: 'marketing',
  email: { subject: { zh: '', en: 'Cart' }, preheader: { zh: '', en: '' }, body: { kind: 'text', text: { zh: '', en: 'Still here.' } } },
  sms: { text: { zh: '', en: 'Still here.' } },
  fallbacks: {},
  utm: null,
} as MessageContent

/** Whoever does not order within an hour gets a mail, and a text message a day later. */
const CART: JourneyDefinition = {
  name: 'Cart',
  entry: { kind: 'event', event: { name: 'Added', where: [] }, key: null },
  audience: { all: [] },
  rule: { kind: 'again' },
  steps: [
    {
      id: 'o',
      name: '',
      kind: 'wait_event',
      event: { name: 'Ordered', where: [] },
      timeout: { n: 1, unit: 'hour' },
      next: null,
      late: 'm',
    },
    send('m', 'email', 'w', { email: 2 }),
    { id: 'w', name: '', kind: 'wait', wait: { kind: 'for', duration: { n: 1, unit: 'day' } }, next: 's' },
    send('s', 'sms', null, {}),
  ],
  first: 'o',
  exits: { events: [{ name: 'Left', where: [] }], condition: null },
  goal: null,
  windowDays: 7,
  holdout: 0,
  holdoutWaiver: 'a test',
  priority: 50,
}

function send(id: string, channel: Channel, next: string | null, unitCosts: Partial<Record<Channel, number>>) {
  return {
    id,
    name: '',
    kind: 'send',
    content: { id: 'c', version: 1 },
    channels: [channel],
    expiresHours: 48,
    unitCosts,
    time: 'now',
    next,
  } as const
}

const reach = (consent: boolean): Reach => ({
  customerId: 'a',
  maskedName: '',
  hasAddress: true,
  consent,
  suppressed: false,
  contactHash: null,
})

function past(happenings: readonly (readonly [string, string])[], more: Partial<PastCustomer> = {}): PastCustomer {
  return {
    recipient: {
      customerId: 'a',
      timeZone: 'Asia/Shanghai',
      language: 'en',
      country: 'CN',
      earlier: [],
      otherPriority: null,
      reach: new Map([
        ['email', reach(true)],
        ['sms', reach(true)],
      ]),
    },
    happenings: happenings.map(([when, name], i): PastHappening => ({ id: String(i), at: at(when), event: { name, act: null } })),
    orders: [],
    meets: () => true,
    hours: new Map(),
    ...more,
  }
}

const order = (definition = CART): ReplayOrder => ({
  journeyId: 'j',
  version: 1,
  definition,
  until: UNTIL,
  timeZone: 'Asia/Shanghai',
  zones,
  rules: DEFAULT_RULES,
  unready: new Set(),
  contents: new Map([
    ['m', CONTENT],
    ['s', CONTENT],
  ]),
})

test('a week of one customer goes as it would have gone by the rules of each moment', () => {
  const one = past(
    [
      // Nothing ordered: a mail at 20:30, and a text a day later, which is in the quiet hours.
      ['02T19:30', 'Added'],
      ['02T19:40', 'Added'],
      // Ordered in time: no mail.
      ['04T09:00', 'Added'],
      ['04T09:30', 'Ordered'],
      // The mail of this one finds the cap of the day full by another that really left.
      ['06T12:00', 'Added'],
      // Still waiting when the days are over.
      ['07T23:30', 'Added'],
    ],
    { orders: [{ at: at('04T09:30'), amountMinor: 10_000 }] },
  )
  const replayed = replayCustomer(
    { ...one, recipient: { ...one.recipient, earlier: [{ channel: 'email', purpose: 'marketing', at: at('06T10:00') }] } },
    order(),
  )
  expect(replayed.sends).toEqual([
    { at: at('02T20:30'), channel: 'email', costMinor: 2 },
    { at: at('04T08:00'), channel: 'sms', costMinor: null },
    { at: at('07T00:00'), channel: 'email', costMinor: 2 },
    { at: at('07T13:00'), channel: 'sms', costMinor: null },
  ])
  expect(replayed.waited).toEqual(['quiet_hours', 'cap_day'])
  expect(replayed.unsent).toEqual([])
  expect(replayed.refused).toEqual(['already_inside'])
  expect(replayed.runs.map(({ ended, stepId, hasReachedGoal }) => [ended, stepId, hasReachedGoal])).toEqual([
    ['reached_end', null, true],
    ['reached_end', null, true],
    ['reached_end', null, false],
    [null, 'o', false],
  ])
  expect(replayed.came.join(' ')).toBe('o m w s o o m w s o')
  expect(replayed.outcomes.map(({ stepId, outcome }) => `${stepId} ${outcome}`)).toEqual([
    'o late',
    'm done',
    'w waited',
    's done',
    'o happened',
    'o late',
    'm done',
    'w waited',
    's done',
  ])
  // In the windows of two runs, and one order all the same.
  expect([replayed.orders, replayed.amountMinor]).toEqual([1, 10_000])

  const sums = new DryRunSums({ version: 3, days: 7, from: FROM, until: UNTIL }, 'Asia/Shanghai')
  sums.add(replayed)
  const dryRun = sums.result(CART, { at: UNTIL, customers: { all: 1, tried: 1 }, overlaps: [], assumptions: [] })
  expect(dryRun).toMatchObject({
    version: 3,
    customers: { factor: 1 },
    entered: 4,
    enteredCustomers: 1,
    treated: 4,
    heldOut: 0,
    refused: { already_inside: 1 },
    inside: 1,
    ended: { reached_end: 3 },
    goals: 2,
    sends: { email: 2, sms: 2 },
    waited: { quiet_hours: 1, cap_day: 1 },
    unsent: {},
    open: 0,
    cost: { minor: 4, unknown: 2 },
    orders: { customers: 1, orders: 1, amountMinor: 10_000 },
  })
  expect(dryRun.steps).toEqual([
    { stepId: 'o', came: 4, waiting: 1, outcomes: { late: 2, happened: 1 } },
    { stepId: 'm', came: 2, waiting: 0, outcomes: { done: 2 } },
    { stepId: 'w', came: 2, waiting: 0, outcomes: { waited: 2 } },
    { stepId: 's', came: 2, waiting: 0, outcomes: { done: 2 } },
  ])
  expect(dryRun.byDay.map(({ day, entered, sends }) => `${day.slice(8)} ${entered} ${sends}`)).toEqual([
    '01 0 0',
    '02 1 1',
    '03 0 0',
    '04 1 1',
    '05 0 0',
    '06 1 0',
    '07 1 2',
  ])
})

test('what waits for somebody who leaves does not leave, and its reason stands', () => {
  const replayed = replayCustomer(
    past([
      ['02T19:30', 'Added'],
      // The text waits for the morning.
      ['03T21:00', 'Left'],
      ['05T10:00', 'Added'],
      ['05T10:20', 'Left'],
    ]),
    order(),
  )
  expect(replayed.sends.map(({ channel }) => channel)).toEqual(['email'])
  expect([replayed.waited, replayed.unsent]).toEqual([['quiet_hours'], ['journey_left']])
  expect(replayed.runs.map(({ ended }) => ended)).toEqual(['reached_end', 'exit_event'])
})

test('what still waits at the end is neither sent nor lost', () => {
  const replayed = replayCustomer(past([['06T19:30', 'Added']]), order())
  expect([replayed.sends.length, replayed.open, replayed.unsent]).toEqual([1, 1, []])
})

test('without consent nothing leaves, and who is held out goes through no step', () => {
  const one = past([['02T12:00', 'Added']])
  const silent = {
    ...one,
    recipient: { ...one.recipient, reach: new Map([['email', reach(false)] as const, ['sms', reach(false)] as const]) },
  }
  expect(replayCustomer(silent, order()).unsent).toEqual(['no_consent', 'no_consent'])

  const customerId = Array.from({ length: 50 }, (_, i) => `c${i}`).find((id) => armOfCustomer('j', id, 0.5) === 'control') ?? ''
  const held = replayCustomer({ ...one, recipient: { ...one.recipient, customerId } }, order({ ...CART, holdout: 0.5 }))
  expect([held.runs.length, held.runs[0]?.isHeldOut, held.came, held.sends]).toEqual([1, true, [], []])
})

test('who may enter, who is taken out by a condition and which case is taken is asked', () => {
  const none = replayCustomer(past([['02T12:00', 'Added']], { meets: () => false }), order())
  expect([none.refused, none.runs]).toEqual([['not_in_audience'], []])

  const vip = { field: 'customer.vip', op: 'set' } as const
  const out = { ...CART, exits: { events: [], condition: vip } }
  const left = replayCustomer(past([['02T12:00', 'Added']]), order(out))
  expect([left.runs[0]?.ended, left.sends]).toEqual(['exit_condition', []])

  const branch = {
    ...CART,
    first: 'b',
    steps: [{ id: 'b', name: '', kind: 'branch', cases: [{ id: 'yes', name: '', condition: vip, next: 'm' }], next: null }, ...CART.steps],
  } as JourneyDefinition
  const met = replayCustomer(
    past([['02T12:00', 'Added']], { meets: (condition) => condition === vip || condition === CART.audience }),
    order(branch),
  )
  expect([met.outcomes[0]?.outcome, met.sends[0]?.at]).toEqual(['yes', at('02T12:00')])
})

test('an entry that is no event lets in at its moment, and once is once', () => {
  const definition: JourneyDefinition = { ...CART, entry: { kind: 'order', first: false }, rule: { kind: 'once' } }
  const bought = (local: string, i: number): PastHappening => ({ id: String(i), at: at(local), event: null })
  const replayed = replayCustomer(past([], { happenings: [bought('02T12:00', 0), bought('05T12:00', 1)] }), order(definition))
  expect([replayed.runs.map(({ enteredAt }) => enteredAt), replayed.refused]).toEqual([[at('02T12:00')], ['entered_before']])
})

test('a goal counts within its window, also after the run, and ends it where it is told to', () => {
  const definition: JourneyDefinition = { ...CART, goal: { event: { name: 'Paid', where: [] }, ends: true } }
  const replayed = replayCustomer(
    past([
      ['02T12:00', 'Added'],
      ['02T12:10', 'Paid'],
      ['04T12:00', 'Added'],
      ['04T12:05', 'Ordered'],
      ['06T12:00', 'Paid'],
    ]),
    order(definition),
  )
  expect(replayed.runs.map(({ ended, hasReachedGoal }) => [ended, hasReachedGoal])).toEqual([
    ['goal', true],
    ['reached_end', true],
  ])
})

test('figures of a sample are raised by its factor', () => {
  const sums = new DryRunSums({ version: 1, days: 7, from: FROM, until: UNTIL }, 'Asia/Shanghai')
  for (let i = 0; i < 2; i += 1) sums.add(replayCustomer(past([['02T12:00', 'Added']]), order()))
  const overlaps = [{ kind: 'journey', id: 'x', name: 'Other', customers: 1 }] as const
  const dryRun = sums.result(CART, { at: UNTIL, customers: { all: 10, tried: 2 }, overlaps, assumptions: ['sampled'] })
  expect(dryRun).toMatchObject({ customers: { factor: 5 }, entered: 10, sends: { email: 10, sms: 10 }, cost: { minor: 20, unknown: 10 } })
  expect(dryRun.overlaps[0]?.customers).toBe(5)
  const empty = new DryRunSums({ version: 1, days: 7, from: FROM, until: UNTIL }, 'Asia/Shanghai')
  expect(empty.result(CART, { at: UNTIL, customers: { all: 0, tried: 0 }, overlaps: [], assumptions: [] })).toMatchObject({
    customers: { factor: 1 },
    entered: 0,
  })
})
