import { expect, it } from 'vitest'
import { seriesSlots } from './series-slots.ts'

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
