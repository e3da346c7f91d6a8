import { checkBinaryData, type FeatureTable } from './feature-table.ts'
import { sigmoid, softplus } from './logistic-function.ts'
import { minimiseLbfgs } from './minimise-lbfgs.ts'

export interface LogisticOptions {
  /** Strength of the penalty l2/2·|w|² beside the summed log loss (scikit-learn's 1/C); the intercept is free. Default 1. */
  readonly l2?: number
  /** One weight a row; default 1. */
  readonly weights?: ArrayLike<number>
  readonly maxIterations?: number
}

/** A fitted model, plain JSON. `indicator[j]` is the coefficient of "feature j is missing" (0 where none was missing in training). */
export interface LogisticModel {
  readonly kind: 'logistic-regression'
  readonly version: 1
  readonly names: readonly string[]
  readonly intercept: number
  /** Coefficients on the standardised scale. */
  readonly coefficients: readonly number[]
  readonly indicator: readonly number[]
  readonly mean: readonly number[]
  /** Standard deviation (population); 0 for a constant or wholly missing feature, whose coefficient is 0. */
  readonly scale: readonly number[]
  readonly missingShare: readonly number[]
  readonly converged: boolean
}

/**
 * Binary logistic regression with an L2 penalty on standardised features, fitted by L-BFGS. A missing value counts as the mean of
 * its feature plus an indicator of its own. Constant and wholly missing features get the coefficient 0.
 * Throws an Error for no rows, one class only, or labels and weights that do not fit the table.
 */
export function fitLogisticRegression(table: FeatureTable, labels: ArrayLike<number>, options: LogisticOptions = {}): LogisticModel {
  checkBinaryData(table, labels, options.weights)
  const l2 = options.l2 ?? 1
  if (!(l2 >= 0)) throw new Error(`The penalty l2 is ${l2}; it must be zero or more.`)
  const n = table.rowCount
  const moments = table.columns.map(momentsOf)
  const design: Float64Array[] = []
  const source: { feature: number; isIndicator: boolean }[] = []
  table.columns.forEach((column, j) => {
    const { mean, scale, missingShare } = moments[j] as Moments
    if (scale > 0) {
      design.push(column.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / scale)))
      source.push({ feature: j, isIndicator: false })
    }
    if (missingShare > 0 && missingShare < 1) {
      design.push(column.map((value) => (Number.isNaN(value) ? 1 - missingShare : -missingShare)))
      source.push({ feature: j, isIndicator: true })
    }
  })
  const width = design.length
  const margins = new Float64Array(n)
  const residuals = new Float64Array(n)
  const evaluate = (w: Float64Array, gradient: Float64Array): number => {
    margins.fill(w[width] as number)
    for (let j = 0; j < width; j += 1) {
      const column = design[j] as Float64Array
      const coefficient = w[j] as number
      if (coefficient !== 0) for (let i = 0; i < n; i += 1) margins[i] = (margins[i] as number) + coefficient * (column[i] as number)
    }
    let loss = 0
    let residualSum = 0
    for (let i = 0; i < n; i += 1) {
      const margin = margins[i] as number
      const label = labels[i] as number
      const weight = options.weights === undefined ? 1 : (options.weights[i] as number)
      loss += weight * (softplus(margin) - label * margin)
      const residual = weight * (sigmoid(margin) - label)
      residuals[i] = residual
      residualSum += residual
    }
    for (let j = 0; j < width; j += 1) {
      const column = design[j] as Float64Array
      const coefficient = w[j] as number
      let sum = l2 * coefficient
      for (let i = 0; i < n; i += 1) sum += (residuals[i] as number) * (column[i] as number)
      gradient[j] = sum / n
      loss += 0.5 * l2 * coefficient * coefficient
    }
    gradient[width] = residualSum / n
    return loss / n
  }
  const fit = minimiseLbfgs(evaluate, new Float64Array(width + 1), { tolerance: 1e-7, maxIterations: options.maxIterations ?? 500 })
  const coefficients = new Array<number>(table.names.length).fill(0)
  const indicator = new Array<number>(table.names.length).fill(0)
  source.forEach(({ feature, isIndicator }, k) => {
    if (isIndicator) indicator[feature] = fit.x[k] as number
    else coefficients[feature] = fit.x[k] as number
  })
  return {
    kind: 'logistic-regression',
    version: 1,
    names: [...table.names],
    intercept: fit.x[width] as number,
    coefficients,
    indicator,
    mean: moments.map((m) => m.mean),
    scale: moments.map((m) => m.scale),
    missingShare: moments.map((m) => m.missingShare),
    converged: fit.converged,
  }
}

/** The log-odds of one row (ordered as `model.names`). Infinite values count as missing. */
export function logisticMargin(model: LogisticModel, row: ArrayLike<number>): number {
  let margin = model.intercept
  for (let j = 0; j < model.names.length; j += 1) margin += contribution(model, j, row[j] as number)
  return margin
}

/**
 * What each feature adds to the log-odds, against a row of training means: these are the Shapley values of a linear model whose
 * features are taken as independent (Lundberg & Lee 2017, corollary 1). They sum to the margin minus the intercept.
 */
export function logisticContributions(model: LogisticModel, row: ArrayLike<number>): Float64Array {
  return Float64Array.from(model.names, (_, j) => contribution(model, j, row[j] as number))
}

function contribution(model: LogisticModel, j: number, value: number): number {
  const scale = model.scale[j] as number
  const missing = !Number.isFinite(value)
  const indicator = model.indicator[j] as number
  const share = model.missingShare[j] as number
  const fromValue = missing || scale === 0 ? 0 : ((model.coefficients[j] as number) * (value - (model.mean[j] as number))) / scale
  return fromValue + indicator * (missing ? 1 - share : -share)
}

interface Moments {
  readonly mean: number
  readonly scale: number
  readonly missingShare: number
}

function momentsOf(column: Float64Array): Moments {
  let count = 0
  let sum = 0
  for (const value of column) {
    if (Number.isNaN(value)) continue
    count += 1
    sum += value
  }
  if (count === 0) return { mean: 0, scale: 0, missingShare: 1 }
  const mean = sum / count
  let squares = 0
  for (const value of column) if (!Number.isNaN(value)) squares += (value - mean) ** 2
  const scale = Math.sqrt(squares / count)
  // Rounding leaves a constant column a spread of about 1e-16 of its size; dividing by that would make noise of it.
  return { mean, scale: scale > 1e-12 * Math.max(1, Math.abs(mean)) ? scale : 0, missingShare: 1 - count / column.length }
}
