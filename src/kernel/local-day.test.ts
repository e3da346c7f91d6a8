import { expect, test } from 'vitest'
import { isDay } from './local-day.ts'

test('the 30th of February is no day, nor is what only begins like one', () => {
  expect(['2026-02-28', '2028-02-29', '2026-12-31'].every(isDay)).toBe(true)
  expect(['2026-02-30', '2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '2026-01-01T00', ''].some(isDay)).toBe(false)
})
