import type { DemandPoint, DemandSeries } from '#http/predict/demand-schemas.ts'

export interface FanPoint {
  day: string
  /** null after the last day of the history. */
  sold: number | null
  /** null before the forecast begins. */
  forecast: Omit<DemandPoint, 'day'> | null
}

/** The last days of the past and all days of the forecast on one axis, each day once. */
export function fanPoints(series: Pick<DemandSeries, 'history' | 'forecast'>, past: number): FanPoint[] {
  const points = new Map<string, FanPoint>()
  for (const { day, units } of series.history.slice(-past)) points.set(day, { day, sold: units, forecast: null })
  for (const { day, ...forecast } of series.forecast) points.set(day, { day, sold: points.get(day)?.sold ?? null, forecast })
  return [...points.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}
