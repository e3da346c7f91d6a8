import { idealGain } from '#numerics/recommend/ranking-quality.ts'
import { PARTS, type Candidates, type Part } from './score-customer.ts'

export type BlendWeights = Readonly<Record<Part, number>>

/** One customer of the validation period. */
export interface JudgedCustomer {
  readonly candidates: Candidates
  /** Products that were bought afterwards. */
  readonly taken: readonly number[]
}

const LIST = 10
const STEPS = [0, 0.25, 0.5, 0.8, 1.25, 2, 4]
const ROUNDS = 3

/** Starting point of the search, and the result when there are no customers to evaluate on. */
export const STANDARD_WEIGHTS: BlendWeights = { neighbours: 0.25, factors: 0.15, rule: 0.1, content: 0.05, popular: 0.15, repeat: 0.3 }

/** Blended score of every candidate. */
export function blend(candidates: Candidates, weights: BlendWeights): Float64Array {
  return sumOfParts(candidates.parts, weights, candidates.products.length)
}

/** The `length` best products that pass, best first; of equal scores the lower index first. */
export function bestProducts(
  candidates: Candidates,
  scores: Float64Array,
  length: number,
  passes: (candidate: number) => boolean = () => true,
): number[] {
  const best: number[] = []
  for (let k = 0; k < scores.length; k += 1) {
    const score = scores[k] as number
    const last = best.length === length ? (scores[best[length - 1] as number] as number) : 0
    if (score <= last || !passes(k)) continue
    let at = best.length === length ? length - 1 : best.length
    while (at > 0 && (scores[best[at - 1] as number] as number) < score) {
      best[at] = best[at - 1] as number
      at -= 1
    }
    best[at] = k
  }
  return best.map((k) => candidates.products[k] as number)
}

/** One customer in the search: candidates that may be listed, and which of them were bought. */
interface Trial {
  readonly parts: readonly Float32Array[]
  readonly isTaken: Uint8Array
  readonly ideal: number
}

/**
 * Weights by coordinate ascent on the mean nDCG@10 of later purchases. First those of all parts except `repeat`, on products that were new to the
 * customer; then that of `repeat`, on everything they bought. Without customers to evaluate on, returns the standard weights.
 */
export function chooseWeights(judged: readonly JudgedCustomer[]): BlendWeights {
  if (judged.length === 0) return STANDARD_WEIGHTS
  let weights: BlendWeights = { ...STANDARD_WEIGHTS, repeat: 0 }
  const fresh = trialsOf(judged, true)
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = weights
    for (const part of PARTS) if (part !== 'repeat') weights = improved(fresh, weights, part)
    if (weights === before) break
  }
  const all = trialsOf(judged, false)
  weights = improved(all, { ...weights, repeat: PARTS.reduce((sum, part) => sum + weights[part], 0) }, 'repeat')
  weights = improved(all, weights, 'repeat')
  const total = PARTS.reduce((sum, part) => sum + weights[part], 0)
  return Object.fromEntries(PARTS.map((part) => [part, weights[part] / total])) as Record<Part, number>
}

/** `onlyNew` leaves out products the customer bought before, both in lists and in purchases; customers without a remaining purchase are skipped. */
function trialsOf(judged: readonly JudgedCustomer[], onlyNew: boolean): Trial[] {
  const trials: Trial[] = []
  for (const { candidates, taken } of judged) {
    const { products, daysAgo, parts } = candidates
    const wanted = new Set(taken)
    const places: number[] = []
    for (let k = 0; k < products.length; k += 1) {
      if (!onlyNew || daysAgo[k] === Number.POSITIVE_INFINITY) places.push(k)
      else wanted.delete(products[k] as number)
    }
    if (wanted.size === 0) continue
    trials.push({
      parts: parts.map((part) => Float32Array.from(places, (k) => part[k] as number)),
      isTaken: Uint8Array.from(places, (k) => (wanted.has(products[k] as number) ? 1 : 0)),
      ideal: idealGain(Math.min(LIST, wanted.size)),
    })
  }
  return trials
}

function improved(trials: readonly Trial[], weights: BlendWeights, part: Part): BlendWeights {
  const rest = trials.map(({ parts, isTaken }) => sumOfParts(parts, { ...weights, [part]: 0 }, isTaken.length))
  const own = PARTS.indexOf(part)
  const gain = (weight: number): number => {
    let total = 0
    for (const [t, trial] of trials.entries()) total += listGain(rest[t] as Float64Array, trial.parts[own] as Float32Array, weight, trial)
    return total / Math.max(1, trials.length)
  }
  let best = weights
  let reached = gain(weights[part])
  const base = weights[part] === 0 ? 0.1 : weights[part]
  for (const step of STEPS) {
    const tried = { ...weights, [part]: base * step }
    if (PARTS.every((each) => tried[each] === 0)) continue
    const now = gain(tried[part])
    // A gain this small is within the noise of any sample: keep the simpler of two equals.
    if (now > reached + 1e-5) {
      best = tried
      reached = now
    }
  }
  return best
}

const bestScores = new Float64Array(LIST)
const bestTaken = new Uint8Array(LIST)

/** nDCG@10 of the list by rest + weight x part. */
function listGain(rest: Float64Array, part: Float32Array, weight: number, { isTaken, ideal }: Trial): number {
  let size = 0
  for (let k = 0; k < rest.length; k += 1) {
    const score = (rest[k] as number) + weight * (part[k] as number)
    if (score <= 0 || (size === LIST && score <= (bestScores[LIST - 1] as number))) continue
    let at = size === LIST ? LIST - 1 : size
    while (at > 0 && (bestScores[at - 1] as number) < score) {
      bestScores[at] = bestScores[at - 1] as number
      bestTaken[at] = bestTaken[at - 1] as number
      at -= 1
    }
    bestScores[at] = score
    bestTaken[at] = isTaken[k] as number
    if (size < LIST) size += 1
  }
  let gain = 0
  for (let place = 0; place < size; place += 1) if (bestTaken[place] === 1) gain += DISCOUNTS[place] as number
  return gain / ideal
}

const DISCOUNTS = Float64Array.from({ length: LIST }, (_, place) => 1 / Math.log2(place + 2))

function sumOfParts(parts: readonly Float32Array[], weights: BlendWeights, size: number): Float64Array {
  const scores = new Float64Array(size)
  for (const [i, part] of PARTS.entries()) {
    const weight = weights[part]
    if (weight === 0) continue
    const values = parts[i] as Float32Array
    for (let k = 0; k < size; k += 1) scores[k] = (scores[k] as number) + weight * (values[k] as number)
  }
  return scores
}
