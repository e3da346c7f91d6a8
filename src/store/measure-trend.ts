/** A measure of a customer or account: its last value, the one before, and how it went. */
export interface MeasureTrend {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly at: string
  /** Null where there is one value alone. */
  readonly before: number | null
  readonly count: number
  /** The last ones, oldest first. */
  readonly points: readonly MeasurePoint[]
}

interface MeasurePoint {
  readonly at: string
  readonly value: number
}

/** Most values of a trend. */
export const TREND_POINTS = 60

/** @param points Oldest first; at least one */
export function trendOf(name: string, unit: string, count: number, points: readonly MeasurePoint[]): MeasureTrend {
  const last = points.at(-1)
  return { name, unit, count, points, value: last?.value ?? 0, at: last?.at ?? '', before: points.at(-2)?.value ?? null }
}
