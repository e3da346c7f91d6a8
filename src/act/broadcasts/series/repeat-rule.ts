import { AppError } from '#kernel/app-error.ts'
import { isDay } from '#kernel/local-day.ts'

/** On which days: every day, on some days of every so many weeks, or on one day of each month. Weeks begin on Monday and are counted from that of `from`. */
export type RepeatEvery =
  | { readonly kind: 'day' }
  /** 1 Monday - 7 Sunday. */
  | { readonly kind: 'week'; readonly weeks: number; readonly days: readonly number[] }
  /** Months without the day have it on their last one; 31 is the last day of every month. */
  | { readonly kind: 'month'; readonly day: number }

/** When a broadcast is sent again and again. */
export interface RepeatRule {
  readonly every: RepeatEvery
  /** HH:MM on the clock of `zone`. */
  readonly time: string
  readonly zone: 'project' | 'customer'
  /** First day that counts, YYYY-MM-DD. */
  readonly from: string
  /** Last day that counts; null: no end. */
  readonly until: string | null
  /** Occurrences in all, also those that were skipped or missed; null: no limit. */
  readonly times: number | null
  /** Nothing on holidays of the calendar: they are no occurrences. */
  readonly skipHolidays: boolean
  /** A customer gets it at most once in so many days; null: each time. */
  readonly everyDays: number | null
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/u
const MOST_WEEKS = 52
const MOST_TIMES = 1_000
const MOST_EVERY_DAYS = 365

/** @throws AppError invalid-input `broadcast-wrong` that names the field */
export function checkRepeatRule({ every, time, from, until, times, everyDays }: RepeatRule): void {
  if (!TIME.test(time)) wrong('when.time', 'a time such as 10:00')
  if (!isDay(from)) wrong('when.from', 'a day such as 2026-01-31')
  if (until !== null && (!isDay(until) || until < from)) wrong('when.until', 'a day that is not before from')
  if (times !== null) whole('when.times', times, 1, MOST_TIMES)
  if (everyDays !== null) whole('when.everyDays', everyDays, 1, MOST_EVERY_DAYS)
  if (every.kind === 'week') {
    whole('when.every.weeks', every.weeks, 1, MOST_WEEKS)
    const { days } = every
    if (days.length === 0 || new Set(days).size < days.length) wrong('when.every.days', 'one day of the week or more, each once')
    for (const day of days) whole('when.every.days', day, 1, 7)
  }
  if (every.kind === 'month') whole('when.every.day', every.day, 1, 31)
}

function whole(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) wrong(field, `a whole number from ${least} to ${most}`)
}

function wrong(field: string, expected: string): never {
  throw new AppError('invalid-input', 'broadcast-wrong', `${field} must be ${expected}.`, { details: { field, expected } })
}
