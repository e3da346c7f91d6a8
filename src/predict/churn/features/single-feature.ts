import type { ChurnFeatureRow } from './churn-features.ts'

const BINS = 20
/** Pseudo-rows at the mean rate that each bin is shrunk towards. */
const PRIOR_ROWS = 10

/**
 * Predicts churn from one feature alone: a function from a row to the churn rate of its bin, one of twenty by quantile plus one for missing values. Undefined when the column
 * has one value only, or none.
 */
export function binnedRates(rows: readonly ChurnFeatureRow[], position: number): ((row: ChurnFeatureRow) => number) | undefined {
  const values = Float64Array.from(rows.map((row) => row.values[position] as number).filter(Number.isFinite)).sort()
  const cuts: number[] = []
  // Stryker disable next-line EqualityOperator: no value comes after the last, and nothing is above the largest
  for (let k = 1; k < BINS; k += 1) {
    const cut = values[Math.floor((k * values.length) / BINS)] as number
    if (cut > (cuts.at(-1) ?? (values[0] as number))) cuts.push(cut)
  }
  const missing = cuts.length + 1
  if (cuts.length === 0 && (values.length === 0 || values.length === rows.length)) return undefined
  const binOf = (row: ChurnFeatureRow): number => {
    const value = row.values[position] as number
    if (!Number.isFinite(value)) return missing
    let bin = 0
    while (value >= (cuts[bin] as number)) bin += 1
    return bin
  }
  const counts = new Float64Array(missing + 1)
  const churners = new Float64Array(missing + 1)
  let all = 0
  for (const row of rows) {
    const bin = binOf(row)
    counts[bin] = (counts[bin] as number) + 1
    churners[bin] = (churners[bin] as number) + (row.label ?? 0)
    all += row.label ?? 0
  }
  const prior = all / rows.length
  return (row) => {
    const bin = binOf(row)
    return ((churners[bin] as number) + PRIOR_ROWS * prior) / ((counts[bin] as number) + PRIOR_ROWS)
  }
}

/** Share of rows with a value. */
export function presentShare(rows: readonly ChurnFeatureRow[], position: number): number {
  return rows.filter((row) => Number.isFinite(row.values[position])).length / rows.length
}
