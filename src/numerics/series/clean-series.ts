/**
 * A series without gaps: leading and trailing missing values (NaN, infinities) are cut off, those between are put on the straight line
 * between their neighbours. `trailing` says how many were cut off at the end.
 */
export function cleanSeries(values: ArrayLike<number>): { readonly values: Float64Array; readonly trailing: number } {
  const n = values.length
  let first = 0
  while (first < n && !Number.isFinite(values[first])) first += 1
  let end = n
  while (end > first && !Number.isFinite(values[end - 1])) end -= 1
  const clean = new Float64Array(end - first)
  let known = first
  for (let t = first; t < end; t += 1) {
    const value = values[t] as number
    if (!Number.isFinite(value)) continue
    const from = values[known] as number
    for (let gap = known + 1; gap < t; gap += 1) clean[gap - first] = from + ((value - from) * (gap - known)) / (t - known)
    clean[t - first] = value
    known = t
  }
  return { values: clean, trailing: n - end }
}
