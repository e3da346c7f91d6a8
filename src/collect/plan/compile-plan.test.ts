import { describe, expect, test } from 'vitest'
import { planStep } from '../tracking/steps/plan-step.ts'
import { Quarantined } from '../tracking/steps/step-result.ts'
import { compilePlan, type JudgedMessage } from './compile-plan.ts'
import { NO_PLAN } from './learn-plan.ts'
import type { PlannedEvent, PlannedProperty, TrackingPlan } from './tracking-plan.ts'

const toUtc = (local: number): number => local
const property = (name: string, more: Partial<PlannedProperty> = {}): PlannedProperty => ({
  name,
  type: 'text',
  required: false,
  description: '',
  ...more,
})
const event = (name: string, ...properties: readonly PlannedProperty[]): PlannedEvent => ({
  type: 'track',
  name,
  description: '',
  owner: '',
  properties,
})

function judged(plan: Partial<TrackingPlan>, message: Partial<JudgedMessage>): readonly string[] {
  const compiled = compilePlan({ ...NO_PLAN, ...plan }, 1)
  const found = compiled.judge({ type: 'track', name: 'Viewed', properties: {}, traits: {}, ...message }, toUtc)
  return (found ?? []).map(({ kind, property: name, mode }) => [kind, name, mode].join(' '))
}

const one = (more: Partial<PlannedProperty>) => ({ events: [event('Viewed', property('p', more))] })

describe('a value fits its type', () => {
  test.each<readonly [PlannedProperty['type'], readonly unknown[], readonly unknown[]]>([
    ['text', ['a'], [1, true, [], {}]],
    ['number', [1, 1.5, -2], ['1', true, []]],
    ['integer', [1, -2, 3.0], [1.5, '1']],
    ['boolean', [true, false], ['true', 1]],
    ['time', ['2026-05-01T10:00:00Z', 1_777_000_000], ['yesterday', true]],
    ['list', [[], [1]], [{}, 'a']],
    ['object', [{}], [[], 'a']],
    ['any', ['a', 1, true, [], {}], []],
  ])('%s', (type, good, bad) => {
    for (const value of good) expect([value, judged(one({ type }), { properties: { p: value } })]).toEqual([value, []])
    for (const value of bad) expect([value, judged(one({ type }), { properties: { p: value } })]).toEqual([value, ['wrong_type p allow']])
  })
})

test('a required property must be there and not be empty; an optional one may be missing', () => {
  for (const properties of [{}, { p: '' }, { p: null }]) {
    expect(judged(one({ required: true }), { properties })).toEqual(['missing_property p allow'])
    expect(judged(one({}), { properties })).toEqual([])
  }
  expect(judged(one({ required: true, type: 'number' }), { properties: { p: 0 } })).toEqual([])
})

test('values and ranges are held against the allowed ones, both ends included', () => {
  const says = (more: Partial<PlannedProperty>, value: unknown) => judged(one(more), { properties: { p: value } }).length
  expect([says({ values: ['a', 'b'] }, 'b'), says({ values: ['a', 'b'] }, 'c')]).toEqual([0, 1])
  expect([1, 5, 6, 0].map((value) => says({ type: 'integer', min: 1, max: 5 }, value))).toEqual([0, 0, 1, 1])
  expect([says({ type: 'number', values: ['1', '2.50'] }, 2.5), says({ type: 'number', values: ['1'] }, 3)]).toEqual([0, 1])
  expect([says({ type: 'list', values: ['a', '1'] }, ['a', 1]), says({ type: 'list', values: ['a'] }, ['a', 'c'])]).toEqual([0, 1])
})

test('what the plan does not name is told by its own mode, and a personal property need not be named', () => {
  const plan = { ...one({}), unplannedEvents: 'quarantine', unplannedProperties: 'flag' } as const
  expect(judged(plan, { name: 'Clicked' })).toEqual(['unplanned_event  quarantine'])
  expect(judged(plan, { properties: { p: 'a', q: 1, email: 'li@example.com' } })).toEqual(['unplanned_property q flag'])
})

test('pages without a plan are let alone, one without a name stands for all, and identify is held against its traits', () => {
  const pages: PlannedEvent = { ...event('', property('path', { required: true })), type: 'page' }
  const people: PlannedEvent = { ...event('', property('level', { required: true })), type: 'identify' }
  expect(judged({}, { type: 'page', name: 'Home' })).toEqual([])
  expect(judged({ events: [pages] }, { type: 'page', name: 'Home' })).toEqual(['missing_property path allow'])
  expect(judged({ events: [pages] }, { type: 'screen', name: 'Home' })).toEqual([])
  expect(judged({ events: [people] }, { type: 'identify', name: '', traits: { level: 'gold' } })).toEqual([])
  expect(judged({ events: [people] }, { type: 'identify', name: '', properties: { level: 'gold' } })).toHaveLength(1)
})

test('names of JavaScript are names like others, and thousands of properties are told once', () => {
  const properties = JSON.parse('{"__proto__": "a", "constructor": "b"}') as JudgedMessage['properties']
  const plan = { events: [event('Viewed', property('__proto__', { required: true }), property('toString', { required: true }))] }
  expect(judged(plan, { properties })).toEqual(['missing_property toString allow', 'unplanned_property constructor allow'])
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`q${i}`, i]))
  expect(judged(one({}), { properties: many })).toHaveLength(50)
})

test('a message is kept out for what the plan keeps out, however much else is wrong with it', () => {
  const required = Array.from({ length: 60 }, (_, i) => property(`p${i}`, { required: true }))
  const plan = { unplannedProperties: 'quarantine', events: [event('Viewed', ...required)] } as const
  const told = judged(plan, { properties: { q: 1 } })
  expect(told).toHaveLength(50)
  expect(told.at(-1)).toBe('unplanned_property q quarantine')
})

test('a kept out message names the property without what is personal in its name, and not at any length', () => {
  const compiled = compilePlan({ ...NO_PLAN, unplannedProperties: 'quarantine', events: [event('Viewed')] }, 1)
  const field = (name: string) => {
    const message = { type: 'track', name: 'Viewed', properties: { [name]: 1 }, traits: {} }
    const answer = planStep(message, { plan: compiled, toUtc: (local) => local })
    return answer instanceof Quarantined ? answer.field : ''
  }
  expect(field('color')).toBe('properties.color')
  expect(field('of li@example.com')).not.toContain('li@example')
  expect(field('q'.repeat(30_000)).length).toBeLessThan(300)
})
