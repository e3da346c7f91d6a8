import { expect, it } from 'vitest'
import { rangeOf, stepOf, weeksOf } from './calendar-grid.ts'

it('shows whole weeks of a month from Monday to Sunday, and one week', () => {
  expect(rangeOf('month', '2026-02-17')).toEqual({ from: '2026-01-26', to: '2026-03-01' })
  expect(rangeOf('month', '2027-02-01')).toEqual({ from: '2027-02-01', to: '2027-02-28' })
  expect(rangeOf('week', '2026-03-01')).toEqual({ from: '2026-02-23', to: '2026-03-01' })
  expect(rangeOf('agenda', '2026-02-17')).toEqual({ from: '2026-02-01', to: '2026-02-28' })
  // The longest month in whole weeks is 42 days, which the server answers at once.
  expect(weeksOf(rangeOf('month', '2026-08-01'))).toHaveLength(6)
})

it('moves by a month or a week, and stays in the month where the next one is shorter', () => {
  expect(stepOf('month', '2026-01-31', 1)).toBe('2026-02-28')
  expect(stepOf('agenda', '2026-03-31', -1)).toBe('2026-02-28')
  expect(stepOf('month', '2026-12-15', 1)).toBe('2027-01-15')
  expect(stepOf('week', '2026-02-26', 1)).toBe('2026-03-05')
})
