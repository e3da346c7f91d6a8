import { tableRow, type FeatureTable } from '#numerics/table/feature-table.ts'
import type { ColumnEncoding } from './column-encoding.ts'
import { encodedFeatures, featureValue, type EncodedFeature } from './table-encoding.ts'
import { contributionCost } from './tabular-learner.ts'
import { modelContributions, modelProbability, type TabularModel } from './tabular-model.ts'

export interface ColumnImportance {
  readonly column: string
  /** Mean |Shapley value| in log-odds over a sample of rows. */
  readonly importance: number
}

/** Mean probability when every row of a sample is given this value of one column. */
export interface DependencePoint {
  /** A number, days since 1970 of a date, or the text of a level; null: missing. */
  readonly value: number | string | null
  readonly probability: number
  /** Share of the rows near this value (numbers) or with it. */
  readonly share: number
}

export interface PartialDependence {
  readonly column: string
  readonly kind: ColumnEncoding['kind']
  readonly points: readonly DependencePoint[]
}

/** A column that raises (effect > 0) or lowers the log-odds of a row. */
export interface RowReason {
  readonly column: string
  readonly effect: number
}

const IMPORTANCE_ROWS = 400
/** Budget of steps for computing reasons: a few seconds. */
const MOST_STEPS = 600_000_000
const DEPENDENCE_ROWS = 250
const GRID = 14
const MOST_LEVELS = 8

/** Number of rows whose contributions can be computed in a few seconds: at most `most`, at least 60. */
export function explainableRows({ learners }: TabularModel, most: number): number {
  const cost = learners.reduce((sum, learner) => sum + contributionCost(learner), 1)
  return Math.max(60, Math.min(most, Math.floor(MOST_STEPS / cost)))
}

/** How much each column moves the predictions, largest first; columns without an effect are left out. */
export function columnImportance(model: TabularModel, table: FeatureTable): ColumnImportance[] {
  const columnOf = encodedFeatures(model.columns).map(({ column }) => column)
  const totals = new Float64Array(model.columns.length)
  const rows = spread(table.rowCount, explainableRows(model, IMPORTANCE_ROWS))
  for (const i of rows) {
    modelContributions(model, tableRow(table, i), columnOf).forEach((value, k) => {
      totals[k] = (totals[k] as number) + Math.abs(value) / rows.length
    })
  }
  return model.columns
    .map(({ name }, k) => ({ column: name, importance: totals[k] as number }))
    .filter(({ importance }) => importance > 1e-6)
    .sort((a, b) => b.importance - a.importance)
}

/**
 * Partial dependence of the probability on one column: the mean prediction over a sample of rows when only this column is changed. For numbers
 * on a grid of quantiles, for categories on the most frequent levels. Source: Friedman, Annals of Statistics 29 (2001), section 8.2.
 */
export function partialDependence(model: TabularModel, table: FeatureTable, column: string): PartialDependence {
  const place = model.columns.findIndex(({ name }) => name === column)
  const encoding = model.columns[place] as ColumnEncoding
  const all = encodedFeatures(model.columns)
  const features = all.flatMap((feature, j) => (feature.column === place ? [{ feature, j }] : []))
  const rows = spread(table.rowCount, DEPENDENCE_ROWS).map((i) => tableRow(table, i))
  const grid = encoding.kind === 'category' ? levelGrid(encoding, features, table) : numberGrid(features, table)
  const points = grid.map(({ value, coded, share }): DependencePoint => {
    let sum = 0
    for (const row of rows) {
      const changed = Float64Array.from(row)
      for (const { feature, j } of features) changed[j] = featureValue(feature, coded)
      sum += modelProbability(model, changed)
    }
    return { value, probability: sum / rows.length, share }
  })
  return { column, kind: encoding.kind, points }
}

/** Creates a function that returns the columns raising the risk of an encoded row most, at most `most` of them. */
export function reasonFinder(model: TabularModel, most = 3): (row: ArrayLike<number>) => RowReason[] {
  const columnOf = encodedFeatures(model.columns).map(({ column }) => column)
  return (row) => {
    const effects = modelContributions(model, row, columnOf)
    return model.columns
      .map(({ name }, k) => ({ column: name, effect: effects[k] as number }))
      .filter(({ effect }) => effect > 0.02)
      .sort((a, b) => b.effect - a.effect)
      .slice(0, most)
  }
}

interface GridPoint {
  readonly value: number | string | null
  readonly coded: number
  readonly share: number
}

function numberGrid(features: readonly { readonly j: number }[], table: FeatureTable): GridPoint[] {
  const column = table.columns[(features[0] as { j: number }).j] as Float64Array
  const sorted = column.filter((value) => !Number.isNaN(value)).sort()
  // The outermost 1 % is left out: it has few rows, and the model is unreliable there.
  const at = Array.from({ length: GRID }, (_, k) => sorted[Math.round((0.01 + (0.98 * k) / (GRID - 1)) * (sorted.length - 1))] as number)
  const values = [...new Set(at)]
  const share = sorted.length / Math.max(1, column.length) / values.length
  const points: GridPoint[] = values.map((value) => ({ value, coded: value, share }))
  const missing = column.length - sorted.length
  if (missing > 0.005 * column.length) points.push({ value: null, coded: Number.NaN, share: missing / column.length })
  return points
}

function levelGrid(
  encoding: Extract<ColumnEncoding, { kind: 'category' }>,
  features: readonly { readonly feature: EncodedFeature; readonly j: number }[],
  table: FeatureTable,
): GridPoint[] {
  const shareOf = (place: number): number => {
    const own = features.find(({ feature }) => feature.part.kind === 'level' && feature.part.place === place)
    const sum = (j: number): number => (table.columns[j] as Float64Array).reduce((total, value) => total + value, 0) / table.rowCount
    // The second of two levels has no feature: it is the complement of the first.
    return own === undefined
      ? 1 - features.reduce((total, { feature, j }) => total + (feature.part.kind === 'level' ? sum(j) : 0), 0)
      : sum(own.j)
  }
  const points: GridPoint[] = encoding.levels
    .slice(0, MOST_LEVELS)
    .map((level, place) => ({ value: level, coded: place, share: shareOf(place) }))
  if (encoding.missingLevel) points.push({ value: null, coded: -1, share: shareOf(-1) })
  return points
}

function spread(rows: number, most: number): number[] {
  const count = Math.min(rows, most)
  return Array.from({ length: count }, (_, k) => Math.floor((k * rows) / count))
}
