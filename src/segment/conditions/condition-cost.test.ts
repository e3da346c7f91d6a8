import { expect, test } from 'vitest'
import type { Condition } from './condition.ts'
import { costOf, LARGE_ROWS } from './condition-cost.ts'

const asked = { now: new Date('2026-03-15T12:00:00Z'), timeZone: 'Asia/Shanghai' }
const READ = [
  { table: 'customers', rows: 500_000 },
  { table: 'feedback', rows: 0 },
  { table: 'events', rows: 2_000_000 },
]
const of = (condition: Condition, tables = READ) => costOf(condition, tables, asked)

test('the tables are listed by what is read of them, and add up', () => {
  expect(of({ all: [] })).toEqual({
    rows: 2_500_000,
    tables: [READ[2], READ[0]],
    isLarge: false,
    narrowings: [],
  })
  expect(of({ all: [] }, [{ table: 'events', rows: LARGE_ROWS + 1 }]).isLarge).toBe(true)
})

test('a test that looks at all times or all names is named with its place, wherever it stands', () => {
  const last90 = { last: { n: 90, unit: 'day' } } as const
  const condition: Condition = {
    all: [
      { did: 'event', op: 'set' },
      { any: [{ not: { did: 'event', name: 'Product Viewed', window: { until: '2026-01-01' }, op: 'set' } }] },
      { did: 'event', name: 'Product Viewed', window: last90, op: 'set' },
      { did: 'event', window: last90, op: 'set' },
      { asOf: { ago: { n: 1, unit: 'month' } }, condition: { did: 'event', name: 'A', window: { previous: 'month' }, op: 'set' } },
    ],
  }
  expect(of(condition).narrowings).toEqual([
    { path: '$.all[0]', kind: 'event', by: 'window' },
    { path: '$.all[0]', kind: 'event', by: 'name' },
    { path: '$.all[1].any[0].not', kind: 'event', by: 'window' },
    { path: '$.all[3]', kind: 'event', by: 'name' },
  ])
})

test('nothing is advised where little is read, and where a time would not make it less', () => {
  const did = (kind: 'ticket' | 'item' | 'order'): Condition => ({ did: kind, op: 'set' })
  expect(of(did('item'), [{ table: 'order_lines', rows: 900_000 }]).narrowings).toEqual([])
  // An order is put together from all its lines, of whatever time.
  expect(of(did('order'), [{ table: 'order_lines', rows: 9_000_000 }]).narrowings).toEqual([])
  expect(of(did('item'), [{ table: 'order_lines', rows: 9_000_000 }]).narrowings).toEqual([{ path: '$', kind: 'item', by: 'window' }])
})
