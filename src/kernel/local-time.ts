import { DAY_MS } from './clock.ts'
import { addDays, localDay } from './local-day.ts'
import { offsetMs } from './zoned-day.ts'

const MINUTE = 60_000

/** Minutes since local midnight by the clock on the wall, 0-1439. */
export function localMinutes(instant: Date, timeZone: string): number {
  const wall = instant.getTime() + offsetMs(instant, timeZone)
  return Math.floor((((wall % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE)
}

/**
 * The instants at which the clock on the wall shows a time of a day: one, or two where it is set back over it. Where it is set forward over that time, the
 * instant of the change, which is the first at which a later time is shown.
 * @param day YYYY-MM-DD
 * @param minutes since midnight, 0-1439
 */
export function instantsOfLocalTime(day: string, minutes: number, timeZone: string): readonly Date[] {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE
  const [before, after] = [offsetMs(new Date(wall - DAY_MS), timeZone), offsetMs(new Date(wall + DAY_MS), timeZone)]
  const candidates = [...new Set([wall - before, wall - after])].toSorted((a, b) => a - b)
  const exact = candidates.filter((at) => at + offsetMs(new Date(at), timeZone) === wall)
  if (exact.length > 0) return exact.map((at) => new Date(at))
  let [low, high] = [candidates[0] as number, candidates.at(-1) as number]
  const from = offsetMs(new Date(low), timeZone)
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000
    if (middle <= low) break
    if (offsetMs(new Date(middle), timeZone) === from) low = middle
    else high = middle
  }
  return [new Date(high)]
}

/** The first instant at or after `from` at which the clock on the wall shows the time, today, tomorrow or the day after. */
export function nextLocalTime(from: Date, minutes: number, timeZone: string): Date {
  const today = localDay(from, timeZone)
  for (let days = 0; days <= 2; days += 1) {
    const found = instantsOfLocalTime(addDays(today, days), minutes, timeZone).find((at) => at >= from)
    if (found !== undefined) return found
  }
  return new Date(from.getTime() + DAY_MS)
}

/** Monday of the week of a day, both YYYY-MM-DD. */
export function weekStart(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -weekday)
}

/** Whether a time of day is in a window of it, all in minutes after midnight: its end is outside. Over midnight where the end is not after the begin. */
export function isInDayWindow(minutes: number, from: number, to: number): boolean {
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to
}
