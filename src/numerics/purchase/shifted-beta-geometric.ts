import { digamma, logBeta } from '../special/log-gamma.ts'
import { maximiseLikelihood } from './maximise-likelihood.ts'
import { drawNormal } from './random-variates.ts'

/**
 * A fitted shifted-beta-geometric model of contract renewal (Fader & Hardie 2007, "How to project customer retention"), plain JSON. A customer leaves at each
 * renewal with their own probability, ~ Beta(alpha, beta) over customers, so that the retention rate of a cohort rises as those who leave easily are gone.
 */
export interface SbgModel {
  readonly kind: 'sbg'
  readonly version: 1
  readonly alpha: number
  readonly beta: number
  readonly logLikelihood: number
  readonly customers: number
  readonly converged: boolean
  readonly penalty: number
  /** Covariance of (ln alpha, ln beta); null when the Hessian gives none. */
  readonly logCovariance: readonly (readonly number[])[] | null
}

/** A cohort: the number of customers at the start, `survivors[0]`, and after each renewal. Cohorts may differ in length. */
export type CohortSurvivors = readonly number[]

/**
 * Fits by maximum likelihood to one or more cohorts. Throws a RangeError when a cohort has no renewal, grows, or contains impossible numbers.
 * The regular cohort of the paper, 7 years: alpha .704, beta 1.182.
 */
export function fitSbg(cohorts: readonly CohortSurvivors[], options: { readonly penalty?: number } = {}): SbgModel {
  const longest = Math.max(0, ...cohorts.map((cohort) => cohort.length))
  const lost = new Float64Array(longest)
  const kept = new Float64Array(longest)
  let customers = 0
  for (const cohort of cohorts) {
    if (cohort.length < 2) throw new RangeError('A cohort needs its size at the start and after at least one renewal.')
    cohort.forEach((now, t) => {
      const before = cohort[t - 1] ?? now
      if (!(now >= 0 && now <= before && before < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`A cohort goes from ${before} to ${now} at renewal ${t}; it can only shrink.`)
      }
      if (t > 0) lost[t] = (lost[t] as number) + before - now
    })
    kept[cohort.length - 1] = (kept[cohort.length - 1] as number) + (cohort.at(-1) ?? 0)
    customers += cohort[0] ?? 0
  }
  if (!(customers > 0)) throw new RangeError('The cohorts hold no customer to learn from.')
  const fit = maximiseLikelihood({
    loss: {
      order: 1,
      evaluate: (theta, gradient) => {
        const alpha = Math.exp(theta[0] as number)
        const beta = Math.exp(theta[1] as number)
        const base = logBeta(alpha, beta)
        const both = digamma(alpha + beta)
        const slopeAlpha = digamma(alpha) - both
        const slopeBeta = digamma(beta) - both
        let total = 0
        let dAlpha = 0
        let dBeta = 0
        for (let t = 0; t < longest; t += 1) {
          const left = lost[t] as number
          const stay = kept[t] as number
          // P(leaves at renewal t) = B(alpha + 1, beta + t - 1) / B(alpha, beta); P(still there after t) = B(alpha, beta + t) / B(alpha, beta).
          if (left > 0) {
            const end = digamma(alpha + beta + t)
            total += left * (logBeta(alpha + 1, beta + t - 1) - base)
            dAlpha += left * (digamma(alpha + 1) - end - slopeAlpha)
            dBeta += left * (digamma(beta + t - 1) - end - slopeBeta)
          }
          if (stay > 0) {
            const end = digamma(alpha + beta + t)
            total += stay * (logBeta(alpha, beta + t) - base)
            dAlpha += stay * (digamma(alpha) - end - slopeAlpha)
            dBeta += stay * (digamma(beta + t) - end - slopeBeta)
          }
        }
        gradient[0] = (-dAlpha * alpha) / customers
        gradient[1] = (-dBeta * beta) / customers
        return -total / customers
      },
    },
    totalWeight: customers,
    starts: [
      [0, 0],
      [0, 1.5],
      [-1, -1],
    ],
    penalty: options.penalty ?? 0,
  })
  const [alpha = 0, beta = 0] = fit.parameters
  const { logLikelihood, converged, penalty, logCovariance } = fit
  return { kind: 'sbg', version: 1, alpha, beta, logLikelihood, customers, converged, penalty, logCovariance }
}

/** Share of a cohort remaining after `renewals` renewals. `renewals` from 0. */
export function sbgSurvival(model: Pick<SbgModel, 'alpha' | 'beta'>, renewals: number): number {
  return Math.exp(logBeta(model.alpha, model.beta + renewals) - logBeta(model.alpha, model.beta))
}

/** Share of those who got that far who renew for the `renewal`-th time (from 1): equation 8. Rises with the renewal. */
export function sbgRetention(model: Pick<SbgModel, 'alpha' | 'beta'>, renewal: number): number {
  return (model.beta + renewal - 1) / (model.alpha + model.beta + renewal - 1)
}

/**
 * Expected number of future periods that a customer pays for who has renewed `renewals` times and is about to decide again, each discounted by `rate` a period
 * (Fader & Hardie 2010, discounted expected residual lifetime), within the next `periods`. The first one counts in full.
 */
export function sbgResidualLifetime(
  model: Pick<SbgModel, 'alpha' | 'beta'>,
  renewals: number,
  options: { readonly rate: number; readonly periods: number },
): number {
  let alive = 1
  let sum = 0
  for (let k = 1; k <= options.periods; k += 1) {
    alive *= sbgRetention(model, renewals + k)
    sum += alive / (1 + options.rate) ** (k - 1)
  }
  return sum
}

/** Draws parameters from the uncertainty of the fit, on the logarithmic scale; the estimate itself when the fit gave no covariance. */
export function drawSbg(model: SbgModel, random: () => number): { readonly alpha: number; readonly beta: number } {
  const covariance = model.logCovariance
  if (covariance === null) return model
  const first = Math.sqrt(covariance[0]?.[0] ?? 0)
  const cross = first > 0 ? (covariance[1]?.[0] ?? 0) / first : 0
  const rest = Math.sqrt(Math.max(0, (covariance[1]?.[1] ?? 0) - cross * cross))
  const u = drawNormal(random)
  const v = drawNormal(random)
  return { alpha: model.alpha * Math.exp(first * u), beta: model.beta * Math.exp(cross * u + rest * v) }
}
