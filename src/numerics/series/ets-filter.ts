export type EtsTrend = 'none' | 'additive' | 'damped'
export type EtsSeason = 'none' | 'additive' | 'multiplicative'
export type EtsError = 'additive' | 'multiplicative'

/** One member of the family, such as ETS(M, Ad, M). */
export interface EtsForm {
  readonly error: EtsError
  readonly trend: EtsTrend
  readonly season: EtsSeason
}

const HUGE = 1e150
const TINY = 1e-150

/**
 * The recursions of exponential smoothing over one series, designed to run several hundred times during a parameter search:
 * no allocation in a run, one loop per kind of season.
 *
 * Error-correction form of Hyndman, Koehler, Ord & Snyder (2008), chapter 2, with the trend additive and `beta`, `gamma` absolute
 * (0 < beta < alpha, 0 < gamma < 1 - alpha). The error kind changes the likelihood, not the recursions.
 */
export class EtsFilter {
  readonly values: Float64Array
  readonly period: number
  level = 0
  slope = 0
  /** State of the season: `[t % period]` belongs to time t. */
  readonly seasonal: Float64Array
  /** One-step errors (relative ones for a multiplicative error) of the last run that asked for them. */
  readonly errors: Float64Array
  /** Sum of squared (relative) errors of the last run. */
  squares = 0

  constructor(values: Float64Array, period: number) {
    this.values = values
    this.period = period
    this.seasonal = new Float64Array(Math.max(1, period))
    this.errors = new Float64Array(values.length)
  }

  /**
   * Runs through the series and leaves the last states. Returns -2 log likelihood up to a constant: n log(sum of squares), plus
   * 2 sum log |one-step forecast| for a multiplicative error; Infinity when a forecast is not positive but must be.
   */
  run(
    { error, season }: EtsForm,
    alpha: number,
    beta: number,
    gamma: number,
    phi: number,
    level: number,
    slope: number,
    seasonal: ArrayLike<number>,
    keepErrors = false,
  ): number {
    const { values, period, seasonal: s, errors } = this
    const n = values.length
    const relative = error === 'multiplicative'
    const trendGain = alpha > 0 ? beta / alpha : 0
    let l = level
    let b = slope
    let squares = 0
    let product = 1
    let logs = 0
    if (season === 'none') {
      for (let t = 0; t < n; t += 1) {
        const slopeNow = phi * b
        const q = l + slopeNow
        const e = (values[t] as number) - q
        const next = q + alpha * e
        b = slopeNow + trendGain * (next - l - slopeNow)
        l = next
        if (relative) {
          if (!(q > 0)) return Number.POSITIVE_INFINITY
          const r = e / q
          squares += r * r
          product *= q
          if (product > HUGE || product < TINY) {
            logs += Math.log(product)
            product = 1
          }
          if (keepErrors) errors[t] = r
        } else {
          squares += e * e
          if (keepErrors) errors[t] = e
        }
      }
    } else {
      const multiplies = season === 'multiplicative'
      for (let k = 0; k < period; k += 1) s[k] = seasonal[k] as number
      let k = 0
      for (let t = 0; t < n; t += 1) {
        const y = values[t] as number
        const slopeNow = phi * b
        const q = l + slopeNow
        const old = s[k] as number
        let yhat: number
        if (multiplies) {
          yhat = q * old
          if (!(q > 0 && old > 0)) return Number.POSITIVE_INFINITY
          const next = q + alpha * (y / old - q)
          s[k] = old + gamma * (y / q - old)
          b = slopeNow + trendGain * (next - l - slopeNow)
          l = next
        } else {
          yhat = q + old
          const e = y - yhat
          const next = q + alpha * e
          s[k] = old + gamma * e
          b = slopeNow + trendGain * (next - l - slopeNow)
          l = next
        }
        k = k + 1 === period ? 0 : k + 1
        const e = y - yhat
        if (relative) {
          if (!(yhat > 0)) return Number.POSITIVE_INFINITY
          const r = e / yhat
          squares += r * r
          product *= yhat
          if (product > HUGE || product < TINY) {
            logs += Math.log(product)
            product = 1
          }
          if (keepErrors) errors[t] = r
        } else {
          squares += e * e
          if (keepErrors) errors[t] = e
        }
      }
    }
    this.level = l
    this.slope = b
    this.squares = squares
    if (!Number.isFinite(squares)) return Number.POSITIVE_INFINITY
    return n * Math.log(squares + 1e-300) + (relative ? 2 * (logs + Math.log(product)) : 0)
  }
}
