import { checkBinaryData, type FeatureTable } from '../table/feature-table.ts'
import { inverseCurvature, type InverseTimes } from './logistic-curvature.ts'
import { logisticDesign, type DesignColumn } from './logistic-design.ts'
import { logit } from './logistic-function.ts'
import { logisticLoss } from './logistic-loss.ts'
import { minimiseLbfgs } from '../minimise/minimise-lbfgs.ts'

export interface LogisticOptions {
  /** Strength of the penalty l2/2·|w|² beside the summed log loss (scikit-learn's 1/C); the intercept is free. Default 1. */
  readonly l2?: number
  /** One weight per row; default 1. */
  readonly weights?: ArrayLike<number>
  readonly maxIterations?: number
  /** Stops when no derivative of the mean loss exceeds this. Default 1e-6. */
  readonly tolerance?: number
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
 * its feature plus its own indicator. Constant and wholly missing features get the coefficient 0. A fit on a sample of the rows gives
 * the starting point, and the inverse curvature of that sample gives the scale of the steps, so large tables need few passes.
 * Throws an Error for no rows, one class only, or labels and weights that do not fit the table.
 */
export function fitLogisticRegression(table: FeatureTable, labels: ArrayLike<number>, options: LogisticOptions = {}): LogisticModel {
  checkBinaryData(table, labels, options.weights)
  const l2 = options.l2 ?? 1
  if (!(l2 >= 0)) throw new Error(`The penalty l2 is ${l2}; it must be zero or more.`)
  const { moments, columns } = logisticDesign(table)
  const data: FitData = {
    columns,
    labels: Float64Array.from(labels),
    weights: options.weights === undefined ? undefined : Float64Array.from(options.weights),
    l2,
  }
  const settings = { tolerance: options.tolerance ?? 1e-6, maxIterations: options.maxIterations ?? 500 }
  const start = startOf(data)
  const precondition = columns.length > MOST_CURVATURE_WIDTH ? undefined : curvatureAt(data, start)
  const fit = minimiseLbfgs(logisticLoss(columns, data.labels, l2, data.weights), start, {
    ...settings,
    ...(precondition === undefined ? {} : { precondition }),
  })
  const coefficients = new Array<number>(table.names.length).fill(0)
  const indicator = new Array<number>(table.names.length).fill(0)
  columns.forEach(({ feature, isIndicator }, k) => {
    if (isIndicator) indicator[feature] = fit.x[k] as number
    else coefficients[feature] = fit.x[k] as number
  })
  return {
    kind: 'logistic-regression',
    version: 1,
    names: [...table.names],
    intercept: fit.x[columns.length] as number,
    coefficients,
    indicator,
    mean: moments.map((m) => m.mean),
    scale: moments.map((m) => m.scale),
    missingShare: moments.map((m) => m.missingShare),
    converged: fit.converged,
  }
}

interface FitData {
  readonly columns: readonly DesignColumn[]
  readonly labels: Float64Array
  readonly weights: Float64Array | undefined
  readonly l2: number
}

/** Rows from which the curvature is estimated, at least, and for each column; above twice that, a fit on as many gives the starting point. */
const SAMPLE_ROWS = 4_096
const SAMPLE_ROWS_A_COLUMN = 40
/** With more columns than this the matrix costs more than the iterations it saves. */
const MOST_CURVATURE_WIDTH = 400

/** The coefficients that a sample of the rows gives, or zeros with the base rate when there is little to gain. */
function startOf({ columns, labels, weights, l2 }: FitData): Float64Array {
  const n = labels.length
  const start = new Float64Array(columns.length + 1)
  start[columns.length] = logit(meanLabel(labels, weights))
  const rows = sampleRows(n, columns.length)
  if (n < 2 * rows.length) return start
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] as number)
  const loss = logisticLoss(
    columns.map((column) => ({ ...column, values: pick(column.values) })),
    pick(labels),
    (l2 * rows.length) / n,
    weights === undefined ? undefined : pick(weights),
  )
  return minimiseLbfgs(loss, start, { tolerance: 1e-3, maxIterations: 30 }).x
}

function curvatureAt({ columns, labels, weights, l2 }: FitData, w: Float64Array): InverseTimes | undefined {
  return inverseCurvature(columns, sampleRows(labels.length, columns.length), w, l2 / labels.length, weights)
}

/** Row numbers spread evenly, shifted within their step by the golden ratio to avoid aliasing with a period in the data. */
function sampleRows(n: number, width: number): Int32Array {
  const count = Math.min(n, Math.max(SAMPLE_ROWS, SAMPLE_ROWS_A_COLUMN * width))
  const step = n / count
  return Int32Array.from({ length: count }, (_, i) =>
    Math.min(n - 1, Math.floor(step * (i + (n === count ? 0 : (i * 0.618_033_988_749_895) % 1)))),
  )
}

function meanLabel(labels: Float64Array, weights: Float64Array | undefined): number {
  let positive = 0
  let total = 0
  for (let i = 0; i < labels.length; i += 1) {
    const weight = weights === undefined ? 1 : (weights[i] as number)
    positive += weight * (labels[i] as number)
    total += weight
  }
  return positive / total
}

/** The log-odds of one row (ordered as `model.names`). Infinite values count as missing. */
export function logisticMargin(model: LogisticModel, row: ArrayLike<number>): number {
  let margin = model.intercept
  for (let j = 0; j < model.names.length; j += 1) margin += contribution(model, j, row[j] as number)
  return margin
}

/**
 * Contribution of each feature to the log-odds, relative to a row of training means: these are the Shapley values of a linear model whose
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
