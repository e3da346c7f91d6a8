import { describe, expect, test } from 'vitest'
import { localToUtc } from '../import/parse-instant.ts'
import { readInstant } from './read-instant.ts'

const shanghai = localToUtc('Asia/Shanghai')
const read = (value: unknown, toUtc = shanghai) => {
  const time = readInstant(value, toUtc)
  return time === null ? null : new Date(time).toISOString()
}

describe('what is read', () => {
  test.each([
    ['2026-04-30T10:00:00.123456Z', '2026-04-30T10:00:00.123Z'],
    ['2026-04-30T18:00:00+08:00', '2026-04-30T10:00:00.000Z'],
    ['2026-04-30 18:00:00 +0800', '2026-04-30T10:00:00.000Z'],
    ['Thu, 30 Apr 2026 10:00:00 GMT', '2026-04-30T10:00:00.000Z'],
    ['Thu Apr 30 2026 18:00:00 GMT+0800 (China Standard Time)', '2026-04-30T10:00:00.000Z'],
    [Date.parse('2026-04-30T10:00:00Z'), '2026-04-30T10:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ])('%s', (value, expected) => expect(read(value)).toBe(expected))

  test.each([
    [1_772_676_000, '2026-03-05T02:00:00.000Z'],
    [1_772_676_000.25, '2026-03-05T02:00:00.250Z'],
    ['1772676000', '2026-03-05T02:00:00.000Z'],
    ['1772676000.25', '2026-03-05T02:00:00.250Z'],
    ['1772676000000', '2026-03-05T02:00:00.000Z'],
    [1_772_676_000_000_000, '2026-03-05T02:00:00.000Z'],
    ['1772676000000000000', '2026-03-05T02:00:00.000Z'],
    [1_000_000_000, '2001-09-09T01:46:40.000Z'],
  ])('%s, seconds or less since 1970 by its digits', (value, expected) => expect(read(value)).toBe(expected))
})

describe('a time without an offset is of the zone that is given, whatever the machine has', () => {
  test.each([
    ['2026-04-30T10:00:00', 'Asia/Shanghai', '2026-04-30T02:00:00.000Z'],
    ['2026-04-30', 'Asia/Shanghai', '2026-04-29T16:00:00.000Z'],
    ['2026-01-30 10:00', 'America/New_York', '2026-01-30T15:00:00.000Z'],
    ['2026-07-30 10:00', 'America/New_York', '2026-07-30T14:00:00.000Z'],
    ['2026-07-30 10:00', 'UTC', '2026-07-30T10:00:00.000Z'],
  ])('%s in %s', (value, zone, expected) => expect(read(value, localToUtc(zone))).toBe(expected))

  test('under every TZ of the process', () => {
    const before = process.env['TZ']
    try {
      for (const zone of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata']) {
        process.env['TZ'] = zone
        expect(read('2026-04-30T10:00:00')).toBe('2026-04-30T02:00:00.000Z')
        expect(read('Thu, 30 Apr 2026 10:00:00 GMT')).toBe('2026-04-30T10:00:00.000Z')
      }
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })
})

test.each([
  '2026-02-30T00:00:00Z',
  '2026-13-01',
  '2026-04-30T24:30:00Z',
  '2026-04-30T10:00:00+15:00',
  'Tue, 31 Feb 2026 10:00:00 GMT',
  'Tue Feb 31 2026 10:00:00 GMT+0800',
  'Thu, 30 Apr 2026 24:00:00 GMT',
  'event 5',
  '5',
  '20260430',
  '202604301010',
  '',
  'NaN',
  123_456,
  Number.NaN,
  true,
  null,
])('%o is no time', (value) => expect(read(value)).toBeNull())
