import { minimiseLbfgs } from '../minimise-lbfgs.ts'

/** Mean negative log-likelihood of positive parameters given as logarithms; fills the gradient. */
export type MeanLoss = (logParameters: Float64Array, gradient: Float64Array) => number

export interface LikelihoodProblem {
  readonly loss: MeanLoss
  /** Sum of the weights: what the mean is over. */
  readonly totalWeight: number
  /** The same loss over a part of the data: finds the neighbourhood of the optimum first. Left out for small data. */
  readonly roughLoss?: MeanLoss
  /** Logarithms of the parameters to start from, the most usual first. */
  readonly starts: readonly (readonly number[])[]
  /** Strength of penalty · Σ log(parameter)² added to the mean loss. 0 tries without and helps itself where that fails. */
  readonly penalty: number
}

export interface LikelihoodFit {
  readonly parameters: readonly number[]
  /** Sum over the data, without the penalty. */
  readonly logLikelihood: number
  readonly converged: boolean
  /** The penalty that was needed. */
  readonly penalty: number
  /** Covariance of the logarithms of the parameters, from the Hessian; null when that is not positive definite. */
  readonly logCovariance: readonly (readonly number[])[] | null
}

/** Logarithms beyond this, or a standard error of one beyond the other, mean that the data do not hold a parameter: the likelihood rises for ever along a ridge. */
const LIMIT = 9
const VAGUE = 3
/** Penalties of the whole likelihood: normal priors of the logarithms with a standard deviation of 3 and of 1. */
const RESCUE_PENALTIES = [1 / 18, 1 / 2]

/**
 * Maximum likelihood over logarithms of positive parameters by L-BFGS. Large data start from the optimum of a part, in coordinates whitened by the
 * Hessian there, which leaves a handful of passes over the whole. Where the fit does not converge, or runs off along a ridge, the other starts are tried and
 * then a weak prior and a stronger one; `converged` and `penalty` say what happened.
 */
export function maximiseLikelihood(problem: LikelihoodProblem): LikelihoodFit {
  const penalties = problem.penalty > 0 ? [problem.penalty] : [0, ...RESCUE_PENALTIES.map((strength) => strength / problem.totalWeight)]
  let best: Attempt | null = null
  for (const penalty of penalties) {
    for (const start of problem.starts) {
      const attempt = descend(problem, Float64Array.from(start), penalty)
      if (best === null || (attempt.isSound && !best.isSound) || (attempt.isSound === best.isSound && attempt.value < best.value))
        best = attempt
      if (attempt.isSound) break
    }
    if (best?.isSound === true) break
  }
  const { x, penalty, isSound, logCovariance } = best as Attempt
  return {
    parameters: Array.from(x, (v) => Math.exp(v)),
    logLikelihood: -problem.loss(x, new Float64Array(x.length)) * problem.totalWeight,
    converged: isSound,
    penalty,
    logCovariance,
  }
}

interface Attempt {
  readonly x: Float64Array
  readonly value: number
  readonly penalty: number
  readonly isSound: boolean
  readonly logCovariance: readonly (readonly number[])[] | null
}

function descend(problem: LikelihoodProblem, start: Float64Array, penalty: number): Attempt {
  const loss = penalised(problem.loss, penalty)
  if (problem.roughLoss === undefined) return attemptOf(problem, minimiseLbfgs(loss, start, { maxIterations: 500 }), penalty)
  const roughLoss = penalised(problem.roughLoss, penalty)
  const rough = minimiseLbfgs(roughLoss, start, { maxIterations: 500 })
  const factor = cholesky(hessianOf(roughLoss, rough.x))
  if (factor === null) return attemptOf(problem, minimiseLbfgs(loss, rough.x, { maxIterations: 500 }), penalty)
  // x = rough + L^-T y, so that the Hessian in y is nearly the identity.
  const toX = (y: Float64Array): Float64Array => solveUpper(factor, y).map((v, i) => v + (rough.x[i] as number))
  const inner = new Float64Array(start.length)
  const result = minimiseLbfgs(
    (y, gradient) => {
      const value = loss(toX(y), inner)
      gradient.set(solveLower(factor, inner))
      return value
    },
    new Float64Array(start.length),
    { maxIterations: 200 },
  )
  return attemptOf(problem, { ...result, x: toX(result.x) }, penalty)
}

function attemptOf(problem: LikelihoodProblem, result: { x: Float64Array; value: number; converged: boolean }, penalty: number): Attempt {
  const { x, value } = result
  const isThere = result.converged && Number.isFinite(value) && x.every((v) => Math.abs(v) < LIMIT)
  const logCovariance = invert(hessianOf(penalised(problem.loss, penalty), x).map((row) => row.map((v) => v * problem.totalWeight)))
  const isHeld = penalty > 0 || (logCovariance?.every((row, i) => Math.sqrt(row[i] as number) < VAGUE) ?? false)
  return { x, value, penalty, isSound: isThere && isHeld, logCovariance }
}

function penalised(loss: MeanLoss, penalty: number): MeanLoss {
  if (penalty === 0) return (x, gradient) => finite(loss(x, gradient), gradient)
  return (x, gradient) => {
    let value = loss(x, gradient)
    x.forEach((v, i) => {
      value += penalty * v * v
      gradient[i] = (gradient[i] as number) + 2 * penalty * v
    })
    return finite(value, gradient)
  }
}

/** A step so long that the arithmetic overflows counts as infinitely bad, so that the line search shortens it. */
function finite(value: number, gradient: Float64Array): number {
  return Number.isFinite(value) && gradient.every((g) => Number.isFinite(g)) ? value : Number.POSITIVE_INFINITY
}

/** Central differences of the gradient, made symmetric. */
function hessianOf(loss: MeanLoss, x: Float64Array): number[][] {
  const n = x.length
  const step = 1e-4
  const columns = Array.from({ length: n }, (_, j) => {
    const up = new Float64Array(n)
    const down = new Float64Array(n)
    const moved = Float64Array.from(x)
    moved[j] = (x[j] as number) + step
    loss(moved, up)
    moved[j] = (x[j] as number) - step
    loss(moved, down)
    return Array.from(up, (v, i) => (v - (down[i] as number)) / (2 * step))
  })
  return columns.map((column, j) => column.map((v, i) => (v + (columns[i]?.[j] ?? Number.NaN)) / 2))
}

/** Lower Cholesky factor, or null when the matrix is not positive definite. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length
  const lower = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  for (let i = 0; i < n; i += 1) {
    const row = lower[i] as number[]
    for (let j = 0; j <= i; j += 1) {
      const other = lower[j] as number[]
      let sum = matrix[i]?.[j] as number
      for (let k = 0; k < j; k += 1) sum -= (row[k] as number) * (other[k] as number)
      if (i === j) {
        if (!(sum > 1e-14)) return null
        row[i] = Math.sqrt(sum)
      } else row[j] = sum / (other[j] as number)
    }
  }
  return lower
}

function solveLower(lower: readonly (readonly number[])[], b: Float64Array): Float64Array {
  const y = Float64Array.from(b)
  for (let i = 0; i < y.length; i += 1) {
    for (let k = 0; k < i; k += 1) y[i] = (y[i] as number) - (lower[i]?.[k] as number) * (y[k] as number)
    y[i] = (y[i] as number) / (lower[i]?.[i] as number)
  }
  return y
}

function solveUpper(lower: readonly (readonly number[])[], b: Float64Array): Float64Array {
  const y = Float64Array.from(b)
  for (let i = y.length - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < y.length; k += 1) y[i] = (y[i] as number) - (lower[k]?.[i] as number) * (y[k] as number)
    y[i] = (y[i] as number) / (lower[i]?.[i] as number)
  }
  return y
}

function invert(matrix: readonly (readonly number[])[]): number[][] | null {
  const factor = cholesky(matrix)
  if (factor === null) return null
  return matrix.map((_, j) => {
    const unit = new Float64Array(matrix.length)
    unit[j] = 1
    return Array.from(solveUpper(factor, solveLower(factor, unit)))
  })
}
