import { expect, test } from 'vitest'
import { addPeriods, type BillingPeriod, billingPeriodOf } from './billing-period.ts'

test.each<readonly [string, BillingPeriod | undefined]>([
  ['月付', 'month'],
  ['Month-to-month', 'month'],
  ['按季', 'quarter'],
  ['Annual', 'year'],
  ['one year', 'year'],
  ['12个月', 'year'],
  ['半年', 'half-year'],
  ['weekly', 'week'],
  ['two year', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(billingPeriodOf(text)).toBe(expected)
})

test.each<readonly [string, BillingPeriod, number, string]>([
  ['2026-01-31', 'month', 1, '2026-02-28'],
  ['2024-02-29', 'year', 1, '2025-02-28'],
  ['2026-03-31', 'month', -1, '2026-02-28'],
  ['2026-11-30', 'quarter', 1, '2027-02-28'],
  ['2026-01-01', 'week', 2, '2026-01-15'],
])('%s and a %s times %i', (from, period, count, expected) => {
  expect(new Date(addPeriods(Date.parse(from), period, count)).toISOString().slice(0, 10)).toBe(expected)
})
