export type DemandLevel = 'total' | 'category' | 'store' | 'product'

/** What one product or store sold: only days with sales, in order. */
export interface SoldSeries {
  readonly key: string
  readonly label: string
  /** Days counted from the first day of the history. */
  readonly days: ArrayLike<number>
  readonly units: ArrayLike<number>
  /** Major units of the project's currency; undefined where prices are not looked at. */
  readonly money?: SoldMoney
}

export interface SoldMoney {
  /** Recent revenue per unit: over the last 90 days, or else all history. Null when no sale has an exchange rate. */
  readonly price: number | null
  /** Revenue in the 30 days before. */
  readonly last: number
}

export interface SoldProduct extends SoldSeries {
  readonly category: string
}

/** Units sold by whole local days: sale lines only, without duplicates and test orders. */
export interface DemandSales {
  /** The first day of the history, ISO. */
  readonly firstDay: string
  /** Whole days in the history; the last one is the day before the as-of day. */
  readonly days: number
  readonly products: readonly SoldProduct[]
  readonly stores: readonly SoldSeries[]
}

/** A dense series over the first `days` days, 0 where nothing was sold. */
export function denseUnits(series: SoldSeries, days: number): Float64Array {
  const dense = new Float64Array(days)
  addUnits(dense, series)
  return dense
}

/** Adds a series to a dense one; days beyond its end are left out. */
export function addUnits(dense: Float64Array, { days, units }: SoldSeries): void {
  for (let i = 0; i < days.length; i += 1) {
    const day = days[i] as number
    if (day >= dense.length) break
    dense[day] = (dense[day] as number) + (units[i] as number)
  }
}

/** The days from `from` (inclusive) to `to` (exclusive) of a series, dense. */
export function denseWindow({ days, units }: SoldSeries, from: number, to: number): Float64Array {
  const dense = new Float64Array(Math.max(0, to - from))
  for (let i = days.length - 1; i >= 0; i -= 1) {
    const day = days[i] as number
    if (day < from) break
    if (day < to) dense[day - from] = units[i] as number
  }
  return dense
}

/** Units sold in the days from `from` (inclusive) to `to` (exclusive). */
export function soldBetween({ days, units }: SoldSeries, from: number, to: number): number {
  let sum = 0
  for (let i = days.length - 1; i >= 0; i -= 1) {
    const day = days[i] as number
    if (day < from) break
    if (day < to) sum += units[i] as number
  }
  return sum
}
