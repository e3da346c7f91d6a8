export interface SimplexOptions {
  /** Stops when the values at the corners differ by at most this, relative to the best. Default 1e-7. */
  readonly tolerance?: number
  /** Default 200 per dimension. */
  readonly maxEvaluations?: number
}

export interface SimplexResult {
  readonly x: Float64Array
  readonly value: number
  readonly evaluations: number
}

/**
 * Minimises a function of a few variables without derivatives: the simplex of Nelder and Mead (1965), reflection 1, expansion 2,
 * contraction and shrinkage 1/2. To enforce bounds, the objective returns Infinity outside them; NaN counts as Infinity.
 * `step[i]` is the size of the first simplex along variable i.
 *
 * `minimiseSimplex((x) => (x[0] - 3) ** 2, Float64Array.of(0), Float64Array.of(1)).x[0]` is 3 within 1e-3.
 */
export function minimiseSimplex(
  objective: (x: Float64Array) => number,
  start: ArrayLike<number>,
  step: ArrayLike<number>,
  options: SimplexOptions = {},
): SimplexResult {
  const d = start.length
  const tolerance = options.tolerance ?? 1e-7
  const limit = options.maxEvaluations ?? 200 * d
  let evaluations = 0
  const evaluate = (x: Float64Array): number => {
    evaluations += 1
    const value = objective(x)
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
  }
  const corners: Float64Array[] = Array.from({ length: d + 1 }, (_, k) => {
    const corner = Float64Array.from(start)
    if (k > 0) corner[k - 1] = (corner[k - 1] as number) + (step[k - 1] as number)
    return corner
  })
  const values = Float64Array.from(corners, evaluate)
  if (d === 0) return { x: corners[0] as Float64Array, value: values[0] as number, evaluations }
  const centre = new Float64Array(d)
  let trial: Float64Array = new Float64Array(d)
  let further: Float64Array = new Float64Array(d)
  const along = (target: Float64Array, worst: Float64Array, t: number): number => {
    for (let i = 0; i < d; i += 1) target[i] = (centre[i] as number) + t * ((worst[i] as number) - (centre[i] as number))
    return evaluate(target)
  }
  for (;;) {
    let best = 0
    let worst = 0
    for (let k = 1; k <= d; k += 1) {
      if ((values[k] as number) < (values[best] as number)) best = k
      if ((values[k] as number) >= (values[worst] as number)) worst = k
    }
    const bestValue = values[best] as number
    const worstValue = values[worst] as number
    if (evaluations >= limit || worstValue - bestValue <= tolerance * (Math.abs(bestValue) + tolerance)) {
      return { x: corners[best] as Float64Array, value: bestValue, evaluations }
    }
    let second = Number.NEGATIVE_INFINITY
    centre.fill(0)
    for (let k = 0; k <= d; k += 1) {
      if (k === worst) continue
      second = Math.max(second, values[k] as number)
      const corner = corners[k] as Float64Array
      for (let i = 0; i < d; i += 1) centre[i] = (centre[i] as number) + (corner[i] as number) / d
    }
    const worstCorner = corners[worst] as Float64Array
    const replaceWorst = (by: Float64Array, value: number): Float64Array => {
      corners[worst] = by
      values[worst] = value
      return worstCorner
    }
    const reflected = along(trial, worstCorner, -1)
    if (reflected < bestValue) {
      const expanded = along(further, worstCorner, -2)
      if (expanded < reflected) further = replaceWorst(further, expanded)
      else trial = replaceWorst(trial, reflected)
    } else if (reflected < second) {
      trial = replaceWorst(trial, reflected)
    } else {
      const contracted = along(further, worstCorner, reflected < worstValue ? -0.5 : 0.5)
      if (contracted < Math.min(reflected, worstValue)) further = replaceWorst(further, contracted)
      else {
        const bestCorner = corners[best] as Float64Array
        for (let k = 0; k <= d; k += 1) {
          if (k === best) continue
          const corner = corners[k] as Float64Array
          for (let i = 0; i < d; i += 1) corner[i] = ((corner[i] as number) + (bestCorner[i] as number)) / 2
          values[k] = evaluate(corner)
        }
      }
    }
  }
}
