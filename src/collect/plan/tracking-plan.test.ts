import { expect, test } from 'vitest'
import type { AppError } from '#kernel/app-error.ts'
import { NO_PLAN } from './learn-plan.ts'
import { PLAN_LIBRARY, templatePlan } from './plan-library.ts'
import { checkPlan, type PlannedEvent, type PlannedProperty } from './tracking-plan.ts'

const event: PlannedEvent = { type: 'track', name: 'Viewed', description: '', owner: '', properties: [] }
const property: PlannedProperty = { name: 'p', type: 'text', required: false, description: '' }

function refused(events: readonly PlannedEvent[]): string {
  try {
    checkPlan({ ...NO_PLAN, events })
    return ''
  } catch (error) {
    const { place, reason } = (error as AppError).details ?? {}
    return `${String(place)} ${String(reason)}`
  }
}

const withProperty = (more: Partial<PlannedProperty>) => refused([{ ...event, properties: [{ ...property, ...more }] }])

test('a plan is refused with the place that is wrong', () => {
  expect(refused([event])).toBe('')
  expect(refused([{ ...event, name: ' ' }])).toBe('events[0].name name')
  expect(refused([event, { ...event, name: ' Viewed ' }])).toBe('events[1].name twice')
  expect(refused([{ ...event, type: 'identify' }])).toBe('events[0].name nameless')
  expect(refused([{ ...event, name: '\u0000' }])).toBe('events[0].name text')
  expect(refused([{ ...event, name: 'a'.repeat(201) }])).toBe('events[0].name long')
  expect(refused([{ ...event, properties: [property, property] }])).toBe('events[0].properties[1].name twice')
  expect(withProperty({ name: '' })).toBe('events[0].properties[0].name name')
  expect(withProperty({ type: 'boolean', values: ['a'] })).toBe('events[0].properties[0].values values')
  expect(withProperty({ type: 'number', values: ['1', 'a'] })).toBe('events[0].properties[0].values[1] values')
  expect(withProperty({ min: 1 })).toBe('events[0].properties[0].min range')
  expect(withProperty({ type: 'number', min: 2, max: 1 })).toBe('events[0].properties[0].min range')
  expect(withProperty({ type: 'number', min: 1, max: 1, values: ['1'] })).toBe('')
})

test('a page and an event of one name are two, and every template is a plan in both languages', () => {
  expect(refused([event, { ...event, type: 'page' }])).toBe('')
  for (const template of PLAN_LIBRARY) {
    for (const language of ['zh', 'en'] as const) {
      const plan = checkPlan(templatePlan(template, language))
      expect(
        plan.events.flatMap(({ properties }) => properties).filter(({ name, description }) => name.includes('*') || description === ''),
      ).toEqual([])
    }
  }
})
