import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import { offsetMs } from '#kernel/zoned-day.ts'

/** When something is due: every day, or on one day (1-28) of each month, at a wall-clock time; or every so many minutes since 1970. */
export type Cadence =
  | { readonly kind: 'daily'; readonly hour: number; readonly minute: number }
  | { readonly kind: 'monthly'; readonly day: number; readonly hour: number; readonly minute: number }
  | { readonly kind: 'every'; readonly minutes: number }

/** How far to look back: over the longest month, with the hour that winter time adds, and a day to spare. */
const MOST_DAYS = 33

/** The latest instant not after `now` at which the cadence was due, by the calendar of `timeZone` (IANA name). */
export function latestSlot(cadence: Cadence, now: Date, timeZone: string): Date {
  if (cadence.kind === 'every') {
    const step = cadence.minutes * MINUTE_MS
    return new Date(Math.floor(now.getTime() / step) * step)
  }
  // Stryker disable next-line EqualityOperator: what is due was found before the last of these days
  for (let days = 0; days <= MOST_DAYS; days += 1) {
    const local = localDate(new Date(now.getTime() - days * DAY_MS), timeZone)
    if (cadence.kind === 'monthly' && local.day !== cadence.day) continue
    const slot = instantOf(local, cadence.hour, cadence.minute, timeZone)
    if (slot.getTime() <= now.getTime()) return slot
  }
  return new Date(0)
}

interface LocalDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

function localDate(instant: Date, timeZone: string): LocalDate {
  const shifted = new Date(instant.getTime() + offsetMs(instant, timeZone))
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth(), day: shifted.getUTCDate() }
}

/** Around a change of the clocks the offset of the first guess may be the other one, hence the second look. */
function instantOf(date: LocalDate, hour: number, minute: number, timeZone: string): Date {
  const wall = Date.UTC(date.year, date.month, date.day, hour, minute)
  const guess = new Date(wall - offsetMs(new Date(wall), timeZone))
  return new Date(wall - offsetMs(guess, timeZone))
}
