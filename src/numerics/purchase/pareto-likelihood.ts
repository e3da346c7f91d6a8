import { gaussLegendre } from '../special/gauss-legendre.ts'
import type { GroupedHistories } from './group-histories.ts'
import type { MeanLoss } from './maximise-likelihood.ts'
import type { PurchaseHistory } from './purchase-history.ts'

/*
 * ln L = ln Γ(r + x)/Γ(r) + r·ln alpha + s·ln beta + ln(M + G), with M = (alpha + T)^-(r + x)·(beta + T)^-s (alive at T) and
 * G = s·∫ (alpha + y)^-(r + x)·(beta + y)^-(s + 1) dy over y from t_x to T (gone since y). The usual closed form of G is a difference of two hypergeometric functions, which cancels
 * for many purchases; the integrand is positive and smooth, so Gauss-Legendre in v = ln((m + y)/(m + t_x)), m the smaller of alpha and beta, is exact to about 1e-9 and
 * gives the gradient along the way.
 */
const { nodes: NODES, weights: WEIGHTS } = gaussLegendre(20)

/** Beyond this many e-foldings the integrand adds nothing to double precision. */
const FAR = 36

interface Integral {
  /** ln G. */
  value: number
  /** Means under the integrand of ln(alpha + y), 1/(alpha + y), ln(beta + y), 1/(beta + y). */
  logAlpha: number
  inverseAlpha: number
  logBeta: number
  inverseBeta: number
}

const logs = new Float64Array(NODES.length)
const points = new Float64Array(NODES.length)
const alphas = new Float64Array(NODES.length)
const betas = new Float64Array(NODES.length)

function integrate(
  k: number,
  alpha: number,
  s: number,
  beta: number,
  from: number,
  to: number,
  result: Integral,
  withSlopes: boolean,
): void {
  const low = Math.min(alpha, beta)
  const start = low + from
  const gapAlpha = alpha - low
  const gapBeta = beta - low
  // Slope of the logarithm of the integrand at the start; it only gets steeper, so the integrand falls at least as fast from there.
  const fall = k * (start / (start + gapAlpha)) + (s + 1) * (start / (start + gapBeta)) - 1
  const length = Math.min(Math.log((low + to) / start), fall > 0 ? FAR / fall : Number.POSITIVE_INFINITY)
  const logStart = Math.log(start)
  let most = Number.NEGATIVE_INFINITY
  for (let j = 0; j < NODES.length; j += 1) {
    const v = length * (NODES[j] as number)
    const y = start * Math.exp(v)
    const logA = gapAlpha === 0 ? logStart + v : Math.log(y + gapAlpha)
    const logB = gapBeta === 0 ? logStart + v : Math.log(y + gapBeta)
    points[j] = y
    alphas[j] = logA
    betas[j] = logB
    const log = v - k * logA - (s + 1) * logB
    logs[j] = log
    if (log > most) most = log
  }
  let sum = 0
  let logAlpha = 0
  let inverseAlpha = 0
  let logBeta = 0
  let inverseBeta = 0
  for (let j = 0; j < NODES.length; j += 1) {
    const f = (WEIGHTS[j] as number) * Math.exp((logs[j] as number) - most)
    sum += f
    if (!withSlopes) continue
    const y = points[j] as number
    logAlpha += f * (alphas[j] as number)
    inverseAlpha += f / (y + gapAlpha)
    logBeta += f * (betas[j] as number)
    inverseBeta += f / (y + gapBeta)
  }
  result.value = Math.log(s * start * length * sum) + most
  result.logAlpha = logAlpha / sum
  result.inverseAlpha = inverseAlpha / sum
  result.logBeta = logBeta / sum
  result.inverseBeta = inverseBeta / sum
}

/** Mean negative log-likelihood of the histories over the logarithms of r, alpha, s and beta. */
export function paretoLoss(grouped: GroupedHistories): MeanLoss {
  const { size, repeats, recency, age, weight, totalWeight } = grouped
  let most = 0
  for (let i = 0; i < size; i += 1) most = Math.max(most, repeats[i] as number)
  const boughtMoreThan = new Float64Array(most + 1)
  for (let i = 0; i < size; i += 1) {
    const x = repeats[i] as number
    if (x > 0) boughtMoreThan[x - 1] = (boughtMoreThan[x - 1] as number) + (weight[i] as number)
  }
  for (let k = most - 1; k >= 0; k -= 1) boughtMoreThan[k] = (boughtMoreThan[k] as number) + (boughtMoreThan[k + 1] as number)
  const gone: Integral = { value: 0, logAlpha: 0, inverseAlpha: 0, logBeta: 0, inverseBeta: 0 }
  return (theta, gradient) => {
    const r = Math.exp(theta[0] as number)
    const alpha = Math.exp(theta[1] as number)
    const s = Math.exp(theta[2] as number)
    const beta = Math.exp(theta[3] as number)
    let total = totalWeight * (r * (theta[1] as number) + s * (theta[3] as number))
    let dR = totalWeight * (theta[1] as number)
    let dAlpha = (totalWeight * r) / alpha
    let dS = totalWeight * (theta[3] as number)
    let dBeta = (totalWeight * s) / beta
    for (let k = 0; k < most; k += 1) {
      total += (boughtMoreThan[k] as number) * Math.log(r + k)
      dR += (boughtMoreThan[k] as number) / (r + k)
    }
    for (let i = 0; i < size; i += 1) {
      const w = weight[i] as number
      const T = age[i] as number
      const from = recency[i] as number
      const k = r + (repeats[i] as number)
      const logAlphaT = Math.log(alpha + T)
      const logBetaT = Math.log(beta + T)
      const stay = -k * logAlphaT - s * logBetaT
      let share = 0
      let log = stay
      if (T > from) {
        integrate(k, alpha, s, beta, from, T, gone, true)
        const high = Math.max(stay, gone.value)
        log = high + Math.log(Math.exp(stay - high) + Math.exp(gone.value - high))
        share = Math.exp(gone.value - log)
      }
      const alive = 1 - share
      total += w * log
      dR -= w * (alive * logAlphaT + share * gone.logAlpha)
      dAlpha -= w * k * (alive / (alpha + T) + share * gone.inverseAlpha)
      dS -= w * (alive * logBetaT + share * (gone.logBeta - 1 / s))
      dBeta -= w * ((alive * s) / (beta + T) + share * (s + 1) * gone.inverseBeta)
    }
    gradient[0] = (-dR * r) / totalWeight
    gradient[1] = (-dAlpha * alpha) / totalWeight
    gradient[2] = (-dS * s) / totalWeight
    gradient[3] = (-dBeta * beta) / totalWeight
    return -total / totalWeight
  }
}

/** ln(M + G) of one history at the age given, and the share of M in it: the probability of being alive then. */
export function logParetoLikelihood(
  model: { readonly r: number; readonly alpha: number; readonly s: number; readonly beta: number },
  history: PurchaseHistory,
  age: number,
): { readonly value: number; readonly alive: number } {
  const { r, alpha, s, beta } = model
  const k = r + history.repeats
  const from = history.repeats === 0 ? 0 : history.recency
  const stay = -k * Math.log(alpha + age) - s * Math.log(beta + age)
  if (!(age > from)) return { value: stay, alive: 1 }
  const gone: Integral = { value: 0, logAlpha: 0, inverseAlpha: 0, logBeta: 0, inverseBeta: 0 }
  integrate(k, alpha, s, beta, from, age, gone, false)
  const high = Math.max(stay, gone.value)
  const value = high + Math.log(Math.exp(stay - high) + Math.exp(gone.value - high))
  return { value, alive: Math.exp(stay - value) }
}
