/**
 * Largest distance between two distributions (Kolmogorov-Smirnov), in [0, 1]: the most by which the shares of values up to any limit differ. Missing
 * values do not count; without a value on either side the distance is 0. @example distributionDistance([1, 2, 3, 4], [3, 4, 5, 6]) // .5
 */
export function distributionDistance(some: readonly number[], others: readonly number[]): number {
  const a = known(some)
  const b = known(others)
  let [i, j, most] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number)
    while (a[i] === value) i += 1
    while (b[j] === value) j += 1
    most = Math.max(most, Math.abs(i / a.length - j / b.length))
  }
  return most
}

function known(values: readonly number[]): Float64Array {
  return Float64Array.from(values.filter(Number.isFinite)).sort()
}
