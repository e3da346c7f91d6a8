import { seasonalProfile } from '#numerics/series/seasonal-decomposition.ts'
import type { CalendarPhase } from './demand-calendar.ts'
import type { ExternalSeries } from './external-effect.ts'
import { forecastDemandSeries } from './forecast-demand-series.ts'
import { prepareHistory } from './prepare-history.ts'
import { shopFactors, type UsedSeries } from './shop-factors.ts'

/**
 * used: the forecast of later days was better with it. no-better: it was not. unclear: sales do not follow it clearly, or too few days have a value. untested: there is too little
 * history to try it on later days.
 */
export type ExternalVerdict = 'used' | 'no-better' | 'unclear' | 'untested'

export interface ExternalOutcome {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly verdict: ExternalVerdict
  /** Whether its values reach over the days that are forecast. */
  readonly isAhead: boolean
  /** The factor of a day on which it stands one standard deviation above its level; null where that is unclear. */
  readonly perDeviation: number | null
  /** By how much of itself the error of single days on later time fell; below 0 it rose. Null where that was not tried. */
  readonly gain: number | null
}

/** A spike is cut at this multiple of a good day, as for the total of the forecast. */
const SPIKE_LIMIT = 3
/** The error of later days must fall by this share at least. */
const LEAST_GAIN = 0.01
/** So much of the days ahead must have a value. */
const AHEAD_SHARE = 0.8
const LEAST_ORIGINS = 2
/** Series that are used together at most. */
const MOST_USED = 3

interface Choice {
  readonly used: readonly UsedSeries[]
  readonly outcomes: readonly ExternalOutcome[]
}

/**
 * Chooses the external series that make the forecast of the whole shop better on days that it does not know: as of several earlier days, one series after another is added as long as the error of the
 * following days falls by 1 % and on most of those dates. Values of the days ahead are used, in the test as in the forecast, only of a series that reaches over the days to be forecast now.
 * @param total units a day of the whole history
 * @param origins lengths of history that are forecast from
 */
export function chooseExternal(
  total: Float64Array,
  firstDay: string,
  candidates: readonly ExternalSeries[],
  {
    phases,
    origins,
    horizon,
  }: { readonly phases: readonly CalendarPhase[]; readonly origins: readonly number[]; readonly horizon: number },
): Choice {
  if (candidates.length === 0) return { used: [], outcomes: [] }
  const all = candidates.map((one): UsedSeries => ({ ...one, isAhead: isAhead(one.values, total.length, horizon) }))
  const errorsWith = (external: readonly UsedSeries[]): number[] =>
    origins.map((days) => {
      const shop = shopFactors(total.slice(0, days), firstDay, { phases, external, days: days + horizon })
      const mean = forecastTotal(total.slice(0, days), shop.closed, shop.factors, horizon)
      return mean.reduce((sum, value, h) => sum + Math.abs(value - (total[days + h] as number)), 0)
    })
  const clear = shopFactorsOfEach(total, firstDay, phases, all)
  const outcomes = new Map(
    all.map((one): [string, ExternalOutcome] => {
      const { id, name, unit, isAhead: ahead } = one
      const perDeviation = clear.get(id) ?? null
      const verdict = perDeviation === null ? 'unclear' : origins.length < LEAST_ORIGINS ? 'untested' : 'no-better'
      return [id, { id, name, unit, isAhead: ahead, perDeviation, verdict, gain: null }]
    }),
  )
  let used: UsedSeries[] = []
  let rest = all.filter(({ id }) => outcomes.get(id)?.verdict === 'no-better')
  let errors = rest.length === 0 ? [] : errorsWith([])
  while (rest.length > 0 && used.length < MOST_USED) {
    const tried = rest.map((one) => {
      const after = errorsWith([...used, one])
      const gain = 1 - sum(after) / Math.max(1e-9, sum(errors))
      return {
        one,
        after,
        gain,
        isBetter: gain >= LEAST_GAIN && after.filter((error, i) => error < (errors[i] as number)).length * 2 > after.length,
      }
    })
    for (const { one, gain } of tried) outcomes.set(one.id, { ...(outcomes.get(one.id) as ExternalOutcome), gain })
    const best = tried.filter(({ isBetter }) => isBetter).toSorted((a, b) => b.gain - a.gain)[0]
    if (best === undefined) break
    outcomes.set(best.one.id, { ...(outcomes.get(best.one.id) as ExternalOutcome), verdict: 'used' })
    used = [...used, best.one]
    errors = best.after
    rest = rest.filter(({ id }) => id !== best.one.id)
  }
  return { used, outcomes: [...outcomes.values()] }
}

function shopFactorsOfEach(
  total: Float64Array,
  firstDay: string,
  phases: readonly CalendarPhase[],
  all: readonly UsedSeries[],
): ReadonlyMap<string, number> {
  return new Map(all.flatMap((one) => [...shopFactors(total, firstDay, { phases, external: [one], days: total.length }).external]))
}

function isAhead(values: Float64Array, days: number, horizon: number): boolean {
  let known = 0
  for (let h = 0; h < horizon; h += 1) if (Number.isFinite(values[days + h] ?? Number.NaN)) known += 1
  return known >= AHEAD_SHARE * horizon
}

/** The forecast of the whole shop alone, as the hierarchy makes it before parts and whole are made to meet. */
function forecastTotal(total: Float64Array, closed: Uint8Array, factors: Float64Array, horizon: number): Float64Array {
  const from = Math.max(
    0,
    total.findIndex((value) => value > 0),
  )
  const prepared = prepareHistory(total, closed, factors.subarray(0, total.length), SPIKE_LIMIT)
  const week = seasonalProfile(total, 7)
  const shifted = week.map((_, k) => week[(k + from) % 7] as number)
  const { mean } = forecastDemandSeries(prepared.subarray(from), shifted, horizon)
  return mean.map((value, h) => value * (factors[total.length + h] as number))
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
