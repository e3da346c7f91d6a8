import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { offsetMs, startOfDay } from '#kernel/zoned-day.ts'
import type { CalendarUnit, DateTest, PastPoint, Span, Window } from './condition.ts'

/** When a condition is asked, and by which calendar. */
export interface AskedAt {
  readonly now: Date
  /** IANA name: the project's. */
  readonly timeZone: string
}

const FIXED_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS } as const

/** Milliseconds of a span of fixed length; null for months and years. */
export function fixedMs({ n, unit }: Span): number | null {
  return unit === 'month' || unit === 'year' ? null : n * FIXED_MS[unit]
}

/** The longest that a span can be, in days. */
export function mostDays({ n, unit }: Span): number {
  if (unit === 'month') return n * 31
  return unit === 'year' ? n * 366 : (n * FIXED_MS[unit]) / DAY_MS
}

/**
 * So long before an instant (`direction` -1) or after it. Months and years keep the day and the wall clock of the zone; a day that the month lacks is its last.
 */
export function moved(instant: Date, span: Span, direction: 1 | -1, timeZone: string): Date {
  const fixed = fixedMs(span)
  if (fixed !== null) return new Date(instant.getTime() + direction * fixed)
  const day = localDay(instant, timeZone)
  const clock = instant.getTime() + offsetMs(instant, timeZone) - Date.parse(`${day}T00:00:00Z`)
  const wall = Date.parse(`${movedDay(day, span, direction)}T00:00:00Z`) + clock
  const guess = wall - offsetMs(new Date(wall), timeZone)
  return new Date(wall - offsetMs(new Date(guess), timeZone))
}

/** The same of a day (YYYY-MM-DD); minutes and hours make whole days of 24. */
export function movedDay(day: string, span: Span, direction: 1 | -1): string {
  const fixed = fixedMs(span)
  if (fixed !== null) return addDays(day, direction * Math.floor(fixed / DAY_MS))
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const months = year * 12 + month - 1 + direction * span.n * (span.unit === 'year' ? 12 : 1)
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate()
  return new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, last))).toISOString().slice(0, 10)
}

/** The first day of the unit that a day is in. */
export function startOfUnit(day: string, unit: CalendarUnit): string {
  const [year = '', month = ''] = day.split('-')
  switch (unit) {
    case 'day':
      return day
    case 'week':
      return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
    case 'month':
      return `${year}-${month}-01`
    case 'quarter':
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`
    case 'year':
      return `${year}-01-01`
  }
}

/** The times of a window: later than or at `from`, earlier than `to`; null: without that end. */
export interface Range {
  readonly from: Date | null
  readonly to: Date | null
}

/** One millisecond, the finest that a fact's time is known to: "until now" holds what happens just now. */
const INSTANT_MS = 1
const upTo = (last: Date): Date => new Date(last.getTime() + INSTANT_MS)

/** The same window whoever is asked about; null where it hangs on a date of each customer. Nothing after `now` is ever in it. */
export function rangeOf(window: Window | undefined, asked: AskedAt): Range | null {
  const { now, timeZone } = asked
  const end = upTo(now)
  if (window === undefined) return { from: null, to: end }
  if ('after' in window || 'before' in window) return null
  const ago = (span: Span) => upTo(moved(now, span, -1, timeZone))
  if ('last' in window) return { from: ago(window.last), to: end }
  if ('earlier' in window) return { from: null, to: ago(window.earlier) }
  if ('from' in window) return { from: ago(window.from), to: ago(window.to) }
  if ('this' in window) return { from: startOfDay(startOfUnit(localDay(now, timeZone), window.this), timeZone), to: end }
  if ('previous' in window) {
    const current = startOfUnit(localDay(now, timeZone), window.previous)
    return {
      from: startOfDay(startOfUnit(addDays(current, -1), window.previous), timeZone),
      to: startOfDay(current, timeZone),
    }
  }
  const since = 'since' in window ? startOfDay(window.since, timeZone) : null
  const until = window.until === undefined ? end : startOfDay(addDays(window.until, 1), timeZone)
  return { from: since, to: until < end ? until : end }
}

/** The instant as of which something past is asked. */
export function pastInstant(point: PastPoint, { now, timeZone }: AskedAt): Date {
  if ('ago' in point) return moved(now, point.ago, -1, timeZone)
  const end = new Date(startOfDay(addDays(point.day, 1), timeZone).getTime() - INSTANT_MS)
  return end < now ? end : now
}

/** The instants that a date test lets through; null for an anniversary, which is none of instants. */
export function instantsOf(test: DateTest, { now, timeZone }: AskedAt): Range | null {
  switch (test.op) {
    case 'before':
      return { from: null, to: startOfDay(test.day, timeZone) }
    case 'on':
      return { from: startOfDay(test.day, timeZone), to: startOfDay(addDays(test.day, 1), timeZone) }
    case 'after':
      return { from: startOfDay(addDays(test.day, 1), timeZone), to: null }
    case 'last':
      return { from: upTo(moved(now, test.span, -1, timeZone)), to: upTo(now) }
    case 'next':
      return { from: now, to: upTo(moved(now, test.span, 1, timeZone)) }
    case 'earlier':
      return { from: null, to: upTo(moved(now, test.span, -1, timeZone)) }
    case 'anniversary':
      return null
  }
}

/** The days that a date test lets through, both ends included; null for an anniversary. */
export function daysOf(test: DateTest, { now, timeZone }: AskedAt): { readonly from: string | null; readonly to: string | null } | null {
  const today = localDay(now, timeZone)
  switch (test.op) {
    case 'before':
      return { from: null, to: addDays(test.day, -1) }
    case 'on':
      return { from: test.day, to: test.day }
    case 'after':
      return { from: addDays(test.day, 1), to: null }
    case 'last':
      return { from: addDays(movedDay(today, test.span, -1), 1), to: today }
    case 'next':
      return { from: today, to: movedDay(today, test.span, 1) }
    case 'earlier':
      return { from: null, to: movedDay(today, test.span, -1) }
    case 'anniversary':
      return null
  }
}

/** Month and day (`MM-DD`) of each day on which an anniversary counts; 29 February comes round on 1 March where a year lacks it. */
export function anniversaryDays({ from, to }: { readonly from: number; readonly to: number }, { now, timeZone }: AskedAt): string[] {
  const today = localDay(now, timeZone)
  const found = new Set<string>()
  for (let offset = from; offset <= to; offset += 1) {
    const day = addDays(today, offset)
    found.add(day.slice(5))
    if (day.endsWith('-03-01') && addDays(day, -1).endsWith('-02-28')) found.add('02-29')
  }
  return [...found]
}
