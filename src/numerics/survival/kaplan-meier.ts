/** Lives that lasted as long as each other: `ended` of them to their end, `censored` that were last seen then. */
export interface ObservedLives {
  /** From 0, in any unit. */
  readonly duration: number
  readonly ended: number
  readonly censored: number
}

export interface SurvivalPoint {
  readonly time: number
  /** Lives under observation just before. */
  readonly atRisk: number
  readonly ended: number
  /** Share that lasts longer, with its 95 % interval. */
  readonly survival: number
  readonly low: number
  readonly high: number
  /** Greenwood's standard error. */
  readonly error: number
}

const Z95 = 1.959963984540054

/**
 * The product-limit estimate of survival (Kaplan & Meier 1958) at each time at which something ended, with intervals on the log-minus-log scale (Kalbfleisch & Prentice 1980, as
 * R's `survfit(conf.type = "log-log")`), which stay within [0, 1]. A life that is censored at a time counts as at risk then. Throws a RangeError for a duration below zero, a count that is
 * none, and for no lives.
 *
 * `kaplanMeier([{ duration: 1, ended: 1, censored: 0 }, { duration: 2, ended: 0, censored: 1 }])` has one point: half survive time 1.
 */
export function kaplanMeier(lives: readonly ObservedLives[]): SurvivalPoint[] {
  const byTime = new Map<number, { ended: number; censored: number }>()
  let atRisk = 0
  for (const { duration, ended, censored } of lives) {
    if (!(duration >= 0 && duration < Number.POSITIVE_INFINITY)) throw new RangeError(`A life lasted ${duration}; it lasts from 0.`)
    if (!(ended >= 0 && censored >= 0)) throw new RangeError(`There are ${ended} ended and ${censored} censored lives; counts are from 0.`)
    const there = byTime.get(duration) ?? { ended: 0, censored: 0 }
    byTime.set(duration, { ended: there.ended + ended, censored: there.censored + censored })
    atRisk += ended + censored
  }
  if (!(atRisk > 0)) throw new RangeError('There are no lives to learn from.')
  const points: SurvivalPoint[] = []
  let survival = 1
  let greenwood = 0
  for (const [time, { ended, censored }] of [...byTime].sort(([a], [b]) => a - b)) {
    if (ended > 0) {
      survival *= 1 - ended / atRisk
      greenwood += ended < atRisk ? ended / (atRisk * (atRisk - ended)) : 0
      points.push({ time, atRisk, ended, survival, ...intervalOf(survival, greenwood), error: survival * Math.sqrt(greenwood) })
    }
    atRisk -= ended + censored
  }
  return points
}

function intervalOf(survival: number, greenwood: number): { readonly low: number; readonly high: number } {
  if (survival <= 0 || survival >= 1) return { low: survival, high: survival }
  const spread = (Z95 * Math.sqrt(greenwood)) / Math.abs(Math.log(survival))
  return { low: survival ** Math.exp(spread), high: survival ** Math.exp(-spread) }
}

/** The first time by which half have ended; null where more than half last. */
export function medianLife(points: readonly SurvivalPoint[]): number | null {
  return points.find(({ survival }) => survival <= 0.5)?.time ?? null
}
