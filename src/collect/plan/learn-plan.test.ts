import { expect, test } from 'vitest'
import { learnPlan, NO_PLAN, type SeenEvent } from './learn-plan.ts'
import { previewPlan } from './preview-plan.ts'
import { checkPlan, type TrackingPlan } from './tracking-plan.ts'

const seen = (count: number, properties: SeenEvent['properties'], name = 'Viewed'): SeenEvent => ({
  type: 'track',
  name,
  count,
  properties,
})
const numbers = { name: 'price', present: 100, types: { integer: 60, number: 40 }, values: [] }

test('types, and what every event has, come from what was seen; allowed values are not guessed', () => {
  const [event] = learnPlan([
    seen(100, [
      numbers,
      { name: 'at', present: 90, types: { time: 90 }, values: [] },
      { name: 'mixed', present: 100, types: { text: 99, boolean: 1 }, values: ['a', 'b'] },
      { name: 'cart_id', present: 100, types: { text: 100 }, values: [] },
    ]),
  ]).events
  expect(event?.properties.map(({ name, type, required, values }) => [name, type, required, values])).toEqual([
    ['price', 'number', true, undefined],
    ['at', 'time', false, undefined],
    ['mixed', 'any', true, undefined],
    ['cart_id', 'text', false, undefined],
  ])
  expect(learnPlan([seen(49, [{ ...numbers, present: 49, types: { number: 49 } }])]).events[0]?.properties[0]?.required).toBe(false)
})

test('what the plan says already stays, and what it lacks is added without being required', () => {
  const price = { name: 'price', type: 'text', required: true, description: 'ours' } as const
  const present = { ...NO_PLAN, events: [{ type: 'track', name: 'Viewed', description: 'd', owner: 'o', properties: [price] }] } as const
  const learned = learnPlan([seen(100, [numbers, { ...numbers, name: 'more' }]), seen(1, [], 'Other')], present)
  expect(
    learned.events.map(({ name, owner, properties }) => [name, owner, properties.map((one) => [one.name, one.type, one.required])]),
  ).toEqual([
    [
      'Viewed',
      'o',
      [
        ['price', 'text', true],
        ['more', 'number', false],
      ],
    ],
    ['Other', '', []],
  ])
})

test('a preview says of the newest events what the plan would have done with each', () => {
  const samples = [
    { type: 'track', name: 'Viewed', properties: '{"price": 1}' },
    { type: 'track', name: 'Viewed', properties: '{"price": "1"}' },
    { type: 'track', name: 'Other', properties: '{}' },
    { type: 'page', name: 'Home', properties: 'no JSON' },
  ]
  const plan = checkPlan({ ...learnPlan([seen(100, [numbers])]), unplannedEvents: 'quarantine' })
  expect(previewPlan(plan, samples, (local) => local)).toMatchObject({
    events: 4,
    asPlanned: 2,
    kept: 1,
    quarantined: 1,
    byKind: { unplanned_event: 1, wrong_type: 1, missing_property: 0 },
  })
})

test('a preview says nothing of what stored events cannot show: personal values, and what intake adds to carts', () => {
  const property = (name: string) => ({ name, type: 'text', required: true, description: '' }) as const
  const plan: TrackingPlan = {
    ...NO_PLAN,
    missingProperties: 'quarantine',
    unplannedProperties: 'quarantine',
    events: [
      { type: 'identify', name: '', description: '', owner: '', properties: [property('email'), property('level')] },
      { type: 'track', name: 'Product Added', description: '', owner: '', properties: [property('product_id')] },
    ],
  }
  const samples = [
    { type: 'identify', name: '', properties: '{"level":"gold"}' },
    { type: 'track', name: 'Product Added', properties: '{"product_id":"1","cart_id":"c","cart_value":3}' },
    { type: 'identify', name: '', properties: '{}' },
  ]
  expect(previewPlan(plan, samples, (local) => local)).toMatchObject({ asPlanned: 2, quarantined: 1, byKind: { missing_property: 1 } })
})
