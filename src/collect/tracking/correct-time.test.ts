import { describe, expect, test } from 'vitest'
import { correctTime } from './correct-time.ts'

const RECEIVED = Date.parse('2026-05-01T10:00:00Z')
const at = (original: unknown, sentAt: string | null = null, historical = false) =>
  correctTime({ original, sentAt, receivedAt: RECEIVED, historical })
const iso = (original: unknown): string => {
  const time = at(original, null, true)
  return typeof time === 'string' ? time : new Date(time.occurredAt).toISOString()
}

test('a clock error that would put an event into the year 1797 is a problem, not a date', () => {
  expect(at('1970-01-01T00:00:00Z', '2199-01-01T00:00:00Z')).toBe('time_out_of_range')
  expect(at('2199-01-01T00:00:00Z', '2199-01-01T00:00:00Z')).toEqual({ occurredAt: RECEIVED, clamped: false })
})

describe('what is read', () => {
  test.each([
    ['2026-04-30T10:00:00.123456Z', '2026-04-30T10:00:00.123Z'],
    ['2026-04-30T18:00:00+08:00', '2026-04-30T10:00:00.000Z'],
    ['2026-04-30 18:00:00 +0800', '2026-04-30T10:00:00.000Z'],
    ['2026-04-30T10:00:00', '2026-04-30T10:00:00.000Z'],
    ['2026-04-30', '2026-04-30T00:00:00.000Z'],
    ['Thu, 30 Apr 2026 10:00:00 GMT', '2026-04-30T10:00:00.000Z'],
    ['Thu Apr 30 2026 18:00:00 GMT+0800 (China Standard Time)', '2026-04-30T10:00:00.000Z'],
    [Date.parse('2026-04-30T10:00:00Z'), '2026-04-30T10:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ])('%s', (original, expected) => expect(iso(original)).toBe(expected))
})

describe('what is refused instead of guessed', () => {
  test.each([
    ['2026-02-30T00:00:00Z', 'bad_timestamp'],
    ['2026-13-01', 'bad_timestamp'],
    ['2026-04-30T24:30:00Z', 'bad_timestamp'],
    ['2026-04-30T10:00:00+15:00', 'bad_timestamp'],
    ['Tue, 31 Feb 2026 10:00:00 GMT', 'bad_timestamp'],
    ['Tue Feb 31 2026 10:00:00 GMT+0800', 'bad_timestamp'],
    ['Thu, 30 Apr 2026 24:00:00 GMT', 'bad_timestamp'],
    ['event 5', 'bad_timestamp'],
    ['5', 'bad_timestamp'],
    ['', 'bad_timestamp'],
    [1_777_543_200, 'bad_timestamp'],
    [true, 'bad_timestamp'],
    ['1797-01-01T00:00:00Z', 'time_out_of_range'],
    ['9999-01-01T00:00:00Z', 'time_out_of_range'],
    [-1, 'time_out_of_range'],
    [1e300, 'time_out_of_range'],
  ])('%o is %s', (original, problem) => expect(at(original)).toBe(problem))
})
