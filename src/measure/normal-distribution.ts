/** 97.5 % point of the standard normal distribution: two-sided 95 % intervals. */
export const Z95 = 1.959963984540054

/**
 * Complementary error function, relative error below 1.2e-7 everywhere (Press et al., Numerical Recipes, 2nd ed., 6.2, erfcc).
 * @example erfc(1) // 0.157299
 */
export function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x))
  const terms = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277]
  const sum = terms.reduceRight((above, term) => above * t + term, 0)
  const value = t * Math.exp(-x * x + sum)
  return x >= 0 ? value : 2 - value
}

/** Two-sided p value of a standard normal z. */
export function twoSidedP(z: number): number {
  return Math.min(1, erfc(Math.abs(z) / Math.SQRT2))
}

/**
 * 97.5 % point of Student's t with `df` degrees of freedom (not necessarily whole), by the expansion of Abramowitz and Stegun 26.7.5; error below .005
 * from df = 4 on. @example studentT975(10) // 2.228
 */
export function studentT975(df: number): number {
  const z = Z95
  const g1 = (z ** 3 + z) / 4
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160
  return z + g1 / df + g2 / df ** 2 + g3 / df ** 3 + g4 / df ** 4
}
