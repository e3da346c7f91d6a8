import type { Clock } from '#kernel/clock.ts'
import { addDays } from '#kernel/local-day.ts'
import type { QualityRuleKeeper } from '../rules/quality-rule-keeper.ts'
import { measureDay, sharesOf } from './measure-day.ts'
import type { MeasuredDimension, QualityAnomaly, QualityDay, QualityDayStore } from './quality-days.ts'
import { compareWithWeekdays, LOOK_BACK_WEEKS, MOST_WEEKS } from './weekday-baseline.ts'

/** Days that are made up for when nothing measured for a while. */
const MOST_DAYS = 7

/** Holidays, moved working days and the company's own days: local days, which a UTC day of the measurement mostly covers. */
export interface SpecialDays {
  specialDays(first: string, last: string): Promise<ReadonlySet<string>>
}

/** Measures each day that is over, once, and says which differ from the same weekdays before. */
export class QualityMeter {
  readonly #store: QualityDayStore
  readonly #rules: Pick<QualityRuleKeeper, 'rules'>
  readonly #calendar: SpecialDays
  readonly #clock: Clock

  constructor(parts: {
    readonly store: QualityDayStore
    readonly rules: Pick<QualityRuleKeeper, 'rules'>
    readonly calendar: SpecialDays
    readonly clock: Clock
  }) {
    this.#store = parts.store
    this.#calendar = parts.calendar
    this.#rules = parts.rules
    this.#clock = parts.clock
  }

  /** The days that were measured now. */
  async measure(signal?: AbortSignal): Promise<readonly string[]> {
    const days = daysDue(await this.#store.lastMeasured(), this.#clock.now())
    for (const day of days) {
      signal?.throwIfAborted()
      const rows = measureDay(day, await this.#store.factsOf(day), this.#rules.rules.rules)
      const first = addDays(day, -7 * LOOK_BACK_WEEKS)
      const [before, special] = await Promise.all([this.#store.since(first), this.#calendar.specialDays(first, day)])
      await this.#store.keep(day, rows, anomaliesOf(day, rows, before, special), this.#clock.now())
    }
    return days
  }
}

/** The days that are over and not measured, oldest first, at most seven. */
export function daysDue(last: string | null, now: Date): string[] {
  const today = now.toISOString().slice(0, 10)
  const days = Array.from({ length: MOST_DAYS }, (_, i) => addDays(today, i - MOST_DAYS))
  return days.filter((day) => last === null || day > last)
}

/**
 * What differs from the same weekdays before. A source of which nothing came although something usually does is found by its volume of 0. `special` days are no measure of others, so
 * earlier weeks take their place, and how much comes on one of them is not judged.
 */
export function anomaliesOf(
  day: string,
  rows: readonly QualityDay[],
  before: readonly QualityDay[],
  special: ReadonlySet<string> = new Set(),
): QualityAnomaly[] {
  const now = sharesOf(rows)
  const byDay = Map.groupBy(before, (row) => row.day)
  const weekdays = Array.from({ length: LOOK_BACK_WEEKS }, (_, i) => addDays(day, -7 * (i + 1)))
    .filter((one) => !special.has(one))
    .slice(0, MOST_WEEKS)
    .map((one) => sharesOf(byDay.get(one) ?? []))
  const keys = new Set([...now.keys(), ...weekdays.flatMap((shares) => [...shares.keys()].filter((key) => key.endsWith(' volume')))])
  return [...keys].flatMap((key): QualityAnomaly[] => {
    const [source = '', dimension = ''] = key.split(' ')
    const isCount = dimension === 'volume'
    if (isCount && special.has(day)) return []
    // A weekday without anything is a count of 0 once the source is known, and no share.
    const known = weekdays.findLastIndex((shares) => shares.has(key))
    const values = weekdays.slice(0, known + 1).flatMap((shares) => shares.get(key) ?? (isCount ? 0 : []))
    const value = now.get(key) ?? 0
    const { verdict, expected, margin } = compareWithWeekdays(value, values, isCount)
    return verdict === 'unusual' ? [{ day, source, dimension: dimension as MeasuredDimension, value, expected, margin }] : []
  })
}
