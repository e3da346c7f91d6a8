/**
 * Distributes an amount by weights, to the last unit: the parts add up to it, and none differs from its exact share by more than one `unit`.
 * All weights 0 count as equal.
 *
 * @param amount Scaled integer, as all weights are non-negative integers of any one scale.
 * @param unit The smallest part, in the same scale as the amount: a cent.
 * @example shareOut(100n, [1n, 1n, 1n], 1n) // [34n, 33n, 33n]
 */
export function shareOut(amount: bigint, weights: readonly bigint[], unit: bigint): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n)
  const parts = sum === 0n ? weights.map(() => 1n) : weights
  const total = sum === 0n ? BigInt(weights.length) : sum
  // A remainder below one unit stays with the first part.
  const whole = amount / unit
  const rest = amount - whole * unit
  const sign = whole < 0n ? -1n : 1n
  const floors = parts.map((part) => (sign * whole * part) / total)
  let left = sign * whole - floors.reduce((a, b) => a + b, 0n)
  const order = parts
    .map((part, i) => ({ i, rest: (sign * whole * part) % total }))
    .toSorted((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))
  for (const { i } of order) {
    if (left <= 0n) break
    floors[i] = (floors[i] as bigint) + 1n
    left -= 1n
  }
  return floors.map((part, i) => sign * part * unit + (i === 0 ? rest : 0n))
}
