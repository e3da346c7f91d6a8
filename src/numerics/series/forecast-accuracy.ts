/** Symmetric percentage error: mean of 200 |e| / (|y| + |f|), as in the M3 competition. `sMape([100], [110])` is 9.52. Both zero: 0. */
export function sMape(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  return mean(actual, forecast, (y, f) => (y === f ? 0 : (200 * Math.abs(y - f)) / (Math.abs(y) + Math.abs(f))))
}

/** Mean absolute error. */
export function meanAbsoluteError(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  return mean(actual, forecast, (y, f) => Math.abs(y - f))
}

/**
 * Mean absolute error over that of the seasonal naive method within the history (Hyndman & Koehler 2006): below 1 is better than
 * repeating the last season. A history that never changes has no scale: NaN unless the forecast is exact (0).
 */
export function mase(actual: ArrayLike<number>, forecast: ArrayLike<number>, history: ArrayLike<number>, period: number): number {
  const error = meanAbsoluteError(actual, forecast)
  const scale = seasonalNaiveError(history, period)
  return error === 0 ? 0 : scale > 0 ? error / scale : Number.NaN
}

/** Mean |y[t] - y[t - period]| within a series; 0 when it is not longer than the period. */
export function seasonalNaiveError(history: ArrayLike<number>, period: number): number {
  const lag = Math.max(1, period)
  let sum = 0
  for (let t = lag; t < history.length; t += 1) sum += Math.abs((history[t] as number) - (history[t - lag] as number))
  return history.length > lag ? sum / (history.length - lag) : 0
}

/** Sum of |errors| over sum of |actual values|. `wape([10, 0], [8, 1])` is 0.3. All actual values 0: NaN unless the forecast is exact (0). */
export function wape(actual: ArrayLike<number>, forecast: ArrayLike<number>): number {
  let errors = 0
  let total = 0
  for (let i = 0; i < actual.length; i += 1) {
    errors += Math.abs((actual[i] as number) - (forecast[i] as number))
    total += Math.abs(actual[i] as number)
  }
  return errors === 0 ? 0 : total > 0 ? errors / total : Number.NaN
}

/** Share of values within [low, high]. */
export function coverage(actual: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>): number {
  let inside = 0
  for (let i = 0; i < actual.length; i += 1) {
    if ((actual[i] as number) >= (low[i] as number) && (actual[i] as number) <= (high[i] as number)) inside += 1
  }
  return inside / actual.length
}

function mean(actual: ArrayLike<number>, forecast: ArrayLike<number>, loss: (y: number, f: number) => number): number {
  if (actual.length === 0 || forecast.length !== actual.length) {
    throw new RangeError('Accuracy needs at least one value, and as many forecasts as values.')
  }
  let sum = 0
  for (let i = 0; i < actual.length; i += 1) sum += loss(actual[i] as number, forecast[i] as number)
  return sum / actual.length
}
