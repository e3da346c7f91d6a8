import { cholesky, solveCholesky } from './cholesky.ts'

/** Returns the value at x and fills the gradient and the Hessian (row by row). */
export type SecondOrder = (x: Float64Array, gradient: Float64Array, hessian: Float64Array) => number

export interface NewtonResult {
  readonly x: Float64Array
  readonly value: number
  /** At x. */
  readonly hessian: number[][]
  readonly converged: boolean
}

/** No coordinate moves further than this in one step. */
const LONGEST_STEP = 2

/**
 * Minimises a smooth function of a few variables by Newton's method with Levenberg's damping: where the Hessian is not positive definite, or a step does not
 * lower the value, its diagonal is raised until one does (Nocedal & Wright, Numerical Optimization, 2nd ed., 3.4 and 10.3). Converged means that no gradient exceeds `tolerance`.
 */
export function minimiseNewton(evaluate: SecondOrder, start: Float64Array, tolerance = 1e-6, maxIterations = 100): NewtonResult {
  const n = start.length
  let x = Float64Array.from(start)
  let gradient = new Float64Array(n)
  let hessian = new Float64Array(n * n)
  let value = evaluate(x, gradient, hessian)
  let damping = 0
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    if (gradient.every((g) => Math.abs(g) <= tolerance)) return { x, value, hessian: rowsOf(hessian, n), converged: true }
    const factor = cholesky(
      rowsOf(hessian, n).map((row, i) => row.map((v, j) => (i === j ? v + damping * Math.max(Math.abs(v), 1e-3) : v))),
    )
    if (factor === null) {
      damping = Math.max(4 * damping, 1e-2)
      if (damping > 1e12) break
      continue
    }
    const step = solveCholesky(factor, gradient)
    const longest = step.reduce((most, v) => Math.max(most, Math.abs(v)), 0)
    const scale = longest > LONGEST_STEP ? LONGEST_STEP / longest : 1
    const next = x.map((v, i) => v - scale * (step[i] as number))
    const nextGradient = new Float64Array(n)
    const nextHessian = new Float64Array(n * n)
    const nextValue = evaluate(next, nextGradient, nextHessian)
    if (nextValue < value) {
      damping = damping > 1e-4 ? damping / 8 : 0
      x = next
      gradient = nextGradient
      hessian = nextHessian
      value = nextValue
    } else {
      if (damping > 1e8) break
      damping = Math.max(4 * damping, 1e-2)
    }
  }
  // Rounding stops the descent of a large sum slightly before the gradient vanishes.
  return { x, value, hessian: rowsOf(hessian, n), converged: gradient.every((g) => Math.abs(g) <= 100 * tolerance) }
}

function rowsOf(flat: Float64Array, n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from(flat.subarray(i * n, (i + 1) * n)))
}
