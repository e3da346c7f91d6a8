import { MINUTE_MS } from '#kernel/clock.ts'
import { isInDayWindow, localMinutes, nextLocalTime, weekStart } from '#kernel/local-time.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { clockChange, startOfDay } from '#kernel/zoned-day.ts'
import { minutesOf } from './contact-rules.ts'
import type { QuietWindow } from './contact-rules.ts'
import { readCustomerZone } from './customer-zone.ts'

/** One instant as a customer's calendar shows it. */
export interface CustomerMoment {
  readonly timeZone: string
  readonly now: Date
  readonly dayStart: Date
  readonly nextDay: Date
  readonly weekStart: Date
  readonly nextWeek: Date
}

const MOST_KEPT = 1_000

/** Zones of customers who may have none: that of the project holds for them. */
export interface CustomerZones {
  /** `isInvalid`: they have a text that is no zone. Nobody knows what hour it is for them, so marketing waits until somebody mends it; the zone of the project is for the rest. */
  zoneOf(stored: string): { readonly timeZone: string; readonly isInvalid: boolean }
  moment(timeZone: string, now: Date): CustomerMoment
}

/** Most customers share a few zones, and a zone's calendar takes longer to ask than everything else about a contact: each is worked out once for each instant. */
export function createCustomerZones(projectZone: () => string): CustomerZones {
  const read = new Map<string, string | null>()
  const moments = new Map<string, CustomerMoment>()
  return {
    zoneOf(stored) {
      if (stored === '') return { timeZone: projectZone(), isInvalid: false }
      let zone = read.get(stored)
      if (zone === undefined) {
        zone = readCustomerZone(stored)
        if (read.size < 5_000) read.set(stored, zone)
      }
      return zone === null ? { timeZone: projectZone(), isInvalid: true } : { timeZone: zone, isInvalid: false }
    },
    moment(timeZone, now) {
      const key = `${timeZone} ${now.getTime()}`
      const known = moments.get(key)
      if (known !== undefined) return known
      if (moments.size >= MOST_KEPT) moments.clear()
      const made = momentOf(timeZone, now)
      moments.set(key, made)
      return made
    },
  }
}

export function momentOf(timeZone: string, now: Date): CustomerMoment {
  const day = localDay(now, timeZone)
  const monday = weekStart(day)
  return {
    timeZone,
    now,
    dayStart: startOfDay(day, timeZone),
    nextDay: startOfDay(addDays(day, 1), timeZone),
    weekStart: startOfDay(monday, timeZone),
    nextWeek: startOfDay(addDays(monday, 7), timeZone),
  }
}

/** Whether the clock on the customer's wall is within the window; its end is outside. */
export function isQuiet(at: Date, { from, to }: QuietWindow, timeZone: string): boolean {
  return isInDayWindow(localMinutes(at, timeZone), minutesOf(from), minutesOf(to))
}

const opens = new Map<string, Date>()

/**
 * The first instant at or after `at` that is not quiet, also over days on which clocks are changed. Kept for some while: a plan asks it of a million customers who share
 * some zones and one instant.
 */
export function firstOpen(at: Date, quiet: QuietWindow | null, timeZone: string): Date {
  if (quiet === null) return at
  const key = `${timeZone} ${quiet.from} ${quiet.to} ${at.getTime()}`
  const known = opens.get(key)
  if (known !== undefined) return known
  let found = at
  // A change of the clock can lead back into the window once. A day may lack all of its open time: then what is found for it is quiet, and the next one is asked.
  for (let turn = 0; turn < 3 && isQuiet(found, quiet, timeZone); turn += 1) {
    const from = turn === 0 ? found : new Date(found.getTime() + MINUTE_MS)
    const end = nextLocalTime(from, minutesOf(quiet.to), timeZone)
    // Set back out of the window, the clock opens it before it ends.
    const change = clockChange(from, end, timeZone)
    found = change !== null && !isQuiet(change, quiet, timeZone) ? change : end
  }
  if (opens.size >= MOST_KEPT) opens.clear()
  opens.set(key, found)
  return found
}
