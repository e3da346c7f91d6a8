/** Coefficients B(2k) / (2k·(2k - 1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156]
const HALF_LOG_2PI = 0.9189385332046727

/** From here on Stirling's series is exact to double precision. */
const FAR = 12

/**
 * ln Γ(x) for x > 0: Stirling's series after moving x up (Abramowitz & Stegun 6.1.41). NaN for x <= 0.
 *
 * `logGamma(0.5)` is ln √π = 0.5723649429.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let shift = 1
  let z = x
  while (z < FAR) {
    shift *= z
    z += 1
  }
  const inverse = 1 / z
  const square = inverse * inverse
  let series = 0
  for (let k = STIRLING.length - 1; k >= 0; k -= 1) series = series * square + (STIRLING[k] as number)
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_2PI + series * inverse - Math.log(shift)
}

/** ψ(x) = d ln Γ(x)/dx for x > 0 (Abramowitz & Stegun 6.3.18). `digamma(1)` is -0.5772156649. NaN for x <= 0. */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let below = 0
  let z = x
  while (z < FAR) {
    below += 1 / z
    z += 1
  }
  const square = 1 / (z * z)
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - (square * 691) / 32_760)))))
  return Math.log(z) - 0.5 / z - series - below
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b). */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}
