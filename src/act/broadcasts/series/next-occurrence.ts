import { HOUR_MS } from '#kernel/clock.ts'
import { addDays, daysBetween } from '#kernel/local-day.ts'
import { instantsOfLocalTime, weekStart } from '#kernel/local-time.ts'
import { minutesOf } from '../../policy/contact-rules.ts'
import type { RepeatRule } from './repeat-rule.ts'

/** How far to look ahead: over a year of weeks, and the longest row of holidays. */
const MOST_DAYS = 400
/** The first zone of the world: its customers come to a local time first. */
const FIRST_ZONE_MS = 14 * HOUR_MS

/** What is known of a series when its next occurrence is looked for. */
export interface SeriesState {
  /** The last day that was decided about; null: none was. */
  readonly last: string | null
  /** Occurrences that were decided about: made, skipped and missed. */
  readonly done: number
  readonly isHoliday: (day: string) => boolean
}

/** Whether a day is one of the rule, whatever came before. */
export function isDayOf({ every, from, until }: Pick<RepeatRule, 'every' | 'from' | 'until'>, day: string): boolean {
  if (day < from || (until !== null && day > until)) return false
  if (every.kind === 'day') return true
  if (every.kind === 'week') {
    const monday = weekStart(day)
    const weekday = daysBetween(monday, day) + 1
    return every.days.includes(weekday) && (daysBetween(weekStart(from), monday) / 7) % every.weeks === 0
  }
  const isLast = addDays(day, 1).endsWith('-01')
  const number = Number(day.slice(8))
  return number === every.day || (isLast && every.day > number)
}

/** The next days of a series, in their order. Empty: it is over. */
export function nextDays(
  rule: RepeatRule,
  { last, done, isHoliday }: SeriesState,
  limit: number,
  notBefore: string = rule.from,
): readonly string[] {
  const found: string[] = []
  const most = Math.min(limit, rule.times === null ? limit : rule.times - done)
  let day = last === null || last < rule.from ? rule.from : addDays(last, 1)
  if (notBefore > day) day = notBefore
  for (let passed = 0; passed <= MOST_DAYS && found.length < most; passed += 1, day = addDays(day, 1)) {
    if (rule.until !== null && day > rule.until) break
    if (!isDayOf(rule, day) || (rule.skipHolidays && isHoliday(day))) continue
    found.push(day)
    passed = 0
  }
  return found
}

/**
 * When the occurrence of a day begins: once also on a day whose clock shows the time twice, and on one whose clock passes it over, when it is changed. Of local times of
 * customers, when the first zone of the world comes to it.
 */
export function instantOf({ time, zone }: Pick<RepeatRule, 'time' | 'zone'>, day: string, projectZone: string): Date {
  if (zone === 'customer') return new Date(Date.parse(`${day}T${time}:00Z`) - FIRST_ZONE_MS)
  return instantsOfLocalTime(day, minutesOf(time), projectZone)[0] as Date
}

export type MissReason = 'too_late' | 'overtaken'

/** What is to be done about the days of a series that have come. */
export interface DueOccurrence {
  readonly day: string
  readonly at: Date
  /** Null: it is to be made. */
  readonly missed: MissReason | null
}

/**
 * The occurrences whose time has come and that nobody has decided about. Those from before `since` never were: a series sends nothing of the past. One that is older than
 * its expiry is missed, and of several that a stop left behind the newest alone is made, so that nobody gets the same twice in a row.
 */
export function dueOccurrences(
  rule: RepeatRule,
  state: SeriesState,
  asked: { readonly since: Date; readonly now: Date; readonly timeZone: string; readonly expiresHours: number },
): readonly DueOccurrence[] {
  const { since, now, timeZone, expiresHours } = asked
  // A day before the instant's own is early enough in every zone.
  const notBefore = addDays(since.toISOString().slice(0, 10), -1)
  const ahead = addDays(now.toISOString().slice(0, 10), 2)
  const until = rule.until === null || rule.until > ahead ? ahead : rule.until
  const due = nextDays({ ...rule, until }, state, MOST_DAYS, notBefore > rule.from ? notBefore : rule.from)
    .map((day) => ({ day, at: instantOf(rule, day, timeZone) }))
    .filter(({ at }) => at > since && at <= now)
  return due.map(({ day, at }, i) => ({
    day,
    at,
    missed: now.getTime() > at.getTime() + expiresHours * HOUR_MS ? 'too_late' : i < due.length - 1 ? 'overtaken' : null,
  }))
}
