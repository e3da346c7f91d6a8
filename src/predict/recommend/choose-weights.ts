import { discountedGain, idealGain } from '#numerics/recommend/ranking-quality.ts'
import { PARTS, type Candidates, type Part } from './score-customer.ts'

export type BlendWeights = Readonly<Record<Part, number>>

/** One customer of the validation time. */
export interface JudgedCustomer {
  readonly candidates: Candidates
  /** Products that were bought afterwards. */
  readonly taken: readonly number[]
}

const LIST = 10
const BEST_OF_A_PART = 60
const STEPS = [0, 0.25, 0.5, 0.8, 1.25, 2, 4]
const ROUNDS = 3

/** Where the search begins, and what is used when there is nobody to judge by. */
export const STANDARD_WEIGHTS: BlendWeights = { neighbours: 0.25, factors: 0.15, rule: 0.1, content: 0.05, popular: 0.15, repeat: 0.3 }

/** Blended score of every candidate. */
export function blend(candidates: Candidates, weights: BlendWeights): Float64Array {
  const scores = new Float64Array(candidates.products.length)
  for (const [i, part] of PARTS.entries()) {
    const weight = weights[part]
    if (weight === 0) continue
    const values = candidates.parts[i] as Float32Array
    for (let k = 0; k < scores.length; k += 1) scores[k] = (scores[k] as number) + weight * (values[k] as number)
  }
  return scores
}

/** The `length` best products that pass, best first; of equal scores the lower place first. */
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

/** Mean nDCG@10 of the lists that weights give; `onlyNew` leaves out what a customer had before, in lists and in what they took. */
export function gainOf(judged: readonly JudgedCustomer[], weights: BlendWeights, onlyNew: boolean): number {
  let total = 0
  let count = 0
  for (const { candidates, taken } of judged) {
    const wanted = onlyNew ? newOnes(candidates, taken) : new Set(taken)
    if (wanted.size === 0) continue
    const passes = onlyNew ? (k: number) => candidates.daysAgo[k] === Number.POSITIVE_INFINITY : undefined
    total +=
      discountedGain(bestProducts(candidates, blend(candidates, weights), LIST, passes), wanted) / idealGain(Math.min(LIST, wanted.size))
    count += 1
  }
  return count === 0 ? 0 : total / count
}

/**
 * Weights by coordinate ascent on nDCG@10 of later purchases. First those of all parts but `repeat`, on products that were new to the customer;
 * then that of `repeat`, on everything they bought. Without anyone to judge by, the weights to begin with.
 */
export function chooseWeights(everyone: readonly JudgedCustomer[]): BlendWeights {
  if (everyone.length === 0) return STANDARD_WEIGHTS
  const judged = everyone.map(({ candidates, taken }) => ({ candidates: pruned(candidates), taken }))
  let weights: BlendWeights = { ...STANDARD_WEIGHTS, repeat: 0 }
  const parts = PARTS.filter((part) => part !== 'repeat')
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = weights
    for (const part of parts) weights = improved(judged, weights, part, true)
    if (weights === before) break
  }
  weights = improved(judged, { ...weights, repeat: PARTS.reduce((sum, part) => sum + weights[part], 0) }, 'repeat', false)
  weights = improved(judged, weights, 'repeat', false)
  const total = PARTS.reduce((sum, part) => sum + weights[part], 0)
  return Object.fromEntries(PARTS.map((part) => [part, weights[part] / total])) as Record<Part, number>
}

function improved(judged: readonly JudgedCustomer[], weights: BlendWeights, part: Part, onlyNew: boolean): BlendWeights {
  let best = weights
  let gain = gainOf(judged, weights, onlyNew)
  const base = weights[part] === 0 ? 0.1 : weights[part]
  for (const step of STEPS) {
    const tried = { ...weights, [part]: base * step }
    if (PARTS.every((each) => tried[each] === 0)) continue
    const reached = gainOf(judged, tried, onlyNew)
    // A gain this small is within the noise of any sample: the simpler of two equals stays.
    if (reached > gain + 1e-5) {
      best = tried
      gain = reached
    }
  }
  return best
}

/** The candidates that are among the best of some part, and what the customer had: no other can reach a list of ten. */
function pruned(candidates: Candidates): Candidates {
  const kept = new Set<number>()
  for (const [k, days] of candidates.daysAgo.entries()) if (days !== Number.POSITIVE_INFINITY) kept.add(k)
  const order = Int32Array.from(candidates.products, (_, k) => k)
  for (const part of candidates.parts) {
    order.sort((a, b) => (part[b] as number) - (part[a] as number) || a - b)
    for (const k of order.subarray(0, BEST_OF_A_PART)) kept.add(k)
  }
  const places = [...kept].sort((a, b) => a - b)
  return {
    products: Int32Array.from(places, (k) => candidates.products[k] as number),
    parts: candidates.parts.map((part) => Float32Array.from(places, (k) => part[k] as number)),
    because: candidates.because.map(() => null),
    daysAgo: Float32Array.from(places, (k) => candidates.daysAgo[k] as number),
  }
}

function newOnes({ products, daysAgo }: Candidates, taken: readonly number[]): Set<number> {
  const had = new Set<number>()
  for (let k = 0; k < products.length; k += 1) if (daysAgo[k] !== Number.POSITIVE_INFINITY) had.add(products[k] as number)
  return new Set(taken.filter((product) => !had.has(product)))
}
