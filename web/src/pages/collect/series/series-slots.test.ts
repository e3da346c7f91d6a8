import { expect, it } from 'vitest'
import { createFormat } from '../../../format/format.ts'
import { seriesSlots } from './series-slots.ts'
import { seriesValue } from './series-value.ts'

it('keeps an empty place for each value that is missing', () => {
  const points = [
    { at: '2026-03-01', value: 3 },
    { at: '2026-03-04', value: 5 },
  ]
  expect(seriesSlots({ grain: 'day', points, gaps: [{ from: '2026-03-02', to: '2026-03-03', missing: 2 }] })).toEqual([
    { at: '2026-03-01', value: 3 },
    { at: '2026-03-02', value: null },
    { at: '2026-03-03', value: null },
    { at: '2026-03-04', value: 5 },
  ])
})

it('writes a value with the digits that it has', () => {
  const format = createFormat('en', 'UTC')
  expect([749, 15.9, 0.00012, -1234.5, 0].map((value) => seriesValue(format, value))).toEqual(['749', '15.9', '0.00012', '-1,234.5', '0'])
})
