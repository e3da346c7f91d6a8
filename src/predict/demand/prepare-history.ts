/**
 * Days on which the whole shop sold nothing though it usually sells on that weekday: closed, not without demand. A weekday that sells
 * on fewer than half of its days is usually closed, and its zeros are real.
 */
export function closedDays(total: Float64Array): Uint8Array {
  const sold = new Float64Array(7)
  const counts = new Float64Array(7)
  for (let t = 0; t < total.length; t += 1) {
    counts[t % 7] = (counts[t % 7] as number) + 1
    if ((total[t] as number) > 0) sold[t % 7] = (sold[t % 7] as number) + 1
  }
  return Uint8Array.from(total, (units, t) => (units === 0 && (sold[t % 7] as number) > 0.5 * (counts[t % 7] as number) ? 1 : 0))
}

/**
 * Prepares a series for forecasting: holiday effects divided out, closed days filled with the same weekday of the weeks
 * around, single huge sales capped at `spikeLimit` times a good day (the 95th percentile of days with sales).
 */
export function prepareHistory(units: Float64Array, closed: Uint8Array, factors: Float64Array, spikeLimit: number): Float64Array {
  const plain = units.map((value, t) => value / Math.max(0.05, factors[t] as number))
  const limit = spikeLimit * goodDay(plain)
  const n = plain.length
  for (let t = 0; t < n; t += 1) if ((plain[t] as number) > limit) plain[t] = limit
  const open = (t: number): boolean => t >= 0 && t < n && closed[t] === 0
  for (let t = 0; t < n; t += 1) {
    if (closed[t] === 0) continue
    let before = t - 7
    while (before >= 0 && !open(before)) before -= 7
    let after = t + 7
    while (after < n && !open(after)) after += 7
    const values = [before, after].filter(open).map((near) => plain[near] as number)
    plain[t] = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  }
  return plain
}

function goodDay(values: Float64Array): number {
  const sold = values.filter((value) => value > 0).sort()
  // With fewer than ten sales a spike cannot be distinguished from a normal sale.
  return sold.length < 10 ? Number.POSITIVE_INFINITY : (sold[Math.floor(0.95 * (sold.length - 1))] as number)
}
