import type { GroupedHistories } from './group-histories.ts'
import type { SecondOrder } from '../minimise/minimise-newton.ts'

/**
 * The likelihood that BG/NBD and MBG/NBD share. A customer buys as a Poisson process of rate lambda ~ Gamma(r, alpha) and may drop out after each purchase with
 * probability p ~ Beta(a, b). In MBG/NBD also right after the first purchase, which makes one more survival: `extra` is 1 there and 0 in BG/NBD.
 *
 * With k = r + x, survivals s = x + extra and d = ln a - ln(b + s - 1) + k·(ln(alpha + T) - ln(alpha + t_x)), a customer has
 * ln L = ln Γ(k)/Γ(r) + r·ln alpha + ln B(a, b + s)/B(a, b) - k·ln(alpha + T) + ln(1 + e^d), where e^d is the odds of having dropped out
 * (none without a survival). The Hessian needs no further functions, so it is computed along with the value.
 * For whole x the gamma functions are products, so sums over k of ln(r + k) weighted by the number of customers with more than k.
 */
export function dropoutLoss(grouped: GroupedHistories, extra: 0 | 1): SecondOrder {
  const { size, repeats, recency, age, weight, totalWeight } = grouped
  const boughtMoreThan = countsAbove(grouped, 0)
  const survivedMoreThan = extra === 0 ? boughtMoreThan : countsAbove(grouped, 1)
  const logOdds = new Float64Array(boughtMoreThan.length + 2)
  const inverseSurvivals = new Float64Array(logOdds.length)
  return (theta, gradient, hessian) => {
    const logAlpha = theta[1] as number
    const logA = theta[2] as number
    const r = Math.exp(theta[0] as number)
    const alpha = Math.exp(logAlpha)
    const a = Math.exp(logA)
    const b = Math.exp(theta[3] as number)
    for (let x = extra === 0 ? 1 : 0; x < logOdds.length; x += 1) {
      logOdds[x] = logA - Math.log(b + x + extra - 1)
      inverseSurvivals[x] = 1 / (b + x + extra - 1)
    }
    const bought = logSum(boughtMoreThan, r)
    const stayed = logSum(survivedMoreThan, b)
    const either = logSum(survivedMoreThan, a + b)
    let total = totalWeight * r * logAlpha + bought.value + stayed.value - either.value
    let dR = totalWeight * logAlpha + bought.slope
    let dAlpha = (totalWeight * r) / alpha
    let rowA = 0
    let dB = stayed.slope - either.slope
    let dRR = bought.curvature
    let dRAlpha = totalWeight / alpha
    let dAlphaAlpha = (-totalWeight * r) / (alpha * alpha)
    let rowRA = 0
    let dRB = 0
    let rowAlphaA = 0
    let dAlphaB = 0
    let rowAA = 0
    let rowAB = 0
    let dBB = stayed.curvature - either.curvature
    for (let i = 0; i < size; i += 1) {
      const x = repeats[i] as number
      const w = weight[i] as number
      const k = r + x
      const end = alpha + (age[i] as number)
      const logEnd = Math.log(end)
      const inverseEnd = 1 / end
      if (x + extra === 0) {
        total -= w * k * logEnd
        dR -= w * logEnd
        dAlpha -= w * k * inverseEnd
        dRAlpha -= w * inverseEnd
        dAlphaAlpha += w * k * inverseEnd * inverseEnd
        continue
      }
      const last = alpha + (recency[i] as number)
      const inverseLast = 1 / last
      const logGap = logEnd - Math.log(last)
      const d = (logOdds[x] as number) + k * logGap
      const e = Math.exp(d > 0 ? -d : d)
      const gone = (d > 0 ? 1 : e) / (1 + e)
      total += w * ((d > 0 ? d : 0) + Math.log1p(e) - k * logEnd)
      // First and second derivatives of d; ln(1 + e^d) has gone·d' and gone·d'' + gone·(1 - gone)·d'·d'.
      const w1 = w * gone
      const w2 = w1 * (1 - gone)
      const gapInverse = inverseEnd - inverseLast
      const ofAlpha = k * gapInverse
      const inverseB = inverseSurvivals[x] as number
      dR += w1 * logGap - w * logEnd
      dAlpha += w1 * ofAlpha - w * k * inverseEnd
      rowA += w1
      dB -= w1 * inverseB
      dRR += w2 * logGap * logGap
      dRAlpha += w1 * gapInverse + w2 * logGap * ofAlpha - w * inverseEnd
      dAlphaAlpha +=
        w1 * k * (inverseLast * inverseLast - inverseEnd * inverseEnd) + w2 * ofAlpha * ofAlpha + w * k * inverseEnd * inverseEnd
      rowRA += w2 * logGap
      dRB -= w2 * logGap * inverseB
      rowAlphaA += w2 * ofAlpha
      dAlphaB -= w2 * ofAlpha * inverseB
      rowAA += w2 - w1
      rowAB -= w2 * inverseB
      dBB += (w1 + w2) * inverseB * inverseB
    }
    // Derivatives by ln p are p·∂; twice, p·q·∂² and p·∂ more on the diagonal.
    const p = [r, alpha, a, b]
    const first = [dR, dAlpha, rowA / a - either.slope, dB]
    const second = [
      [dRR, dRAlpha, rowRA / a, dRB],
      [dRAlpha, dAlphaAlpha, rowAlphaA / a, dAlphaB],
      [rowRA / a, rowAlphaA / a, rowAA / (a * a) - either.curvature, rowAB / a - either.curvature],
      [dRB, dAlphaB, rowAB / a - either.curvature, dBB],
    ]
    for (let i = 0; i < 4; i += 1) {
      const slope = (first[i] as number) * (p[i] as number)
      gradient[i] = -slope / totalWeight
      for (let j = 0; j < 4; j += 1) {
        const bend = (second[i]?.[j] as number) * (p[i] as number) * (p[j] as number) + (i === j ? slope : 0)
        hessian[4 * i + j] = -bend / totalWeight
      }
    }
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

/** Σ counts[k]·ln(p + k) and its first two derivatives by p. */
function logSum(counts: Float64Array, p: number): { readonly value: number; readonly slope: number; readonly curvature: number } {
  let value = 0
  let slope = 0
  let curvature = 0
  for (let k = 0; k < counts.length; k += 1) {
    const count = counts[k] as number
    const inverse = 1 / (p + k)
    value += count * Math.log(p + k)
    slope += count * inverse
    curvature -= count * inverse * inverse
  }
  return { value, slope, curvature }
}
