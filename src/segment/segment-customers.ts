import type { Steps } from '#kernel/steps.ts'
import { eachInSteps } from '#kernel/steps.ts'
import type { CustomerFacts } from '#profile/customer-facts.ts'
import { recencyDays } from '#profile/customer-facts.ts'
import type { LifecycleTier, TierCutoffs } from './lifecycle-tiers.ts'
import { fittedCutoffs, fixedCutoffs, lifecycleTierOf } from './lifecycle-tiers.ts'
import type { RfmScore } from './rfm.ts'
import { combinedScore, scoreRfm } from './rfm.ts'
import type { TierScheme } from './tier-scheme.ts'
import type { ValueClass } from './value-classes.ts'
import { valueClassOf } from './value-classes.ts'

/** One customer as segmented at one time. */
export interface SegmentedCustomer {
  readonly facts: CustomerFacts
  readonly recencyDays: number | null
  readonly rfm: RfmScore
  /** Null without an order. */
  readonly combined: number | null
  readonly tier: LifecycleTier
  readonly valueClass: ValueClass | null
}

export interface Segmented {
  readonly customers: readonly SegmentedCustomer[]
  readonly tiers: Record<LifecycleTier, number>
  readonly cutoffs: TierCutoffs
}

/**
 * Scores and tiers for a whole customer base, with the size of each tier. Pure: the same facts give the same answer. The engine does the same in SQL over millions of
 * customers; this is its reference, for customers that fit into memory.
 */
export function* segmentCustomers(facts: readonly CustomerFacts[], asOf: Date, scheme: TierScheme): Steps<Segmented> {
  const time = asOf.getTime()
  const { r, f, m } = yield* scoreRfm(facts, time, scheme.rfm)
  const cutoffs = yield* scheme.tiers.mode === 'fixed' ? fixedCutoffs(facts, scheme.tiers) : fittedCutoffs(facts, time, scheme.tiers)
  const customers: SegmentedCustomer[] = []
  const tiers: Record<LifecycleTier, number> = { new: 0, at_risk: 0, dormant: 0, high_value: 0, active: 0 }
  yield* eachInSteps(facts.length, (i) => {
    const own = facts[i] as CustomerFacts
    const rfm: RfmScore = { r: r[i] as number, f: f[i] as number, m: m[i] as number }
    const tier = lifecycleTierOf(own, time, cutoffs)
    tiers[tier] += 1
    customers.push({
      facts: own,
      recencyDays: recencyDays(own, time),
      rfm,
      combined: combinedScore(rfm, scheme.rfm),
      tier,
      valueClass: valueClassOf(rfm, scheme.classes),
    })
  })
  return { customers, tiers, cutoffs }
}
