import { minimiseLbfgs } from '../minimise/minimise-lbfgs.ts'
import { invertPositive } from '../minimise/cholesky.ts'
import { minimiseNewton, type SecondOrder } from '../minimise/minimise-newton.ts'

/** Mean negative log-likelihood of positive parameters given as logarithms; fills the gradient. */
export type MeanLoss = (logParameters: Float64Array, gradient: Float64Array) => number

/** A loss with its gradient, or also with its Hessian. */
export type LikelihoodLoss =
  | { readonly order: 1; readonly evaluate: MeanLoss }
  | {
      readonly order: 2
      readonly evaluate: SecondOrder
      /** The same loss over a part of the data, which finds the neighbourhood of the optimum first. Omitted for small data. */
      readonly rough?: SecondOrder
    }

export interface LikelihoodProblem {
  readonly loss: LikelihoodLoss
  /** Sum of the weights, the denominator of the mean. */
  readonly totalWeight: number
  /** Logarithms of the parameters to start from, the most usual first. */
  readonly starts: readonly (readonly number[])[]
  /** Strength of penalty · Σ log(parameter)² added to the mean loss. 0 tries without a penalty and adds one when that fails. */
  readonly penalty: number
}

export interface LikelihoodFit {
  readonly parameters: readonly number[]
  /** Sum over the data, without the penalty. */
  readonly logLikelihood: number
  readonly converged: boolean
  /** The penalty used. */
  readonly penalty: number
  /** Covariance of the logarithms of the parameters, from the Hessian; null when that is not positive definite. */
  readonly logCovariance: readonly (readonly number[])[] | null
}

/** Logarithms beyond this, or a standard error of one beyond the other, mean that the data do not determine a parameter: the likelihood keeps rising along a ridge. */
const LIMIT = 9
const VAGUE = 3
/** Penalties of the whole likelihood: normal priors of the logarithms with a standard deviation of 3 and of 1. */
const RESCUE_PENALTIES = [1 / 18, 1 / 2]

/**
 * Maximum likelihood over logarithms of positive parameters: Newton's method where the loss gives its Hessian, L-BFGS elsewhere. Large data start from the optimum of a
 * part, which leaves two or three passes over the whole. If the fit does not converge, or diverges along a ridge, the other starts are tried and then a weak
 * prior and a stronger one; `converged` and `penalty` report the outcome.
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
  const { x, value, penalty, isSound, logCovariance } = best as Attempt
  const unpenalised = value - penalty * x.reduce((sum, v) => sum + v * v, 0)
  return {
    parameters: Array.from(x, (v) => Math.exp(v)),
    logLikelihood: -unpenalised * problem.totalWeight,
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

function descend({ loss, totalWeight }: LikelihoodProblem, start: Float64Array, penalty: number): Attempt {
  if (loss.order === 1) {
    const evaluate = penalised(loss.evaluate, penalty)
    const result = minimiseLbfgs(evaluate, start, { maxIterations: 500 })
    return attemptOf({ ...result, hessian: hessianOf(evaluate, result.x) }, totalWeight, penalty)
  }
  const from = loss.rough === undefined ? start : minimiseNewton(penalisedTwice(loss.rough, penalty), start, 1e-4).x
  return attemptOf(minimiseNewton(penalisedTwice(loss.evaluate, penalty), from), totalWeight, penalty)
}

function attemptOf(
  result: {
    readonly x: Float64Array
    readonly value: number
    readonly converged: boolean
    readonly hessian: readonly (readonly number[])[]
  },
  totalWeight: number,
  penalty: number,
): Attempt {
  const { x, value } = result
  const isThere = result.converged && Number.isFinite(value) && x.every((v) => Math.abs(v) < LIMIT)
  const logCovariance = invertPositive(result.hessian.map((row) => row.map((v) => v * totalWeight)))
  const isHeld = penalty > 0 || (logCovariance?.every((row, i) => Math.sqrt(row[i] as number) < VAGUE) ?? false)
  return { x, value, penalty, isSound: isThere && isHeld, logCovariance }
}

/** The loss with its penalty. A step so long that the arithmetic overflows gets an infinite loss, so that it is shortened. */
function penalised(evaluate: MeanLoss, penalty: number): MeanLoss {
  return (x, gradient) => withPenalty(evaluate(x, gradient), x, gradient, penalty)
}

function penalisedTwice(evaluate: SecondOrder, penalty: number): SecondOrder {
  return (x, gradient, hessian) => {
    const value = evaluate(x, gradient, hessian)
    for (let i = 0; i < x.length; i += 1) hessian[i * (x.length + 1)] = (hessian[i * (x.length + 1)] as number) + 2 * penalty
    return withPenalty(value, x, gradient, penalty)
  }
}

function withPenalty(value: number, x: Float64Array, gradient: Float64Array, penalty: number): number {
  let sum = value
  x.forEach((v, i) => {
    sum += penalty * v * v
    gradient[i] = (gradient[i] as number) + 2 * penalty * v
  })
  return Number.isFinite(sum) && gradient.every((g) => Number.isFinite(g)) ? sum : Number.POSITIVE_INFINITY
}

/** Central differences of the gradient, symmetrised. */
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
