/** Normal quantiles of a two-sided 5 % test and of 80 % power. */
const Z_ALPHA = 1.959964
const Z_POWER = 0.841621

/**
 * Smallest difference of two shares that groups of these sizes can detect with 80 % power at 5 % (two-sided). Null when a group is empty.
 * Solves n = (z_a sqrt(2 p q) + z_b sqrt(p1 q1 + p2 q2))^2 / d^2 for d, generalised to unequal groups (Fleiss, Levin, Paik 2003, 4.2).
 * @param baseRate share expected without contact, 0-1
 * @example detectableEffect(1000, 1000, 0.5) // 0.0624: from 50 % to 56.2 %
 */
export function detectableEffect(treated: number, control: number, baseRate: number): number | null {
  if (treated < 1 || control < 1) return null
  const base = Math.min(Math.max(baseRate, 0.001), 0.999)
  // A share cannot exceed 1: where the base is high, the search goes downwards.
  // Stryker disable next-line EqualityOperator: at one half, up and down are mirror images
  const direction = base <= 0.5 ? 1 : -1
  let low = 0
  // Stryker disable next-line EqualityOperator: the direction is never 0
  let high = direction > 0 ? 1 - base : base
  // Stryker disable next-line EqualityOperator: a power of exactly that is met by no pair of whole numbers
  if (power(treated, control, base, base + direction * high) < Z_POWER) return null
  // Stryker disable next-line EqualityOperator: one halving more changes less than the last digit
  for (let i = 0; i < 50; i += 1) {
    const middle = (low + high) / 2
    // Stryker disable next-line EqualityOperator: nor by a bound half-way
    if (power(treated, control, base, base + direction * middle) >= Z_POWER) high = middle
    else low = middle
  }
  return high
}

/** z of the power reached for shares `p0` (control) and `p1` (treated). */
function power(treated: number, control: number, p0: number, p1: number): number {
  const pooled = (treated * p1 + control * p0) / (treated + control)
  const underNull = Math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control))
  const underEffect = Math.sqrt((p1 * (1 - p1)) / treated + (p0 * (1 - p0)) / control)
  const gap = Math.abs(p1 - p0) - Z_ALPHA * underNull
  return gap / underEffect
}
