import { expect, test } from 'vitest'
import { fanPoints } from './fan-points.ts'

const forecast = (day: string, mean: number) => ({ day, mean, low: mean - 1, high: mean + 1, baseline: mean })

test('the last days of the past come before the forecast', () => {
  const history = ['2026-03-01', '2026-03-02', '2026-03-03'].map((day, index) => ({ day, units: index }))
  const points = fanPoints({ history, forecast: [forecast('2026-03-04', 5)] }, 2)
  expect(points.map((point) => [point.day, point.sold, point.forecast?.mean ?? null])).toEqual([
    ['2026-03-02', 1, null],
    ['2026-03-03', 2, null],
    ['2026-03-04', null, 5],
  ])
})

test('a forecast day that has sold something already shows both', () => {
  const points = fanPoints({ history: [{ day: '2026-03-04', units: 4 }], forecast: [forecast('2026-03-04', 5)] }, 9)
  expect(points).toHaveLength(1)
  expect(points[0]).toMatchObject({ sold: 4, forecast: { mean: 5 } })
})
