import type { Rng } from '#kernel/rng.ts'

/** Gamma with the given shape (> 0) and mean (Marsaglia and Tsang 2000; shapes below 1 by their boosting step). */
export function drawGamma(rng: Rng, shape: number, mean: number): number {
  if (shape < 1) return drawGamma(rng, shape + 1, (mean * (shape + 1)) / shape) * rng.next() ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = rng.normal()
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(1 - rng.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v * mean) / shape
  }
}

/** Log-normal with the given median and standard deviation of the logarithm, held within [low, high]. */
export function drawLogNormal(rng: Rng, median: number, sigma: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, median * Math.exp(sigma * rng.normal())))
}
