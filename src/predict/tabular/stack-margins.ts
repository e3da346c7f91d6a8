import { sigmoid, softplus } from '#numerics/logistic/logistic-function.ts'
import { minimiseLbfgs } from '#numerics/minimise/minimise-lbfgs.ts'

/** log-odds = intercept + sum of weight times margin. No weight is negative. */
export interface Stack {
  readonly weights: readonly number[]
  readonly intercept: number
}

/** Strength, in rows, of the prior that the plain mean is right: stabilises the weights of highly correlated margins. */
const PRIOR_ROWS = 20

/**
 * Stacks margins (out-of-fold log-odds): logistic regression with non-negative weights, shrunk towards the plain mean;
 * the weights also correct slope and level (Platt). A part whose weight would be negative, or below `least`, is left out.
 * Sources: Wolpert, Neural Networks 5 (1992); Breiman, Stacked regressions, Machine Learning 24 (1996).
 */
export function stackMargins(margins: readonly ArrayLike<number>[], labels: ArrayLike<number>, least = 0.03): Stack {
  let kept = margins.map((_, k) => k)
  for (;;) {
    const fitted = fit(
      kept.map((k) => margins[k] as ArrayLike<number>),
      labels,
    )
    const lowest = fitted.weights.reduce((held, weight, k) => (weight < (fitted.weights[held] as number) ? k : held), 0)
    if (kept.length === 1 || (fitted.weights[lowest] as number) >= least) {
      const weights = margins.map((_, k) => (kept.includes(k) ? Math.max(0.02, fitted.weights[kept.indexOf(k)] as number) : 0))
      return { weights, intercept: fitted.intercept }
    }
    kept = kept.filter((_, k) => k !== lowest)
  }
}

/** The stacked log-odds of each row. */
export function stackedMargins({ weights, intercept }: Stack, margins: readonly ArrayLike<number>[]): Float64Array {
  const out = new Float64Array(margins[0]?.length ?? 0).fill(intercept)
  margins.forEach((own, k) => {
    const weight = weights[k] as number
    if (weight === 0) return
    for (let i = 0; i < out.length; i += 1) out[i] = (out[i] as number) + weight * (own[i] as number)
  })
  return out
}

function fit(margins: readonly ArrayLike<number>[], labels: ArrayLike<number>): Stack {
  const n = labels.length
  const width = margins.length
  let positives = 0
  for (let i = 0; i < n; i += 1) positives += labels[i] as number
  // Platt's targets, slightly inside 0 and 1, keep the weights finite when the margins separate the classes completely.
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (n - positives + 2)
  const mean = 1 / width
  const { x } = minimiseLbfgs(
    (w, gradient) => {
      let loss = 0
      gradient.fill(0)
      for (let i = 0; i < n; i += 1) {
        let z = w[width] as number
        for (let k = 0; k < width; k += 1) z += (w[k] as number) * ((margins[k] as ArrayLike<number>)[i] as number)
        const target = labels[i] === 1 ? high : low
        loss += softplus(z) - target * z
        const residual = (sigmoid(z) - target) / n
        for (let k = 0; k < width; k += 1)
          gradient[k] = (gradient[k] as number) + residual * ((margins[k] as ArrayLike<number>)[i] as number)
        gradient[width] = (gradient[width] as number) + residual
      }
      loss /= n
      for (let k = 0; k < width; k += 1) {
        const off = (w[k] as number) - mean
        loss += ((PRIOR_ROWS / n) * off * off) / 2
        gradient[k] = (gradient[k] as number) + (PRIOR_ROWS / n) * off
      }
      return loss
    },
    Float64Array.from({ length: width + 1 }, (_, k) => (k < width ? mean : 0)),
    { tolerance: 1e-8 },
  )
  return { weights: Array.from(x.subarray(0, width)), intercept: x[width] as number }
}
