import { expect, it } from 'vitest'
import { entrantsOf } from './journey-entrants.ts'

const audience = { field: 'customer.region', op: 'in' as const, values: ['Shanghai'] }
const window = { last: { n: 30, unit: 'day' } }

it('counts who did the event lately, with its properties', () => {
  const where = [{ property: 'cart_value', op: 'gt' as const, value: 10 }]
  const entry = { kind: 'event' as const, key: null, event: { name: 'Product Added', where } }
  expect(entrantsOf({ entry, audience })).toEqual({ did: 'event', name: 'Product Added', where, window, op: 'gte', value: 1 })
  expect(entrantsOf({ entry: { ...entry, event: { name: 'Product Added', where: [] } }, audience })).not.toHaveProperty('where')
})

it('counts who ordered lately, and of all else the audience', () => {
  expect(entrantsOf({ entry: { kind: 'order', first: true }, audience })).toEqual({ did: 'order', window, op: 'gte', value: 1 })
  expect(entrantsOf({ entry: { kind: 'audience', every: null, at: '09:00' }, audience })).toBe(audience)
  expect(entrantsOf({ entry: { kind: 'segment', segmentId: 'x', change: 'entered' }, audience })).toBe(audience)
})
