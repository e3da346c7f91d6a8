import type { ValueForecast } from './forecast-value.ts'
import type { ValueFacts } from './value-facts.ts'

/** Accuracy of forecasts on later data. Money in major units, net of returns. */
export interface ValueQuality {
  readonly asOf: string
  readonly days: number
  readonly customers: number
  /** Mean absolute error of a customer's spend. */
  readonly error: number
  readonly baselineError: number
  /** Spearman's rank correlation of predicted and actual spend. */
  readonly rankCorrelation: number
  readonly baselineRankCorrelation: number
  /** Total predicted spend divided by total actual spend; 1 is exact. 0 when nothing was spent. */
  readonly totalRatio: number
  readonly baselineTotalRatio: number
  /** Share of customers whose spend lay inside their interval. */
  readonly coverage: number
  readonly promised: number
  /** Deciles of the customers by forecast, highest first, with mean spends. */
  readonly deciles: readonly { readonly decile: number; readonly customers: number; readonly predicted: number; readonly actual: number }[]
}

/** Compares forecasts (of spend, undiscounted, margin 1) with the outcomes and with the past rate continued. Rows need `later`. */
export function valueQuality(
  rows: readonly ValueFacts[],
  forecasts: readonly Pick<ValueForecast, 'value' | 'low' | 'high'>[],
  at: { readonly asOf: Date; readonly days: number },
): ValueQuality {
  const actual = rows.map(({ later }) => (later === null ? 0 : later.spend - later.returned))
  const predicted = forecasts.map(({ value }) => value)
  const baseline = rows.map((row) => pastRate(row, at.days))
  const total = sum(actual)
  const ratio = (numbers: readonly number[]): number => (total > 0 ? sum(numbers) / total : 0)
  const covered = forecasts.filter(({ low, high }, i) => {
    const spent = Math.max(0, actual[i] as number)
    return spent >= low - 1e-9 && spent <= high + 1e-9
  })
  return {
    asOf: at.asOf.toISOString(),
    days: at.days,
    customers: rows.length,
    error: meanDistance(predicted, actual),
    baselineError: meanDistance(baseline, actual),
    rankCorrelation: rankCorrelation(predicted, actual),
    baselineRankCorrelation: rankCorrelation(baseline, actual),
    totalRatio: ratio(predicted),
    baselineTotalRatio: ratio(baseline),
    coverage: covered.length / rows.length,
    promised: 0.8,
    deciles: decilesOf(predicted, actual),
  }
}

/** Net spend per day so far, times the days; a first order of a customer younger than the horizon is not extrapolated. */
function pastRate(row: ValueFacts, days: number): number {
  return (Math.max(0, row.spend - row.returned) / Math.max(row.age, days)) * days
}

/** Spearman's rank correlation, ties at their mean rank; 0 where one side does not vary. `rankCorrelation([1, 2, 3], [10, 30, 20])` is 0.5. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const x = meanRanks(a)
  const y = meanRanks(b)
  const middle = (a.length - 1) / 2
  let both = 0
  let ofX = 0
  let ofY = 0
  for (let i = 0; i < a.length; i += 1) {
    const dx = (x[i] as number) - middle
    const dy = (y[i] as number) - middle
    both += dx * dy
    ofX += dx * dx
    ofY += dy * dy
  }
  return ofX > 0 && ofY > 0 ? both / Math.sqrt(ofX * ofY) : 0
}

function meanRanks(values: readonly number[]): Float64Array {
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  for (let i = 0; i < order.length;) {
    let j = i
    while (j < order.length && values[order[j] as number] === values[order[i] as number]) j += 1
    for (let k = i; k < j; k += 1) ranks[order[k] as number] = (i + j - 1) / 2
    i = j
  }
  return ranks
}

function decilesOf(predicted: readonly number[], actual: readonly number[]): ValueQuality['deciles'] {
  const order = predicted.map((_, i) => i).toSorted((a, b) => (predicted[b] as number) - (predicted[a] as number) || a - b)
  const tenths = Math.min(10, order.length)
  return Array.from({ length: tenths }, (_, tenth) => {
    const part = order.slice(Math.floor((tenth * order.length) / tenths), Math.floor(((tenth + 1) * order.length) / tenths))
    const mean = (values: readonly number[]): number => sum(part.map((i) => values[i] as number)) / part.length
    return { decile: tenth + 1, customers: part.length, predicted: mean(predicted), actual: mean(actual) }
  })
}

function meanDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + Math.abs(value - (b[i] as number)), 0) / a.length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0)
}
