import { expect, test } from 'vitest'
import { endOfDay, parseAsOf } from './as-of-time.ts'

test.each([
  ['2011-12-09T12:50:00Z', 'Europe/London', '2011-12-10T00:00:00.000Z'],
  ['2026-03-13T23:30:00Z', 'Asia/Shanghai', '2026-03-14T16:00:00.000Z'],
  ['2026-03-14T15:59:59Z', 'Asia/Shanghai', '2026-03-14T16:00:00.000Z'],
  ['2026-03-08T12:00:00Z', 'America/New_York', '2026-03-09T04:00:00.000Z'],
])('the day of %s in %s ends at %s', (time, zone, end) => {
  expect(endOfDay(new Date(time), zone).toISOString()).toBe(end)
})

test('a day is taken to its end', () => expect(parseAsOf('2026-03-31', 'Asia/Shanghai').toISOString()).toBe('2026-03-31T16:00:00.000Z'))
test('an instant is taken as it is', () =>
  expect(parseAsOf('2026-03-31T08:00:00+08:00', 'UTC').toISOString()).toBe('2026-03-31T00:00:00.000Z'))
test.each(['yesterday', '2026-13-40', '31.03.2026', ''])('refuses %j', (text) => expect(() => parseAsOf(text, 'UTC')).toThrow(/--as-of/))
