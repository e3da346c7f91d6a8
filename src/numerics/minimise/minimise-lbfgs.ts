export interface LbfgsOptions {
  /** Stops when the largest absolute gradient is at most this. Default 1e-6. */
  readonly tolerance?: number
  /** Default 200. */
  readonly maxIterations?: number
  /** Number of remembered steps. Default 10. */
  readonly memory?: number
  /** Multiplies a vector in place by an estimate of the inverse Hessian (positive definite), used as the initial scaling instead of a multiple of 1. */
  readonly precondition?: (vector: Float64Array) => void
}

export interface LbfgsResult {
  readonly x: Float64Array
  readonly value: number
  readonly iterations: number
  readonly converged: boolean
}

/**
 * Minimises a smooth function by limited-memory BFGS with a backtracking line search (Armijo condition, c = 1e-4).
 *
 * `evaluate(x, gradient)` returns the value at x and fills `gradient`. Steps whose curvature is not positive are not remembered.
 * Source: Nocedal & Wright, Numerical Optimization, 2nd ed., algorithm 7.4.
 *
 * `minimiseLbfgs((x, g) => { g[0] = 2 * (x[0] - 3); return (x[0] - 3) ** 2 }, new Float64Array(1)).x[0]` is 3.
 */
export function minimiseLbfgs(
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  start: Float64Array,
  options: LbfgsOptions = {},
): LbfgsResult {
  const tolerance = options.tolerance ?? 1e-6
  const maxIterations = options.maxIterations ?? 200
  const memory = options.memory ?? 10
  const { precondition } = options
  const n = start.length
  let x = Float64Array.from(start)
  let gradient = new Float64Array(n)
  let value = evaluate(x, gradient)
  const steps: { s: Float64Array; y: Float64Array; rho: number }[] = []
  for (let iteration = 0; iteration < maxIterations; iteration += 1) {
    if (largest(gradient) <= tolerance) return { x, value, iterations: iteration, converged: true }
    const direction = twoLoop(gradient, steps, precondition)
    let slope = dot(direction, gradient)
    if (!(slope < 0)) {
      steps.length = 0
      for (let i = 0; i < n; i += 1) direction[i] = -(gradient[i] as number)
      slope = -dot(gradient, gradient)
    }
    let step = steps.length === 0 && precondition === undefined ? Math.min(1, 1 / Math.sqrt(-slope)) : 1
    const next = new Float64Array(n)
    const nextGradient = new Float64Array(n)
    let nextValue = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < 40; tries += 1) {
      for (let i = 0; i < n; i += 1) next[i] = (x[i] as number) + step * (direction[i] as number)
      nextValue = evaluate(next, nextGradient)
      if (nextValue <= value + 1e-4 * step * slope) break
      step /= 2
    }
    if (!(nextValue < value)) return { x, value, iterations: iteration, converged: largest(gradient) <= Math.sqrt(tolerance) }
    const s = new Float64Array(n)
    const y = new Float64Array(n)
    for (let i = 0; i < n; i += 1) {
      s[i] = (next[i] as number) - (x[i] as number)
      y[i] = (nextGradient[i] as number) - (gradient[i] as number)
    }
    const curvature = dot(s, y)
    if (curvature > 1e-12) {
      steps.push({ s, y, rho: 1 / curvature })
      if (steps.length > memory) steps.shift()
    }
    x = next
    gradient = nextGradient
    value = nextValue
  }
  return { x, value, iterations: maxIterations, converged: false }
}

/** The quasi-Newton direction -H·gradient by the two-loop recursion. */
function twoLoop(
  gradient: Float64Array,
  steps: readonly { s: Float64Array; y: Float64Array; rho: number }[],
  precondition: LbfgsOptions['precondition'],
): Float64Array {
  const q = Float64Array.from(gradient, (g) => -g)
  const alphas = new Float64Array(steps.length)
  for (let k = steps.length - 1; k >= 0; k -= 1) {
    const { s, y, rho } = steps[k] as (typeof steps)[number]
    const alpha = rho * dot(s, q)
    alphas[k] = alpha
    for (let i = 0; i < q.length; i += 1) q[i] = (q[i] as number) - alpha * (y[i] as number)
  }
  const last = steps.at(-1)
  if (precondition !== undefined) precondition(q)
  else if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y))
    for (let i = 0; i < q.length; i += 1) q[i] = (q[i] as number) * scale
  }
  steps.forEach(({ s, y, rho }, k) => {
    const beta = rho * dot(y, q)
    for (let i = 0; i < q.length; i += 1) q[i] = (q[i] as number) + (s[i] as number) * ((alphas[k] as number) - beta)
  })
  return q
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function largest(a: Float64Array): number {
  let most = 0
  for (let i = 0; i < a.length; i += 1) most = Math.max(most, Math.abs(a[i] as number))
  return most
}
