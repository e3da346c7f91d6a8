import { expect, test } from 'vitest'
import { zonedDay, zonedTime } from './zoned-time.ts'

const LATE = new Date('2026-03-15T16:30:00Z')

test('times and days on the command line are those of the project', () => {
  expect(zonedTime(LATE, 'Asia/Shanghai')).toBe('2026-03-16 00:30 (Asia/Shanghai)')
  expect(zonedDay(LATE, 'Asia/Shanghai')).toBe('2026-03-16')
  expect(zonedDay(LATE, 'America/New_York')).toBe('2026-03-15')
  expect(zonedTime(null, 'UTC')).toBe('-')
})
