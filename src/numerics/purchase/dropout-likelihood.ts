import type { GroupedHistories } from './group-histories.ts'
import type { MeanLoss } from './maximise-likelihood.ts'

/**
 * The likelihood that BG/NBD and MBG/NBD share. A customer buys as a Poisson process of rate lambda ~ Gamma(r, alpha) and may drop out after each purchase with
 * probability p ~ Beta(a, b). In MBG/NBD also right after the first purchase, which makes one more survival: `extra` is 1 there and 0 in BG/NBD.
 *
 * With k = r + x, survivals s = x + extra and d = ln a - ln(b + s - 1) + k·(ln(alpha + T) - ln(alpha + t_x)), a customer has
 * ln L = ln Γ(k)/Γ(r) + r·ln alpha + ln B(a, b + s)/B(a, b) - k·ln(alpha + T) + ln(1 + e^d), where e^d is the odds of having dropped out
 * (none without a survival). For whole x the gamma functions are products, so sums over k of ln(r + k) weighed by how many customers have more than k.
 */
export function dropoutLoss(grouped: GroupedHistories, extra: 0 | 1): MeanLoss {
  const { size, repeats, recency, age, weight, totalWeight } = grouped
  const boughtMoreThan = countsAbove(grouped, 0)
  const survivedMoreThan = extra === 0 ? boughtMoreThan : countsAbove(grouped, 1)
  const sums = { value: 0, slope: 0 }
  return (theta, gradient) => {
    const r = Math.exp(theta[0] as number)
    const alpha = Math.exp(theta[1] as number)
    const a = Math.exp(theta[2] as number)
    const b = Math.exp(theta[3] as number)
    const logA = theta[2] as number
    const logOdds = new Float64Array(boughtMoreThan.length + 2)
    for (let x = 0; x < logOdds.length; x += 1) logOdds[x] = x + extra === 0 ? 0 : logA - Math.log(b + x + extra - 1)
    let total = totalWeight * r * (theta[1] as number)
    let dR = totalWeight * (theta[1] as number)
    let dAlpha = (totalWeight * r) / alpha
    let dA = 0
    let dB = 0
    logSum(boughtMoreThan, r, sums)
    total += sums.value
    dR += sums.slope
    logSum(survivedMoreThan, b, sums)
    total += sums.value
    dB += sums.slope
    logSum(survivedMoreThan, a + b, sums)
    total -= sums.value
    dA -= sums.slope
    dB -= sums.slope
    for (let i = 0; i < size; i += 1) {
      const x = repeats[i] as number
      const w = weight[i] as number
      const k = r + x
      const end = alpha + (age[i] as number)
      const logEnd = Math.log(end)
      if (x + extra === 0) {
        total -= w * k * logEnd
        dR -= w * logEnd
        dAlpha -= (w * k) / end
        continue
      }
      const last = alpha + (recency[i] as number)
      const logGap = logEnd - Math.log(last)
      const d = (logOdds[x] as number) + k * logGap
      let gone: number
      let log1pOdds: number
      if (d > 0) {
        const e = Math.exp(-d)
        gone = 1 / (1 + e)
        log1pOdds = d + Math.log1p(e)
      } else {
        const e = Math.exp(d)
        gone = e / (1 + e)
        log1pOdds = Math.log1p(e)
      }
      total += w * (log1pOdds - k * logEnd)
      dR += w * (gone * logGap - logEnd)
      dAlpha -= w * k * ((1 - gone) / end + gone / last)
      dA += (w * gone) / a
      dB -= (w * gone) / (b + x + extra - 1)
    }
    gradient[0] = (-dR * r) / totalWeight
    gradient[1] = (-dAlpha * alpha) / totalWeight
    gradient[2] = (-dA * a) / totalWeight
    gradient[3] = (-dB * b) / totalWeight
    return -total / totalWeight
  }
}

/** `counts[k]` = weight of the customers with x + extra > k. */
function countsAbove(grouped: GroupedHistories, extra: number): Float64Array {
  let most = 0
  for (let i = 0; i < grouped.size; i += 1) most = Math.max(most, (grouped.repeats[i] as number) + extra)
  const counts = new Float64Array(most)
  for (let i = 0; i < grouped.size; i += 1) {
    const x = (grouped.repeats[i] as number) + extra
    if (x > 0) counts[x - 1] = (counts[x - 1] as number) + (grouped.weight[i] as number)
  }
  for (let k = most - 2; k >= 0; k -= 1) counts[k] = (counts[k] as number) + (counts[k + 1] as number)
  return counts
}

/** Σ counts[k]·ln(p + k) and its derivative by p. */
function logSum(counts: Float64Array, p: number, sums: { value: number; slope: number }): void {
  let value = 0
  let slope = 0
  for (let k = 0; k < counts.length; k += 1) {
    value += (counts[k] as number) * Math.log(p + k)
    slope += (counts[k] as number) / (p + k)
  }
  sums.value = value
  sums.slope = slope
}
