import { expect, test } from 'vitest'
import type { Condition } from '#segment/conditions/condition.ts'
import { checkJourney } from './check-journey.ts'
import type { JourneyFacts } from './check-journey.ts'
import type { JourneyDefinition, JourneyStep } from './journey.ts'

const facts: JourneyFacts = {
  content: (id, version) => (id === 'c1' ? { isPublished: version === 1, forms: ['email', 'sms'] } : null),
  segments: new Set(['s1']),
  tags: new Map([['vip', ['yes', 'no']]]),
  attributes: new Map([
    ['birthday', 'date'],
    ['size', 'number'],
  ]),
  dates: new Set(['attribute.birthday']),
  condition: (condition) =>
    'field' in condition && condition.field === 'customer.gone' ? { code: 'condition-unknown-name', message: 'There is none.' } : null,
}
const EVERYONE: Condition = { all: [] }

const send = (id: string, next: string | null, rest: object = {}): JourneyStep => ({
  id,
  name: '',
  kind: 'send',
  content: { id: 'c1', version: 1 },
  channels: ['email'],
  expiresHours: 24,
  unitCosts: {},
  time: 'now',
  next,
  ...rest,
})
const wait = (id: string, next: string | null, n = 1): JourneyStep => ({
  id,
  name: '',
  kind: 'wait',
  wait: { kind: 'for', duration: { n, unit: 'day' } },
  next,
})

const RIGHT: JourneyDefinition = {
  name: 'Cart',
  entry: { kind: 'event', event: { name: 'Product Added', where: [] }, key: 'cart_id' },
  audience: EVERYONE,
  rule: { kind: 'again' },
  steps: [wait('w', 's'), send('s', null)],
  first: 'w',
  exits: { events: [{ name: 'Order Completed', where: [] }], condition: null },
  goal: null,
  windowDays: 7,
  holdout: 0.1,
  holdoutWaiver: '',
  priority: 50,
}

const found = (changes: Partial<JourneyDefinition>) =>
  checkJourney({ ...RIGHT, ...changes }, facts).map(({ place, code }) => `${place}: ${code}`)
const ofStep = (step: object) => found({ steps: [{ id: 'x', name: '', next: null, ...step } as JourneyStep], first: 'x' })

test('of a journey that is right nothing is said', () => {
  expect(found({})).toEqual([])
})

test('everything that is wrong is said at once, each with its place', () => {
  expect(
    found({
      name: ' ',
      entry: { kind: 'event', event: { name: '', where: [] }, key: ' ' },
      audience: { field: 'customer.gone', op: 'set' },
      rule: { kind: 'days', days: 0 },
      first: null,
      holdout: 0,
      priority: 101,
      windowDays: 0,
      goal: { event: { name: '', where: [] }, ends: true },
    }),
  ).toEqual([
    'name: name',
    'priority: number-wrong',
    'windowDays: number-wrong',
    'holdoutWaiver: holdout-waiver',
    'entry/event/name: event-name',
    'entry/key: key-empty',
    'audience: condition',
    'rule/days: number-wrong',
    'first: no-first',
    'goal/event/name: event-name',
  ])
})

test.each<[string, Partial<JourneyDefinition>, string[]]>([
  ['nothing to do', { steps: [], first: null }, ['steps: no-steps']],
  ['a first step that is gone', { first: 'gone' }, ['first: gone-step']],
  ['a way to a step that is gone', { steps: [wait('w', 'gone')] }, ['steps/w/next: gone-step']],
  ['a step that nobody comes to', { steps: [wait('w', null), send('s', null)] }, ['steps/s: unreached']],
  ['an id twice', { steps: [wait('w', null), wait('w', null)] }, ['steps/w: id-twice']],
  ['an id of other letters', { steps: [wait('a b', null)], first: 'a b' }, ['steps/a b: id-wrong']],
  ['a circle without a wait', { steps: [send('w', 's'), send('s', 'w')] }, ['steps/w: circle', 'steps/s: circle']],
  ['no circle that takes time', { steps: [wait('w', 's'), send('s', 'w')] }, []],
  [
    'too many steps',
    { steps: Array.from({ length: 61 }, (_, i) => wait(`w${i}`, i < 60 ? `w${i + 1}` : null)), first: 'w0' },
    ['steps: too-many'],
  ],
])('%s', (_, changes, problems) => {
  expect(found(changes)).toEqual(problems)
})

test.each<[string, object, string[]]>([
  ['a wait of nothing', { kind: 'wait', wait: { kind: 'for', duration: { n: 0, unit: 'day' } } }, ['steps/x/wait: duration-wrong']],
  [
    'a wait of more than a year',
    { kind: 'wait', wait: { kind: 'for', duration: { n: 53, unit: 'week' } } },
    ['steps/x/wait: duration-wrong'],
  ],
  ['the longest wait', { kind: 'wait', wait: { kind: 'for', duration: { n: 365, unit: 'day' } } }, []],
  ['a time that is none', { kind: 'wait', wait: { kind: 'until', at: '24:00', days: [] } }, ['steps/x/wait: time-wrong']],
  ['a day that is none', { kind: 'wait', wait: { kind: 'until', at: '09:00', days: [8] } }, ['steps/x/wait: days-wrong']],
  [
    'an event without a name',
    { kind: 'wait_event', event: { name: '', where: [] }, timeout: { n: 1, unit: 'day' }, late: null },
    ['steps/x/event/name: event-name'],
  ],
  ['a branch without cases', { kind: 'branch', cases: [] }, ['steps/x: no-ways']],
  [
    'a case with a condition that is not understood',
    { kind: 'branch', cases: [{ id: 'a', name: '', condition: { field: 'customer.gone', op: 'set' }, next: null }] },
    ['steps/x/cases/a/condition: condition'],
  ],
  [
    'shares that do not add up',
    {
      kind: 'split',
      arms: [
        { id: 'a', name: '', share: 0.5, next: null },
        { id: 'b', name: '', share: 0.4, next: null },
      ],
    },
    ['steps/x: shares'],
  ],
  ['three thirds', { kind: 'split', arms: ['a', 'b', 'c'].map((id) => ({ id, name: '', share: 0.3333, next: null })) }, []],
  ['a case twice', { kind: 'split', arms: ['a', 'a'].map((id) => ({ id, name: '', share: 0.5, next: null })) }, ['steps/x: id-twice']],
  [
    'a task without words',
    { kind: 'task', title: { zh: '', en: ' ' }, script: { zh: '问候', en: '' }, slaHours: 0 },
    ['steps/x/title: text-missing', 'steps/x/slaHours: number-wrong'],
  ],
  ['an unknown tag', { kind: 'tag', tag: 'gone', value: 'yes' }, ['steps/x/tag: unknown-tag']],
  [
    'a value that the tag has not',
    { kind: 'tag', tag: 'vip', value: 'maybe' },
    ['steps/x/value: tag-value', 'steps/x/tag: tag-worked-out'],
  ],
  ['a tag that is taken away', { kind: 'tag', tag: 'vip', value: null }, ['steps/x/tag: tag-worked-out']],
  ['an unknown attribute', { kind: 'attribute', attribute: 'gone', value: 1 }, ['steps/x/attribute: unknown-attribute']],
  ['a value of another type', { kind: 'attribute', attribute: 'size', value: 'large' }, ['steps/x/value: attribute-value']],
  ['a day', { kind: 'attribute', attribute: 'birthday', value: '2026-02-01' }, []],
])('of a step: %s', (_, step, problems) => {
  expect(ofStep(step)).toEqual(problems)
})

test.each<[string, object, string[]]>([
  ['no content', { content: { id: '', version: 1 } }, ['steps/x/content: content-gone']],
  ['a draft of a content', { content: { id: 'c1', version: 2 } }, ['steps/x/content: content-draft']],
  ['no channel', { channels: [] }, ['steps/x/channels: no-channel']],
  ['a channel twice', { channels: ['email', 'email'] }, ['steps/x/channels: channel-twice']],
  ['a channel that the content has no form for', { channels: ['email', 'push'] }, ['steps/x/channels: no-form']],
  ['a cost below nothing', { unitCosts: { email: -1 } }, ['steps/x/unitCosts/email: number-wrong']],
  ['hours that are none', { expiresHours: 0 }, ['steps/x/expiresHours: number-wrong']],
])('of a message: %s', (_, changes, problems) => {
  expect(found({ steps: [send('x', null, changes)], first: 'x' })).toEqual(problems)
})

test.each<[string, JourneyDefinition['entry'], string[]]>([
  ['an unknown segment', { kind: 'segment', segmentId: 'gone', change: 'entered' }, ['entry/segmentId: unknown-segment']],
  ['an unknown tag', { kind: 'tag', tag: 'gone', value: null }, ['entry/tag: unknown-tag']],
  ['no tier', { kind: 'risk', tiers: [] }, ['entry/tiers: no-tiers']],
  [
    'a date that is none',
    { kind: 'date', field: 'customer.region', days: -7, at: '9:00', yearly: false },
    ['entry/field: unknown-date', 'entry/at: time-wrong'],
  ],
  [
    'a drop of nothing',
    { kind: 'product', change: 'price_drop', least: 0, days: 0 },
    ['entry/days: number-wrong', 'entry/least: share-wrong'],
  ],
  ['an audience at a time that is none', { kind: 'audience', every: 'day', at: '' }, ['entry/at: time-wrong']],
  ['an order', { kind: 'order', first: true }, []],
])('of an entry: %s', (_, entry, problems) => {
  expect(found({ entry })).toEqual(problems)
})
