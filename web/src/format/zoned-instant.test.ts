import { expect, test } from 'vitest'
import { instantOfZoned, zonedParts } from './zoned-instant.ts'

test.each([
  ['2026-04-01', '10:00', 'Asia/Shanghai', '2026-04-01T02:00:00.000Z'],
  ['2026-03-29', '12:00', 'Europe/Berlin', '2026-03-29T10:00:00.000Z'],
  ['2026-10-25', '12:00', 'Europe/Berlin', '2026-10-25T11:00:00.000Z'],
  ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-01-01', '00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
])('%s %s in %s is %s', (day, time, zone, instant) => {
  expect(instantOfZoned(day, time, zone)).toBe(instant)
})

test('the wall clock of a zone', () => {
  expect(zonedParts('2026-03-31T16:05:00Z', 'Asia/Shanghai')).toEqual({ day: '2026-04-01', time: '00:05' })
})
