import { expect, test } from 'vitest'
import { chooseHorizon } from './choose-horizon.ts'

test.each([
  [373, 78, 90],
  [373, null, 90],
  [730, 8, 30],
  [730, 18, 60],
  [240, 60, 60],
  [240, 7, 30],
  [120, 60, 30],
  [3, null, 30],
])('%s days of orders, a typical gap of %s: %i days', (spanDays, typicalGapDays, days) => {
  expect(chooseHorizon({ spanDays, typicalGapDays }).days).toBe(days)
})

test('says why in both languages', () => {
  expect(chooseHorizon({ spanDays: 120, typicalGapDays: 60 }).reason.en).toContain('span only 120 days')
  expect(chooseHorizon({ spanDays: 730, typicalGapDays: 8 }).reason.zh).toContain('约 8 天')
})
