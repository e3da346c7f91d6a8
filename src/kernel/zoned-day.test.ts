import { expect, test } from 'vitest'
import { offsetMs, startOfDay } from './zoned-day.ts'

test.each([
  ['2026-03-01', 'Asia/Shanghai', '2026-02-28T16:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  // Clocks went from 00:00 to 01:00 there: the day begins at one.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  // Midnight came twice (clocks went back from 01:00 to 00:00): the day begins with the first.
  ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
  ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
])('the day %s begins in %s at %s', (day, zone, start) => {
  expect(startOfDay(day, zone).toISOString()).toBe(start)
})

test('the offset is what the wall clock is ahead', () => {
  expect(offsetMs(new Date('2026-07-01T00:00:00.500Z'), 'America/New_York')).toBe(-4 * 3_600_000)
})
