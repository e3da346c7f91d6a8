import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { localMinutes } from '#kernel/local-time.ts'
import { minutesOf } from '../../policy/contact-rules.ts'
import { dueOccurrences, instantOf, isDayOf, nextDays } from './next-occurrence.ts'
import type { SeriesState } from './next-occurrence.ts'
import { checkRepeatRule } from './repeat-rule.ts'
import type { RepeatRule } from './repeat-rule.ts'

const RULE: RepeatRule = {
  every: { kind: 'day' },
  time: '10:00',
  zone: 'project',
  from: '2026-03-02',
  until: null,
  times: null,
  skipHolidays: false,
  everyDays: null,
}
const NEW: SeriesState = { last: null, done: 0, isHoliday: () => false }
const days = (rule: Partial<RepeatRule>, limit: number, state: Partial<SeriesState> = {}) =>
  nextDays({ ...RULE, ...rule }, { ...NEW, ...state }, limit)

describe('the days of a series', () => {
  it('comes every day from the first one on, and goes on after the last that was decided about', () => {
    expect(days({}, 3)).toEqual(['2026-03-02', '2026-03-03', '2026-03-04'])
    expect(days({}, 2, { last: '2026-03-09', done: 8 })).toEqual(['2026-03-10', '2026-03-11'])
  })

  it('comes on days of every second week, counted from the week of the first day', () => {
    // The 4th of March 2026 is a Wednesday.
    expect(days({ from: '2026-03-04', every: { kind: 'week', weeks: 2, days: [1, 5] } }, 4)).toEqual([
      '2026-03-06',
      '2026-03-16',
      '2026-03-20',
      '2026-03-30',
    ])
  })

  it('comes on the last day of months that are too short', () => {
    expect(days({ from: '2027-12-01', every: { kind: 'month', day: 30 } }, 4)).toEqual([
      '2027-12-30',
      '2028-01-30',
      '2028-02-29',
      '2028-03-30',
    ])
    expect(days({ from: '2026-01-01', every: { kind: 'month', day: 31 } }, 4)).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
    ])
  })

  it('ends on its last day, or after so many', () => {
    expect(days({ until: '2026-03-03' }, 9)).toEqual(['2026-03-02', '2026-03-03'])
    expect(days({ times: 5 }, 9, { last: '2026-03-04', done: 3 })).toEqual(['2026-03-05', '2026-03-06'])
    expect(days({ times: 3 }, 9, { last: '2026-03-04', done: 3 })).toEqual([])
  })

  it('passes holidays over, which are none of its times', () => {
    const isHoliday = (day: string) => day === '2026-03-03'
    expect(days({ skipHolidays: true, times: 2 }, 9, { isHoliday })).toEqual(['2026-03-02', '2026-03-04'])
    expect(days({ skipHolidays: false }, 2, { isHoliday })).toEqual(['2026-03-02', '2026-03-03'])
  })
})

describe('when the clocks are changed', () => {
  it('comes once on the day that lacks 02:30, at the moment of the change', () => {
    const at = instantOf({ time: '02:30', zone: 'project' }, '2026-03-29', 'Europe/Berlin')
    expect(at.toISOString()).toBe('2026-03-29T01:00:00.000Z')
  })

  it('comes once on the day that has 02:30 twice, the first time', () => {
    expect(instantOf({ time: '02:30', zone: 'project' }, '2026-10-25', 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })
})

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
]
const arbitraryEvery = fc.oneof(
  fc.constant({ kind: 'day' as const }),
  fc.record({
    kind: fc.constant('week' as const),
    weeks: fc.integer({ min: 1, max: 4 }),
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant('month' as const), day: fc.integer({ min: 1, max: 31 }) }),
)
const arbitraryRule = fc.record({
  every: arbitraryEvery,
  time: fc.integer({ min: 0, max: 1_439 }).map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`),
  zone: fc.constantFrom('project' as const, 'customer' as const),
  from: fc.integer({ min: 0, max: 1_500 }).map((n) => addDays('2024-01-01', n)),
  until: fc.constant(null),
  times: fc.option(fc.integer({ min: 1, max: 9 })),
  skipHolidays: fc.boolean(),
  everyDays: fc.constant(null),
})

describe('whatever the rule, the zone and the day', () => {
  it('gives days of the rule in order, at the time of the wall, or at the change that passes it over', () => {
    fc.assert(
      fc.property(arbitraryRule, fc.constantFrom(...ZONES), (rule, timeZone) => {
        checkRepeatRule(rule)
        const found = nextDays(rule, NEW, 12)
        expect(found).toEqual([...new Set(found)].toSorted())
        expect(found.every((day) => isDayOf(rule, day))).toBe(true)
        if (rule.zone === 'customer') return
        const instants = found.map((day) => instantOf(rule, day, timeZone))
        expect(instants.map(Number)).toEqual(instants.map(Number).toSorted((a, b) => a - b))
        for (const [i, at] of instants.entries()) {
          const isExact = localDay(at, timeZone) === found[i] && localMinutes(at, timeZone) === minutesOf(rule.time)
          // Else the clock was just set forward over it.
          const jumps = localMinutes(at, timeZone) - localMinutes(new Date(at.getTime() - MINUTE_MS), timeZone) !== 1
          expect(isExact || jumps).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('decides about each day once, makes none late, none of before it began, and never two at once', () => {
    fc.assert(
      fc.property(
        arbitraryRule,
        fc.constantFrom(...ZONES),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 100 }),
        (rule, timeZone, gaps, expiresHours) => {
          const since = new Date(Date.parse(`${rule.from}T00:00:00Z`) + 3 * DAY_MS)
          let now = since
          let state: SeriesState = { ...NEW, isHoliday: (day) => day.endsWith('-05') }
          const decided: string[] = []
          for (const gap of gaps) {
            now = new Date(now.getTime() + gap * HOUR_MS)
            const due = dueOccurrences(rule, state, { since, now, timeZone, expiresHours })
            for (const { day, at, missed } of due) {
              expect(at > since && at <= now).toBe(true)
              expect(missed !== null || now.getTime() - at.getTime() <= expiresHours * HOUR_MS).toBe(true)
              expect(rule.skipHolidays && day.endsWith('-05')).toBe(false)
              decided.push(day)
            }
            expect(due.filter(({ missed }) => missed === null).length).toBeLessThanOrEqual(1)
            state = { ...state, last: decided.at(-1) ?? null, done: decided.length }
          }
          expect(decided).toEqual([...new Set(decided)].toSorted())
          expect(rule.times === null || decided.length <= rule.times).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})
