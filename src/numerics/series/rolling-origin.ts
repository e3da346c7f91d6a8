export interface RollingOriginOptions {
  /** Values that are forecast from each origin. */
  readonly horizon: number
  /** Values between origins. Default: the horizon, so that evaluated values do not overlap. */
  readonly step?: number
  /** Values that must lie before an origin. */
  readonly least: number
  /** Maximum number of origins. */
  readonly most: number
}

/**
 * The origins of a rolling backtest (Tashman 2000): lengths of history, the latest first, each followed by `horizon`
 * values for evaluation. `rollingOrigins(100, { horizon: 30, least: 20, most: 3 })` is 70, 40; a short series has none.
 */
export function rollingOrigins(length: number, { horizon, step = horizon, least, most }: RollingOriginOptions): number[] {
  if (!(horizon >= 1 && step >= 1)) throw new RangeError('A back-test needs a horizon and a step of at least one value.')
  const origins: number[] = []
  for (let origin = length - horizon; origin >= least && origins.length < most; origin -= step) origins.push(origin)
  return origins
}
