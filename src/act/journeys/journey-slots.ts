import { DAY_MS, HOUR_MS } from '#kernel/clock.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { instantsOfLocalTime } from '#kernel/local-time.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { minutesOf } from '../policy/contact-rules.ts'
import type { JourneyEntry } from './journey.ts'

/** What was missed for longer, such as while no server ran, is skipped: a birthday of yesterday is not congratulated. */
export const CATCH_UP_MS = 12 * HOUR_MS
/** So far back missed slots are noted. */
const LOOK_BACK_DAYS = 2

/** A time at which a journey looks for customers by itself. */
export interface Slot {
  /** The same for the same time, whoever works it out. */
  readonly key: string
  readonly dueAt: Date
  /** What the cause of an entry is called: the same day lets a customer in once. */
  readonly cause: string
  /** What must hold of the customers beside the audience; null: nothing. */
  readonly condition: Condition | null
  /** Only customers of this time zone; null: all. */
  readonly zone: string | null
}

interface SlotFacts {
  readonly now: Date
  /** Since when the journey is live. */
  readonly since: Date
  readonly timeZone: string
  /** Zones that customers have. */
  readonly zones: readonly string[]
}

/** The slots of an entry that are due, of the last days. Other entries have none. */
export function dueSlots(entry: JourneyEntry, facts: SlotFacts): readonly Slot[] {
  if (entry.kind === 'audience') return audienceSlots(entry, facts)
  return entry.kind === 'date' ? dateSlots(entry, facts) : []
}

function audienceSlots({ every, at }: Extract<JourneyEntry, { kind: 'audience' }>, { now, since, timeZone }: SlotFacts): Slot[] {
  const start: Slot = { key: 'start', dueAt: since, cause: 'audience:start', condition: null, zone: null }
  if (every === null) return [start]
  return [
    start,
    ...lastDays(now, timeZone).flatMap((day): Slot[] => {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
      if ((every === 'week' && weekday !== 1) || (every === 'month' && !day.endsWith('-01'))) return []
      const [dueAt] = instantsOfLocalTime(day, minutesOf(at), timeZone)
      if (dueAt === undefined || dueAt > now || dueAt <= since) return []
      return [{ key: day, dueAt, cause: `audience:${day}`, condition: null, zone: null }]
    }),
  ]
}

function dateSlots(entry: Extract<JourneyEntry, { kind: 'date' }>, { now, since, timeZone, zones }: SlotFacts): Slot[] {
  return zones.flatMap((zone) =>
    lastDays(now, zone).flatMap((day): Slot[] => {
      const [dueAt] = instantsOfLocalTime(day, minutesOf(entry.at), zone)
      if (dueAt === undefined || dueAt > now || dueAt <= since) return []
      return [{ key: `${day} ${zone}`, dueAt, cause: `date:${day}`, condition: conditionOf(entry, day, localDay(now, timeZone)), zone }]
    }),
  )
}

/** Whose date is so many days before this day, or after it. A day that comes round is counted from today, as conditions do. */
export function conditionOf({ field, days, yearly }: Extract<JourneyEntry, { kind: 'date' }>, day: string, today: string): Condition {
  const date = addDays(day, -days)
  if (!yearly) return { field, op: 'on', day: date }
  const ahead = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS)
  return { field, op: 'anniversary', from: ahead, to: ahead }
}

function lastDays(now: Date, zone: string): string[] {
  const today = localDay(now, zone)
  return Array.from({ length: LOOK_BACK_DAYS + 1 }, (_, i) => addDays(today, i - LOOK_BACK_DAYS))
}
