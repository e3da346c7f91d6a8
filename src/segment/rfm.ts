import type { Steps } from '#kernel/steps.ts'
import { eachInSteps, sortInSteps } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import { recencyDays } from '#profile/customer-facts.ts'

/** The one definition of RFM. Change it only together with its version: the version is stored with every score. */
export const RFM_DEFINITION = {
  version: 'rfm-1',
  /** Orders older than this many days do not count for frequency and monetary. */
  windowDays: 365,
  /** Scores run from 1 (worst) to this. */
  levels: 5,
} as const

export interface RfmScore {
  readonly r: number
  readonly f: number
  readonly m: number
}

/** Scores of many customers by index. */
export interface RfmScores {
  readonly r: Uint8Array
  readonly f: Uint8Array
  readonly m: Uint8Array
}

/**
 * Scores recency, frequency and monetary 1-5 by quantile of the given customers (Hughes 1994). Equal values get equal scores: a value is ranked by its
 * mid-rank, so a crowd of one-time buyers is not split at random. Customers without an order score 0 in all three and are left out of the ranks.
 */
export function* scoreRfm(customers: readonly CustomerFacts[], asOf: number): Steps<RfmScores> {
  const [recency, frequency, monetary] = [0, 0, 0].map(() => new Float64Array(customers.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const buys = new Uint8Array(customers.length)
  yield* eachInSteps(customers.length, (i) => {
    const facts = customers[i] as CustomerFacts
    const days = recencyDays(facts, asOf)
    buys[i] = days === null ? 0 : 1
    recency[i] = -(days ?? 0)
    frequency[i] = facts.frequency
    monetary[i] = facts.monetary
  })
  return { r: yield* levelsOf(recency, buys), f: yield* levelsOf(frequency, buys), m: yield* levelsOf(monetary, buys) }
}

/** Level 1..levels of each value among those that count; 0 for the others. Higher values, higher level. */
function* levelsOf(values: Float64Array, counts: Uint8Array): Steps<Uint8Array> {
  const limits = yield* levelLimits(values, counts)
  const levels = new Uint8Array(values.length)
  yield* eachInSteps(values.length, (i) => {
    if (counts[i] !== 1) return
    let level = 1
    for (const limit of limits) if ((values[i] as number) >= limit) level += 1
    levels[i] = level
  })
  return levels
}

/** The lowest value of each level from the second on, ascending; Infinity for a level without customers. Equal values lie on the same side of a limit. */
function* levelLimits(values: Float64Array, counts: Uint8Array): Steps<number[]> {
  const counted = new Float64Array(values.length)
  let n = 0
  yield* eachInSteps(values.length, (i) => {
    if (counts[i] === 1) counted[n++] = values[i] as number
  })
  const sorted = yield* sortInSteps(counted.subarray(0, n))
  // Stryker disable next-line ArithmeticOperator: a limit past the last level stays infinite
  const limits = Array.from({ length: RFM_DEFINITION.levels - 1 }, () => Infinity)
  let start = 0
  yield* eachInSteps(n, (i) => {
    if (sorted[i + 1] === sorted[i]) return
    const middle = (start + i + 1) / 2 / n
    const level = Math.min(RFM_DEFINITION.levels, 1 + Math.floor(middle * RFM_DEFINITION.levels))
    // Ends before the first limit too: there is none at -1.
    for (let k = level - 2; limits[k] === Infinity; k -= 1) limits[k] = sorted[i] as number
    start = i + 1
  })
  return limits
}
