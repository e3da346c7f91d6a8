import type { CalendarPhase } from './demand-calendar.ts'
import { type ExternalSeries, learnExternalEffect } from './external-effect.ts'
import { type HolidayEffect, learnHolidayEffects } from './holiday-effects.ts'
import { closedDays } from './prepare-history.ts'

/** An external series that counts, and whether its values are known ahead. */
export interface UsedSeries extends ExternalSeries {
  readonly isAhead: boolean
}

/** What makes days of the whole shop sell otherwise than usual. */
export interface ShopFactors {
  readonly closed: Uint8Array
  readonly effects: ReadonlyMap<string, HolidayEffect>
  /** Of each day, also of days after the sales. */
  readonly factors: Float64Array
  /** By id of the external series: the factor of one standard deviation; without those whose effect is not clear. */
  readonly external: ReadonlyMap<string, number>
}

/** Learns holidays first and then each external series on top, from daily sales of the whole shop. @param days length of the factors */
export function shopFactors(
  total: Float64Array,
  firstDay: string,
  {
    phases,
    external,
    days,
  }: { readonly phases: readonly CalendarPhase[]; readonly external: readonly UsedSeries[]; readonly days: number },
): ShopFactors {
  const closed = closedDays(total)
  const open = total.map((value, t) => (closed[t] === 1 ? Number.NaN : value))
  const { effects, factors } = learnHolidayEffects(open, firstDay, phases, days)
  const found = new Map<string, number>()
  let all = factors
  for (const { id, values, isAhead } of external) {
    const effect = learnExternalEffect(open, all, values, { days, isAhead })
    if (effect === null) continue
    found.set(id, effect.perDeviation)
    all = all.map((factor, t) => factor * (effect.factors[t] as number))
  }
  return { closed, effects, factors: all, external: found }
}
