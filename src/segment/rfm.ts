import type { Steps } from '#kernel/steps.ts'
import { eachInSteps, sortInSteps } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import { recencyDays } from '#profile/customer-facts.ts'
import type { Cutting, RfmScheme } from './tier-scheme.ts'

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
 * Scores recency, frequency and monetary from 1 to the scheme's number of levels, by quantile of the given customers (Hughes 1994) or by fixed cut-offs. Equal values get
 * equal scores: a value is ranked by its mid-rank, so a crowd of one-time buyers is not split at random. Customers without an order score 0 in all three and are left
 * out of the ranks. The reference of what `src/store/analytical/queries/profile-limits.ts` says in SQL.
 */
export function* scoreRfm(customers: readonly CustomerFacts[], asOf: number, scheme: RfmScheme): Steps<RfmScores> {
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
  const levelled = function* (values: Float64Array, cutting: Cutting, isRecency: boolean): Steps<Uint8Array> {
    const limits = cutting.by === 'cutoffs' ? givenLimits(cutting.at, isRecency) : yield* levelLimits(values, buys, scheme.levels)
    return yield* levelsOf(values, buys, limits)
  }
  return {
    r: yield* levelled(recency, scheme.recency, true),
    f: yield* levelled(frequency, scheme.frequency, false),
    m: yield* levelled(monetary, scheme.monetary, false),
  }
}

/** The lowest value of each level from the second on, of values of which the higher are the better: days since the last order are counted down from 0. */
export function givenLimits(at: readonly number[], isRecency: boolean): readonly number[] {
  return isRecency ? at.map((days) => -days).reverse() : at
}

/** The scheme's combined score, from 1 to its number of levels; null for customers without an order. */
export function combinedScore({ r, f, m }: RfmScore, { weights }: RfmScheme): number | null {
  return r === 0 ? null : weights.r * r + weights.f * f + weights.m * m
}

/** Level 1..levels of each value among those that count; 0 for the others. Higher values, higher level. */
function* levelsOf(values: Float64Array, counts: Uint8Array, limits: readonly number[]): Steps<Uint8Array> {
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
function* levelLimits(values: Float64Array, counts: Uint8Array, levels: number): Steps<number[]> {
  const counted = new Float64Array(values.length)
  let n = 0
  yield* eachInSteps(values.length, (i) => {
    if (counts[i] === 1) counted[n++] = values[i] as number
  })
  const sorted = yield* sortInSteps(counted.subarray(0, n))
  // Stryker disable next-line ArithmeticOperator: a limit past the last level stays infinite
  const limits = Array.from({ length: levels - 1 }, () => Infinity)
  let start = 0
  yield* eachInSteps(n, (i) => {
    if (sorted[i + 1] === sorted[i]) return
    // Whole numbers on both sides of the division: a mid-rank on a limit is on the same side of it in every language.
    const level = Math.min(levels, 1 + Math.floor(((start + i + 1) * levels) / (2 * n)))
    // Ends before the first limit too: there is none at -1.
    for (let k = level - 2; limits[k] === Infinity; k -= 1) limits[k] = sorted[i] as number
    start = i + 1
  })
  return limits
}
