const MOST_TERMS = 1_000_000
const LARGE = 1e200
const LOG_LARGE = Math.log(LARGE)

/**
 * Gauss' hypergeometric function 2F1(a, b; c; z) for 0 <= z < 1 by its series (Abramowitz & Stegun 15.1.1). Accurate while the terms do not alternate for long, which
 * holds for c > 0 with a and b both positive, or one of them above -1. Infinity where the value is beyond double precision.
 * Throws a RangeError for z outside [0, 1) or c = 0, -1, -2 ...
 *
 * The value is mantissa · exp(logScale), because with large parameters it overflows even though it is later multiplied by something tiny:
 * 2F1(1, 1; 2; 0.5) is 2·ln 2 = 1.3862943611.
 */
export function scaledHypergeometric2F1(
  a: number,
  b: number,
  c: number,
  z: number,
): { readonly mantissa: number; readonly logScale: number } {
  if (!(z >= 0 && z < 1)) throw new RangeError(`2F1 is asked at z = ${z}; z must be in [0, 1).`)
  if (c <= 0 && Number.isInteger(c)) throw new RangeError(`2F1 has no value for c = ${c}.`)
  let term = 1
  let sum = 1
  let logScale = 0
  for (let n = 0; n < MOST_TERMS; n += 1) {
    const ratio = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z
    term *= ratio
    sum += term
    // Past the peak each term is about z times the previous one, so the rest is at most term / (1 - z).
    if (Math.abs(ratio) < 1 && Math.abs(term) <= 1e-16 * Math.abs(sum) * (1 - z)) break
    if (term === 0) break
    if (Math.abs(sum) > LARGE) {
      term /= LARGE
      sum /= LARGE
      logScale += LOG_LARGE
    }
  }
  return { mantissa: sum, logScale }
}
