import { DAY_MS } from '#kernel/clock.ts'
import type { Steps } from '#kernel/steps.ts'
import { eachInSteps, sortInSteps } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import { recencyDays } from '#profile/customer-facts.ts'
import type { TierRules } from './tier-scheme.ts'

/** The five lifecycle tiers in order of precedence: the first that fits is the customer's tier. */
export const LIFECYCLE_TIERS = ['new', 'at_risk', 'dormant', 'high_value', 'active'] as const
export type LifecycleTier = (typeof LIFECYCLE_TIERS)[number]

export interface TierCutoffs {
  /** New: first order (or registration, without an order) at most this many days ago. */
  readonly newDays: number
  /** At risk: days since the last order divided by the customer's mean gap reach this, with at least `cadenceOrders` orders. */
  readonly overdueRatio: number
  readonly cadenceOrders: number
  /** Dormant: no order for more than this many days. */
  readonly dormantDays: number
  /** High value: money spent in the RFM window is at least this. */
  readonly highValueMonetary: number
}

/** Cut-offs of a scheme in mode fixed. The spend limit is the scheme's amount, or the spend of the last of its share of the given customers. */
export function* fixedCutoffs(customers: readonly CustomerFacts[], rules: TierRules): Steps<TierCutoffs> {
  const { newDays, overdueRatio, cadenceOrders, dormantDays, highValue } = rules
  const limits = { newDays, overdueRatio, cadenceOrders, dormantDays }
  if (highValue.by === 'amount') return { ...limits, highValueMonetary: highValue.amount }
  const spent = yield* sorted(customers, (facts) => facts.monetary)
  const place = lastPlace(customers.length, highValue.share)
  return { ...limits, highValueMonetary: spendLimit(spent[spent.length - 1 - place]) }
}

/**
 * Cut-offs chosen so that the tiers come as close to the scheme's targets as ties allow. Fitted in order of precedence: each limit is taken from the customers not in an earlier tier.
 * The reference of `src/store/analytical/queries/fitted-limits.ts`.
 */
export function* fittedCutoffs(customers: readonly CustomerFacts[], asOf: number, rules: TierRules): Steps<TierCutoffs> {
  const { cadenceOrders, targets, ...usual } = rules
  const place = (share: number): number => lastPlace(customers.length, share)
  const recencyOf = (facts: CustomerFacts): number => recencyDays(facts, asOf) ?? Infinity
  const newDays = (yield* sorted(customers, (facts) => ageDays(facts, asOf)))[place(targets.new)] ?? usual.newDays
  const isKnown = (facts: CustomerFacts): boolean => ageDays(facts, asOf) > newDays
  const recencies = yield* sorted(customers, (facts) => (isKnown(facts) ? recencyOf(facts) : null))
  const dormantDays = recencies[recencies.length - 1 - place(targets.dormant)] ?? usual.dormantDays
  const isAwake = (facts: CustomerFacts): boolean => isKnown(facts) && recencyOf(facts) < dormantDays
  const hasCadence = (facts: CustomerFacts): boolean => facts.lifetimeOrders >= cadenceOrders
  const ratios = yield* sorted(customers, (facts) => (isAwake(facts) && hasCadence(facts) ? overdueRatio(facts, asOf) : null))
  const ratio = ratios[ratios.length - 1 - place(targets.at_risk)] ?? ratios[0] ?? usual.overdueRatio
  const isLeft = (facts: CustomerFacts): boolean => isAwake(facts) && (!hasCadence(facts) || overdueRatio(facts, asOf) < ratio)
  const spent = yield* sorted(customers, (facts) => (isLeft(facts) ? facts.monetary : null))
  return {
    newDays,
    overdueRatio: ratio,
    cadenceOrders,
    dormantDays: justBelow(dormantDays),
    highValueMonetary: spendLimit(spent[spent.length - 1 - place(targets.high_value)]),
  }
}

/** Who spent nothing is never of high value. */
export function spendLimit(spent: number | undefined): number {
  return Math.max(spent ?? 0, Number.MIN_VALUE)
}

/** Dormant is more than the limit, and its first customer stands on it. */
export function justBelow(days: number): number {
  return days - 1e-9
}

/** Place, from 0, of the last of so many customers who belong to a share of them: never more than the share, but one at least. */
export function lastPlace(customers: number, share: number): number {
  // Products such as 0.29 × 100 come out a hair too small.
  return Math.max(1, Math.floor(customers * share + 1e-9)) - 1
}

/** The customers' values, ascending; nulls are left out. */
function* sorted(customers: readonly CustomerFacts[], of: (facts: CustomerFacts) => number | null): Steps<Float64Array> {
  const values = new Float64Array(customers.length)
  let n = 0
  yield* eachInSteps(customers.length, (i) => {
    const value = of(customers[i] as CustomerFacts)
    if (value !== null) values[n++] = value
  })
  return yield* sortInSteps(values.subarray(0, n))
}

/** The tier of one customer. Everyone has exactly one. */
export function lifecycleTierOf(facts: CustomerFacts, asOf: number, cutoffs: TierCutoffs): LifecycleTier {
  if (ageDays(facts, asOf) <= cutoffs.newDays) return 'new'
  const recency = recencyDays(facts, asOf)
  if (recency === null || recency > cutoffs.dormantDays) return 'dormant'
  if (facts.lifetimeOrders >= cutoffs.cadenceOrders && overdueRatio(facts, asOf) >= cutoffs.overdueRatio) return 'at_risk'
  return facts.monetary >= cutoffs.highValueMonetary ? 'high_value' : 'active'
}

function ageDays(facts: CustomerFacts, asOf: number): number {
  const start = facts.firstOrderAt ?? facts.registeredAt
  return start === null ? Infinity : (asOf - start) / DAY_MS
}

function overdueRatio(facts: CustomerFacts, asOf: number): number {
  const recency = recencyDays(facts, asOf) ?? 0
  if (facts.meanGapDays === null) return 0
  return recency / Math.max(facts.meanGapDays, 1)
}
