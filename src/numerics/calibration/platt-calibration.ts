import { sigmoid, softplus } from '../logistic/logistic-function.ts'
import { minimiseLbfgs } from '../minimise/minimise-lbfgs.ts'

/** probability = sigmoid(slope · margin + intercept). */
export interface PlattCalibration {
  readonly slope: number
  readonly intercept: number
}

/**
 * Platt scaling of margins (log-odds) to probabilities: maximum likelihood on targets smoothed towards each class's prior, so that
 * separable data gives finite numbers. One class alone gives a slope of 0 and the smoothed rate.
 * Throws an Error when there are no rows or the lengths differ.
 * Source: Platt 1999; Lin, Lin & Weng, A note on Platt's probabilistic outputs, Machine Learning 68 (2007).
 */
export function fitPlatt(margins: ArrayLike<number>, labels: ArrayLike<number>): PlattCalibration {
  const n = margins.length
  if (n === 0 || labels.length !== n) throw new Error('Calibration needs rows, and one label for each.')
  let positives = 0
  for (let i = 0; i < n; i += 1) positives += labels[i] as number
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (n - positives + 2)
  if (positives === 0 || positives === n) {
    const rate = positives === 0 ? low : high
    return { slope: 0, intercept: Math.log(rate / (1 - rate)) }
  }
  const fit = minimiseLbfgs(
    (w, gradient) => {
      const [slope, intercept] = [w[0] as number, w[1] as number]
      let loss = 0
      gradient.fill(0)
      for (let i = 0; i < n; i += 1) {
        const margin = margins[i] as number
        const target = labels[i] === 1 ? high : low
        const calibrated = slope * margin + intercept
        loss += softplus(calibrated) - target * calibrated
        const residual = sigmoid(calibrated) - target
        gradient[0] = (gradient[0] as number) + (residual * margin) / n
        gradient[1] = (gradient[1] as number) + residual / n
      }
      return loss / n
    },
    Float64Array.of(1, 0),
    { tolerance: 1e-9 },
  )
  return { slope: fit.x[0] as number, intercept: fit.x[1] as number }
}

/** The calibrated probability of a margin. */
export function plattProbability(calibration: PlattCalibration, margin: number): number {
  return sigmoid(calibration.slope * margin + calibration.intercept)
}

/**
 * The shift of all margins that makes the mean probability equal to `rate` (in (0, 1)): the correction for a base rate that changed while
 * the ranking did not. Bisection to 1e-10. Source: Saerens, Latinne & Decaestecker, Neural Computation 14 (2002), with a known rate.
 */
export function interceptShift(margins: ArrayLike<number>, rate: number): number {
  if (!(rate > 0 && rate < 1)) throw new Error(`The rate is ${rate}; it must lie between 0 and 1.`)
  if (margins.length === 0) return 0
  let low = -40
  let high = 40
  while (high - low > 1e-10) {
    const middle = (low + high) / 2
    let sum = 0
    for (let i = 0; i < margins.length; i += 1) sum += sigmoid((margins[i] as number) + middle)
    if (sum / margins.length < rate) low = middle
    else high = middle
  }
  return (low + high) / 2
}
