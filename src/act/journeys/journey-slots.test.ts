import { expect, test } from 'vitest'
import { dueSlots } from './journey-slots.ts'

const facts = (now: string, since = '2026-01-01T00:00:00Z', zones = ['Asia/Shanghai']) => ({
  now: new Date(now),
  since: new Date(since),
  timeZone: 'Asia/Shanghai',
  zones,
})
const keys = (...args: Parameters<typeof dueSlots>) => dueSlots(...args).map(({ key, dueAt }) => [key, dueAt.toISOString()])

test('an audience is looked for at the start, and then by the calendar of the project', () => {
  const daily = { kind: 'audience', every: 'day', at: '10:00' } as const
  expect(keys(daily, facts('2026-03-16T01:59:00Z', '2026-03-14T03:00:00Z'))).toEqual([
    ['start', '2026-03-14T03:00:00.000Z'],
    ['2026-03-15', '2026-03-15T02:00:00.000Z'],
  ])
  expect(keys(daily, facts('2026-03-16T02:00:00Z', '2026-03-14T03:00:00Z')).length).toBe(3)
  expect(keys({ ...daily, every: 'week' }, facts('2026-03-18T02:00:00Z')).map(([key]) => key)).toEqual(['start', '2026-03-16'])
  expect(keys({ ...daily, every: 'month' }, facts('2026-03-02T02:00:00Z')).map(([key]) => key)).toEqual(['start', '2026-03-01'])
  expect(keys({ ...daily, every: null }, facts('2026-03-02T02:00:00Z')).map(([key]) => key)).toEqual(['start'])
})

test('a date comes at the hour of each zone, once for a day', () => {
  const week = { kind: 'date', field: 'contract.renews_at', days: -7, at: '10:00', yearly: false } as const
  const slots = dueSlots(week, facts('2026-03-16T03:00:00Z', '2026-03-15T12:00:00Z', ['Asia/Shanghai', 'Europe/Berlin']))
  expect(slots).toEqual([
    {
      key: '2026-03-16 Asia/Shanghai',
      dueAt: new Date('2026-03-16T02:00:00Z'),
      cause: 'date:2026-03-16',
      condition: { field: 'contract.renews_at', op: 'on', day: '2026-03-23' },
      zone: 'Asia/Shanghai',
    },
  ])
})

test('a birthday is one of the day of the zone, also where the project is a day ahead', () => {
  const birthday = { kind: 'date', field: 'attribute.birthday', days: 0, at: '21:00', yearly: true } as const
  // The 15th in New York, the 16th in Shanghai.
  const [slot] = dueSlots(birthday, facts('2026-03-16T01:30:00Z', '2026-03-15T12:00:00Z', ['America/New_York']))
  expect(slot).toMatchObject({ key: '2026-03-15 America/New_York', condition: { op: 'anniversary', from: -1, to: -1 } })
})

test('other entries have no slots', () => {
  expect(dueSlots({ kind: 'order', first: false }, facts('2026-03-16T01:30:00Z'))).toEqual([])
})
