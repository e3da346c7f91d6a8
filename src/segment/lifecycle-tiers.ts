import { DAY_MS } from '#kernel/clock.ts'
import type { Steps } from '#kernel/steps.ts'
import { eachInSteps, sortInSteps } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import { recencyDays } from '#profile/customer-facts.ts'

/** The five lifecycle tiers in order of precedence: the first that fits is the customer's tier. */
export const LIFECYCLE_TIERS = ['new', 'at_risk', 'dormant', 'high_value', 'active'] as const
export type LifecycleTier = (typeof LIFECYCLE_TIERS)[number]

/** The share of customers that a healthy base is planned to hold in each tier. */
export const TIER_TARGETS: Readonly<Record<LifecycleTier, number>> = { new: 0.2, at_risk: 0.1, dormant: 0.3, high_value: 0.1, active: 0.3 }

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

export const TIER_DEFINITION = {
  version: 'tiers-1',
  fixed: { newDays: 60, overdueRatio: 2, cadenceOrders: 3, dormantDays: 120 },
  /** High value is the top 10 % by spend unless cut-offs are fitted. */
  highValueShare: 0.1,
  rules: {
    new: { zh: '首单（或注册）在 60 天以内', en: 'First order (or registration) within 60 days' },
    at_risk: {
      zh: '下单 3 次以上，且距上次下单超过自身平均间隔的 2 倍，但未满 120 天',
      en: '3 or more orders, away for twice their usual gap, under 120 days',
    },
    dormant: { zh: '超过 120 天没有下单', en: 'No order for more than 120 days' },
    high_value: { zh: '近一年消费金额位于前 10%', en: 'Top 10% by money over the last year' },
    active: { zh: '其余近期有购买的客户', en: 'Everyone else who has bought lately' },
  },
} as const

/** Fixed cut-offs of the definition, with the spend limit taken from the given customers. */
export function* fixedCutoffs(customers: readonly CustomerFacts[]): Steps<TierCutoffs> {
  const spent = yield* sorted(customers, (facts) => facts.monetary)
  const place = lastPlace(customers.length, TIER_DEFINITION.highValueShare)
  return { ...TIER_DEFINITION.fixed, highValueMonetary: Math.max(spent[spent.length - 1 - place] ?? 0, Number.MIN_VALUE) }
}

/**
 * Cut-offs chosen so that the tiers come as close to the target shares as ties allow. Fitted in order of precedence: each limit is taken from the
 * customers not in an earlier tier.
 */
export function* fittedCutoffs(customers: readonly CustomerFacts[], asOf: number, targets = TIER_TARGETS): Steps<TierCutoffs> {
  const total = customers.length
  const { cadenceOrders, ...usual } = TIER_DEFINITION.fixed
  const place = (share: number): number => lastPlace(total, share)
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
    dormantDays: dormantDays - 1e-9,
    highValueMonetary: Math.max(spent[spent.length - 1 - place(targets.high_value)] ?? 0, Number.MIN_VALUE),
  }
}

/** Place, from 0, of the last of so many customers who belong to a share of them: never more than the share, but one at least. */
function lastPlace(customers: number, share: number): number {
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
