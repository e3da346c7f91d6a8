import type { EtsFilter, EtsForm } from './ets-filter.ts'
import { minimiseSimplex } from '../minimise/minimise-simplex.ts'
import { decomposeSeason } from './seasonal-decomposition.ts'

/** A fitted model and its states at the end of the series. */
export interface EtsFit {
  readonly form: EtsForm
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
  readonly phi: number
  readonly level: number
  readonly slope: number
  /** `[h % period]` belongs to the h-th value after the end, counted from 0. */
  readonly seasonal: Float64Array
  /** Standard deviation of the one-step errors; relative for a multiplicative error. */
  readonly sigma: number
  readonly aicc: number
}

/** From this many values on, the initial states no longer matter enough to be optimised. */
const LONG = 200

/**
 * Fits one form by maximum likelihood (Hyndman, Koehler, Ord & Snyder 2008, chapter 5) with the simplex of Nelder and Mead. First
 * states: the season by classical decomposition, level and slope by a line through the first values; level and slope are searched for
 * as well in series shorter than 200 values. Returns null where the form cannot be fitted: too few values, or values that are not
 * positive under a multiplicative error or season.
 */
export function fitEts(filter: EtsFilter, form: EtsForm): EtsFit | null {
  const { values } = filter
  const n = values.length
  const period = form.season === 'none' ? 1 : filter.period
  const trended = form.trend !== 'none'
  const damped = form.trend === 'damped'
  const seasonal = form.season !== 'none'
  // Error variance, level and its gain, then the parameters of the form.
  const parameters = 3 + (trended ? 2 : 0) + (damped ? 1 : 0) + (seasonal ? period : 0)
  if (n <= parameters + 1 || (seasonal && n < 2 * period)) return null
  if ((form.error === 'multiplicative' || form.season === 'multiplicative') && !values.every((value) => value > 0)) return null
  const start = firstStates(values, form, filter.period)
  if (start === null) return null
  const scale = Math.max(start.spread, 1e-9 * Math.abs(start.level), 1e-12)
  const searchStates = n < LONG
  const size = 1 + Number(trended) + Number(seasonal) + Number(damped) + (searchStates ? 1 + Number(trended) : 0)
  const first = new Float64Array(size)
  const step = new Float64Array(size)
  let count = 0
  const variable = (value: number, stride: number): number => {
    first[count] = value
    step[count] = stride
    count += 1
    return count - 1
  }
  const alphaAt = variable(trended || seasonal ? 0.2 : 0.3, 0.3)
  // The gains of slope and season are optimised as shares of the range alpha leaves them.
  const betaAt = trended ? variable(0.1, 0.2) : -1
  const gammaAt = seasonal ? variable(0.1, 0.2) : -1
  const phiAt = damped ? variable(0.95, -0.08) : -1
  const levelAt = searchStates ? variable(0, 0.5) : -1
  const slopeAt = searchStates && trended ? variable(0, 0.1) : -1
  const at = (x: Float64Array, index: number, otherwise: number): number => (index < 0 ? otherwise : (x[index] as number))
  const run = (x: Float64Array, keepErrors: boolean): number => {
    const alpha = x[alphaAt] as number
    const share = at(x, betaAt, 0)
    const left = at(x, gammaAt, 0)
    const phi = at(x, phiAt, trended ? 1 : 0)
    if (alpha < 1e-4 || alpha > 0.9999 || share < 0 || share > 0.9999 || left < 0 || left > 0.9999) return Number.POSITIVE_INFINITY
    if (damped && (phi < 0.8 || phi > 0.98)) return Number.POSITIVE_INFINITY
    const level = start.level + scale * at(x, levelAt, 0)
    const slope = trended ? start.slope + scale * at(x, slopeAt, 0) : 0
    return filter.run(form, alpha, share * alpha, left * (1 - alpha), phi, level, slope, start.indices, keepErrors)
  }
  const { x, value } = minimiseSimplex((point) => run(point, false), first, step, {
    tolerance: 1e-5,
    maxEvaluations: 60 * size,
  })
  if (!Number.isFinite(value)) return null
  run(x, true)
  const alpha = x[alphaAt] as number
  return {
    form,
    alpha,
    beta: at(x, betaAt, 0) * alpha,
    gamma: at(x, gammaAt, 0) * (1 - alpha),
    phi: at(x, phiAt, trended ? 1 : 0),
    level: filter.level,
    slope: filter.slope,
    seasonal: seasonal ? Float64Array.from({ length: period }, (_, h) => filter.seasonal[(n + h) % period] as number) : new Float64Array(0),
    sigma: Math.sqrt(filter.squares / Math.max(1, n - parameters)),
    aicc: value + 2 * parameters + (2 * parameters * (parameters + 1)) / (n - parameters - 1),
  }
}

/** Means of the next `horizon` values. */
export function forecastEts(fit: EtsFit, horizon: number): Float64Array {
  const mean = new Float64Array(horizon)
  const { form, seasonal } = fit
  let damping = fit.phi
  let reach = 0
  for (let h = 0; h < horizon; h += 1) {
    reach += damping
    damping *= fit.phi
    const base = fit.level + reach * fit.slope
    const index = form.season === 'none' ? 0 : (seasonal[h % seasonal.length] as number)
    mean[h] = form.season === 'multiplicative' ? base * index : base + index
  }
  return mean
}

/**
 * Standard deviations of the next `horizon` values around their means: exact for additive errors and seasons (Hyndman et al. 2008,
 * table 6.1), to first order for multiplicative ones.
 */
export function etsDeviations(fit: EtsFit, mean: Float64Array): Float64Array {
  const { form, alpha, beta, gamma, phi, sigma, seasonal } = fit
  let sum = 0
  let damping = 1
  let reach = 0
  return Float64Array.from(mean, (value, h) => {
    if (h > 0) {
      // A change of the slope by an error affects the h-th value after it by phi + phi^2 + ... + phi^h.
      damping *= phi
      reach += damping
      const c = alpha + beta * reach + (form.season !== 'none' && h % seasonal.length === 0 ? gamma : 0)
      sum += c * c
    }
    const unit = form.error === 'multiplicative' ? sigma * Math.abs(value) : sigma
    return unit * Math.sqrt(1 + sum)
  })
}

interface FirstStates {
  readonly level: number
  readonly slope: number
  readonly indices: Float64Array
  /** Size of the steps between neighbours, the unit in which states are optimised. */
  readonly spread: number
}

function firstStates(values: Float64Array, form: EtsForm, period: number): FirstStates | null {
  const decomposition = decomposeSeason(values, period, form.season)
  if (decomposition.kind !== form.season) return null
  const { adjusted, indices } = decomposition
  const count = Math.min(values.length, Math.max(10, form.season === 'none' ? 10 : 2 * period))
  let meanTime = 0
  let mean = 0
  for (let t = 0; t < count; t += 1) {
    meanTime += (t + 1) / count
    mean += (adjusted[t] as number) / count
  }
  let covariance = 0
  let variance = 0
  let spread = 0
  for (let t = 0; t < count; t += 1) {
    covariance += (t + 1 - meanTime) * ((adjusted[t] as number) - mean)
    variance += (t + 1 - meanTime) ** 2
    if (t > 0) spread += Math.abs((adjusted[t] as number) - (adjusted[t - 1] as number)) / (count - 1)
  }
  const line = variance > 0 ? covariance / variance : 0
  if (form.trend === 'none') return { level: mean, slope: 0, indices, spread }
  const level = mean - line * meanTime
  // A line that starts below zero would rule out every positive model.
  return form.error === 'multiplicative' && level <= 0
    ? { level: Math.max(mean / 2, adjusted[0] as number), slope: 0, indices, spread }
    : { level, slope: line, indices, spread }
}
