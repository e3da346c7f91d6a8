import { expect, test } from 'vitest'
import { latestSlot } from './calendar-slot.ts'
import type { Cadence } from './calendar-slot.ts'

const daily: Cadence = { kind: 'daily', hour: 2, minute: 30 }

test.each<[string, Cadence, string, string, string]>([
  ['today once the hour is past', daily, '2026-03-10T05:00:00Z', 'UTC', '2026-03-10T02:30:00Z'],
  ['yesterday before the hour', daily, '2026-03-10T02:29:59Z', 'UTC', '2026-03-09T02:30:00Z'],
  ['by the calendar of the project', daily, '2026-03-09T18:31:00Z', 'Asia/Shanghai', '2026-03-09T18:30:00Z'],
  ['across the change to summer time', daily, '2026-03-30T01:00:00Z', 'Europe/Berlin', '2026-03-30T00:30:00Z'],
  ['in a month', { kind: 'monthly', day: 1, hour: 3, minute: 0 }, '2026-03-31T10:00:00Z', 'UTC', '2026-03-01T03:00:00Z'],
  ['in the month before', { kind: 'monthly', day: 5, hour: 3, minute: 0 }, '2026-03-05T02:00:00Z', 'UTC', '2026-02-05T03:00:00Z'],
  ['at the very second', daily, '2026-03-10T02:30:00Z', 'UTC', '2026-03-10T02:30:00Z'],
  ['when the day has begun there and not here', daily, '2026-03-09T20:00:00Z', 'Pacific/Auckland', '2026-03-09T13:30:00Z'],
  ['across the change to winter time', daily, '2026-10-25T12:00:00Z', 'Europe/Berlin', '2026-10-25T01:30:00Z'],
  ['on the day after the change to winter time', daily, '2026-10-26T12:00:00Z', 'Europe/Berlin', '2026-10-26T01:30:00Z'],
  ['before the hour of a day that is a day ahead', daily, '2026-03-10T13:00:00Z', 'Pacific/Auckland', '2026-03-09T13:30:00Z'],
  [
    'before summer time begins at night',
    { kind: 'daily', hour: 1, minute: 30 },
    '2026-03-29T12:00:00Z',
    'Europe/Berlin',
    '2026-03-29T00:30:00Z',
  ],
  ['late on the day of 25 hours', { kind: 'daily', hour: 23, minute: 45 }, '2026-10-25T22:30:00Z', 'Europe/Berlin', '2026-10-24T21:45:00Z'],
  [
    'in a month with a day of 25 hours',
    { kind: 'monthly', day: 5, hour: 23, minute: 45 },
    '2026-11-05T22:44:00Z',
    'Europe/Berlin',
    '2026-10-05T21:45:00Z',
  ],
  ['within the second', daily, '2026-03-10T02:30:00.750Z', 'Asia/Shanghai', '2026-03-09T18:30:00Z'],
  ['in the longest month', { kind: 'monthly', day: 1, hour: 3, minute: 0 }, '2026-08-01T02:59:59Z', 'UTC', '2026-07-01T03:00:00Z'],
  ['in January', { kind: 'monthly', day: 28, hour: 3, minute: 0 }, '2026-01-10T00:00:00Z', 'Asia/Shanghai', '2025-12-27T19:00:00Z'],
  ['every so many minutes, to the minute', { kind: 'every', minutes: 60 }, '2026-03-10T05:00:00Z', 'UTC', '2026-03-10T05:00:00Z'],
  ['every so many minutes', { kind: 'every', minutes: 15 }, '2026-03-10T05:29:59Z', 'UTC', '2026-03-10T05:15:00Z'],
])('finds when a schedule was last due: %s', (_name, cadence, now, timeZone, slot) => {
  expect(latestSlot(cadence, new Date(now), timeZone)).toEqual(new Date(slot))
})
