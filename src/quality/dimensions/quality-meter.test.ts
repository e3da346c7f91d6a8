import { expect, it } from 'vitest'
import { addDays } from '#kernel/local-day.ts'
import { measureDay, sharesOf } from './measure-day.ts'
import type { QualityDay } from './quality-days.ts'
import { anomaliesOf, daysDue } from './quality-meter.ts'
import { compareWithWeekdays } from './weekday-baseline.ts'

const DAY = '2026-03-15'
const facts = { intake: [], flags: [], filled: [], timely: [] }

it('counts refusals and marks of values against validity, repetitions against uniqueness, and marks of sequences against consistency', () => {
  const rows = measureDay(
    DAY,
    {
      intake: [{ source: 's', received: 100, duplicates: 5, quarantined: 3 }],
      flags: [
        { source: 's', ruleId: 'shape', flagged: 2 },
        { source: 's', ruleId: 'order', flagged: 4 },
        { source: 'other', ruleId: 'order', flagged: 9 },
        { source: 's', ruleId: 'gone', flagged: 9 },
      ],
      filled: [{ source: 's', scope: 'events', field: 'channel', facts: 10, filled: 9 }],
      timely: [{ source: 's', scope: 'events', facts: 10, timely: 8 }],
    },
    [
      { id: 'shape', kind: 'format', scope: 'customers', field: 'phone' },
      { id: 'order', kind: 'sequence', scope: 'orders', field: 'paidAt' },
    ],
  )
  expect(Object.fromEntries(sharesOf(rows))).toEqual({
    's volume': 100,
    's validity': 0.95,
    's uniqueness': 0.95,
    's consistency': 0.96,
    's completeness': 0.9,
    's timeliness': 0.8,
  })
  expect(rows).toContainEqual({
    day: DAY,
    source: 's',
    scope: 'customers',
    field: 'phone',
    dimension: 'validity',
    checked: 100,
    passed: 98,
  })
  expect(measureDay(DAY, facts, [])).toEqual([])
})

it('compares with the same weekday, by the median of at least four weeks, and says so when there are fewer', () => {
  expect(compareWithWeekdays(0.5, [0.99, 0.99, 0.99], false).verdict).toBe('few')
  expect(compareWithWeekdays(0.98, [0.99, 0.99, 0.99, 0.99], false)).toEqual({ verdict: 'usual', expected: 0.99, margin: 0.02 })
  expect(compareWithWeekdays(0.9, [0.99, 0.98, 0.99, 0.2], false).verdict).toBe('unusual')
  // A share that rises is no alert, a count is.
  expect(compareWithWeekdays(1, [0.5, 0.5, 0.5, 0.5], false).verdict).toBe('usual')
  expect(compareWithWeekdays(1_000, [100, 110, 90, 100], true).verdict).toBe('unusual')
})

it('finds a source that fell silent, and leaves weekdays before its beginning out', () => {
  const volume = (day: string, checked: number): QualityDay => ({
    day,
    source: 's',
    scope: 'all',
    field: '',
    dimension: 'volume',
    checked,
    passed: checked,
  })
  const weeks = (n: number) => Array.from({ length: n }, (_, i) => volume(addDays(DAY, -7 * (i + 1)), 100 + i))
  expect(anomaliesOf(DAY, [], weeks(5))).toMatchObject([{ source: 's', dimension: 'volume', value: 0, expected: 102 }])
  expect(anomaliesOf(DAY, [], weeks(3))).toEqual([])
  expect(anomaliesOf(DAY, [volume(DAY, 101)], weeks(8))).toEqual([])
})

it('judges no volume on a holiday and takes none as a measure, but refusals are told on any day', () => {
  const row = (day: string, dimension: 'volume' | 'validity', checked: number, passed: number): QualityDay => ({
    day,
    source: 's',
    scope: 'all',
    field: '',
    dimension,
    checked,
    passed,
  })
  const weeks = Array.from({ length: 12 }, (_, i) => addDays(DAY, -7 * (i + 1)))
  // Eight holidays of the last twelve weeks sold a fifth.
  const holidays = new Set(weeks.slice(0, 8))
  const before = weeks.flatMap((day) => [row(day, 'volume', holidays.has(day) ? 20 : 100, 100), row(day, 'validity', 100, 99)])
  expect(anomaliesOf(DAY, [row(DAY, 'volume', 20, 20)], before)).toEqual([])
  expect(anomaliesOf(DAY, [row(DAY, 'volume', 20, 20)], before, holidays)).toMatchObject([
    { dimension: 'volume', value: 20, expected: 100 },
  ])
  const onHoliday = anomaliesOf(DAY, [row(DAY, 'volume', 20, 20), row(DAY, 'validity', 20, 10)], before, new Set([...holidays, DAY]))
  expect(onHoliday).toMatchObject([{ dimension: 'validity', value: 0.5 }])
})

it('measures days that are over, at most seven, each once', () => {
  const now = new Date('2026-03-15T01:45:00Z')
  expect(daysDue('2026-03-12', now)).toEqual(['2026-03-13', '2026-03-14'])
  expect(daysDue('2026-03-14', now)).toEqual([])
  expect(daysDue(null, now)).toHaveLength(7)
})
