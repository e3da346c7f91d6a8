import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { MISSING_CODE, type ColumnSample } from './column-sample.ts'
import { numberColumn } from './column-encoding.ts'
import type { ColumnFacts } from './column-type.ts'

export type LeakReason = 'too-good-alone' | 'missing-tells' | 'after-outcome' | 'copy-of-target'

/** A column excluded from training because it leaks the outcome. */
export interface Leak {
  readonly column: string
  readonly reason: LeakReason
  /** AUC of the column alone, from the rates of other rows; null when the name decided. */
  readonly auc: number | null
}

/** From this AUC on, a column alone predicts the outcome too well to have been known beforehand. */
export const LEAK_AUC = 0.99
const MISSING_LEAK_AUC = 0.95
const BINS = 20
/** Pseudo-rows at the base rate, towards which the rates of small groups are shrunk. */
const PRIOR = 4

const OUTCOME =
  'churn|cancel\\w*|terminat\\w*|clos(?:e|ed|ing|ure)|exit|leav\\w*|left|attrition|deactivat\\w*|unsubscri\\w*|流失|退订|注销|解约|离网|离开|销户'
const WHEN_OR_WHY =
  'date|time|day|month|year|reason|cause|category|type|score|flag|label|value|status|prob\\w*|日期|时间|原因|类型|评分|得分|状态|标记|概率'
const AFTER_OUTCOME = new RegExp(`(?:${OUTCOME})[^a-z]*(?:${WHEN_OR_WHY})|(?:date|reason|time)[ _-]?(?:of[ _-])?(?:${OUTCOME})`, 'i')

/**
 * How well one column alone separates the labels: each row is scored by the rate of positives among the rows of the other folds with the same
 * value (numbers in twenty bins of equal counts, missing separately). AUC from about .5 to 1. Unlike a plain AUC it also sees relations that rise and fall.
 */
export function aloneAuc(groups: Int32Array, labels: ArrayLike<number>, folds: Uint8Array): number {
  const size = groups.reduce((most, group) => Math.max(most, group), 0) + 1
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold), 0) + 1
  const positives = new Float64Array(size * foldCount)
  const counts = new Float64Array(size * foldCount)
  const allPositives = new Float64Array(size)
  const allCounts = new Float64Array(size)
  let total = 0
  for (let i = 0; i < groups.length; i += 1) {
    const group = groups[i] as number
    const cell = group * foldCount + (folds[i] as number)
    const label = labels[i] as number
    positives[cell] = (positives[cell] as number) + label
    counts[cell] = (counts[cell] as number) + 1
    allPositives[group] = (allPositives[group] as number) + label
    allCounts[group] = (allCounts[group] as number) + 1
    total += label
  }
  const base = total / groups.length
  const scores = new Float64Array(groups.length)
  for (let i = 0; i < groups.length; i += 1) {
    const group = groups[i] as number
    const cell = group * foldCount + (folds[i] as number)
    const others = (allCounts[group] as number) - (counts[cell] as number)
    scores[i] = ((allPositives[group] as number) - (positives[cell] as number) + PRIOR * base) / (others + PRIOR)
  }
  return Math.max(0.5, areaUnderCurve(scores, labels))
}

/** The group of each row for `aloneAuc`: the texts of a category, bins of a number, one more for missing cells. */
export function groupsOf(column: ColumnSample, facts: ColumnFacts, rows: Int32Array): Int32Array {
  if (facts.type === 'number' || facts.type === 'date') {
    const compact = facts.type === 'date' && column.days === null
    const values = numberColumn(column, { kind: facts.type, compact })
    const here = Float64Array.from(rows, (i) => values[i] as number)
    const sorted = here.filter((value) => !Number.isNaN(value)).sort()
    const cuts = [
      ...new Set(
        Array.from({ length: BINS - 1 }, (_, b) => sorted[Math.floor(((b + 1) * sorted.length) / BINS)] ?? Number.POSITIVE_INFINITY),
      ),
    ]
    return Int32Array.from(here, (value) => (Number.isNaN(value) ? BINS : cuts.filter((cut) => cut <= value).length))
  }
  return Int32Array.from(rows, (i) => (column.codes[i] as number) + 2)
}

/** The reason to exclude a column, or undefined. `alone` is its `aloneAuc`, measured on `labels` and `rows`. */
export function leakOf(column: ColumnSample, target: string, alone: number, labels: ArrayLike<number>, rows: Int32Array): Leak | undefined {
  if (alone >= LEAK_AUC) {
    const missing = missingAuc(column, labels, rows)
    const copy = column.name.toLowerCase().includes(target.toLowerCase())
    return { column: column.name, reason: copy ? 'copy-of-target' : missing >= LEAK_AUC ? 'missing-tells' : 'too-good-alone', auc: alone }
  }
  if (missingAuc(column, labels, rows) >= MISSING_LEAK_AUC) return { column: column.name, reason: 'missing-tells', auc: alone }
  if (AFTER_OUTCOME.test(column.name) && alone > 0.6) return { column: column.name, reason: 'after-outcome', auc: alone }
  return undefined
}

function missingAuc({ codes }: ColumnSample, labels: ArrayLike<number>, rows: Int32Array): number {
  let [missingPositives, missing, positives] = [0, 0, 0]
  rows.forEach((row, i) => {
    const label = labels[i] as number
    positives += label
    if (codes[row] !== MISSING_CODE) return
    missing += 1
    missingPositives += label
  })
  const negatives = rows.length - positives
  if (missing === 0 || positives === 0 || negatives === 0) return 0.5
  return 0.5 + Math.abs(missingPositives / positives - (missing - missingPositives) / negatives) / 2
}
