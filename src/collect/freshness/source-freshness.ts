import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'

/** `late`: it should have sent by now. `waiting`: it was declared a short while ago and has not sent yet. `undeclared`: nobody said how often it should. */
export const FRESHNESS_STATES = ['fresh', 'late', 'waiting', 'undeclared'] as const
export type FreshnessState = (typeof FRESHNESS_STATES)[number]

export interface SourceTimes {
  /** How often data should come; null: nothing is expected. */
  readonly expectedMinutes: number | null
  readonly lastAt: Date | null
  /** When it was made, or its expectation was said. */
  readonly since: Date
}

/** Whether a source has sent within the time that it should. One that never sent is late once that time has passed since it was declared. */
export function freshnessOf({ expectedMinutes, lastAt, since }: SourceTimes, now: Date): FreshnessState {
  if (expectedMinutes === null) return 'undeclared'
  const from = now.getTime() - expectedMinutes * MINUTE_MS
  if (lastAt !== null) return lastAt.getTime() >= from ? 'fresh' : 'late'
  return since.getTime() >= from ? 'waiting' : 'late'
}

/** Declared sources with fresh data out of all declared; null where none is. */
export function coverageOf(states: readonly FreshnessState[]): {
  readonly declared: number
  readonly fresh: number
  readonly share: number | null
} {
  const declared = states.filter((state) => state !== 'undeclared').length
  const fresh = states.filter((state) => state === 'fresh').length
  return { declared, fresh, share: declared === 0 ? null : fresh / declared }
}

const DAY_MINUTES = DAY_MS / MINUTE_MS
/** Days of two weeks on which a daily source may be silent. */
const SILENT_DAYS = 1

/**
 * How often a source seems to send, from the days (UTC, as 2026-01-31) on which it did: daily where it sent on nearly all of the last 14 whole days, weekly where it
 * sent in each of the last four weeks, else null. A suggestion to be confirmed: nothing is expected of a source until somebody says so.
 */
export function suggestMinutes(days: readonly string[], now: Date): number | null {
  const today = Math.floor(now.getTime() / DAY_MS)
  const ages = new Set(days.map((day) => today - Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS)))
  const within = (from: number, to: number): number => [...ages].filter((age) => age >= from && age <= to).length
  if (within(1, 14) >= 14 - SILENT_DAYS) return 2 * DAY_MINUTES
  return [0, 1, 2, 3].every((week) => within(1 + week * 7, 7 + week * 7) > 0) ? 8 * DAY_MINUTES : null
}
