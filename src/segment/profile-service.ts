import type { CustomerFacts } from '#profile/customer-facts.ts'
import { recencyDays } from '#profile/customer-facts.ts'
import type { LifecycleTier } from './lifecycle-tiers.ts'
import { TIER_DEFINITION, fittedCutoffs, fixedCutoffs, lifecycleTierOf } from './lifecycle-tiers.ts'
import { RFM_DEFINITION, scoreRfm } from './rfm.ts'
import type { RfmScore } from './rfm.ts'
import type { ValueClass } from './value-classes.ts'
import { VALUE_CLASS_DEFINITION, valueClassOf } from './value-classes.ts'

/** One customer as segmented at one time; what the profiles table keeps. */
export interface SegmentedCustomer {
  readonly facts: CustomerFacts
  readonly recencyDays: number | null
  readonly rfm: RfmScore
  readonly tier: LifecycleTier
  readonly valueClass: ValueClass | null
}

/** What the service needs from a store. */
export interface ProfileStore {
  /** Facts of every customer known at `asOf`, reading only what was available then. */
  readFacts(asOf: Date, rfmWindowDays: number): Promise<CustomerFacts[]>
  /** Keeps one run; the same as-of time again replaces it. */
  writeProfiles(asOf: Date, definitionVersion: string, customers: readonly SegmentedCustomer[]): Promise<void>
  /** Whether orders or customers came in since the newest profiles. */
  isBehind(): Promise<boolean>
}

export type TierMode = 'fixed' | 'fitted'

export const SEGMENT_VERSION = `${RFM_DEFINITION.version}+${TIER_DEFINITION.version}+${VALUE_CLASS_DEFINITION.version}`

/** Scores and tiers for a whole customer base. Pure: the same facts give the same answer. */
export function segmentCustomers(customers: readonly CustomerFacts[], asOf: Date, mode: TierMode = 'fixed'): SegmentedCustomer[] {
  const time = asOf.getTime()
  const scores = scoreRfm(customers, time)
  const cutoffs = mode === 'fixed' ? fixedCutoffs(customers) : fittedCutoffs(customers, time)
  return customers.map((facts, i) => {
    const rfm = scores[i] as RfmScore
    return { facts, recencyDays: recencyDays(facts, time), rfm, tier: lifecycleTierOf(facts, time, cutoffs), valueClass: valueClassOf(rfm) }
  })
}

export function countTiers(customers: readonly SegmentedCustomer[]): Record<LifecycleTier, number> {
  const counts: Record<LifecycleTier, number> = { new: 0, at_risk: 0, dormant: 0, high_value: 0, active: 0 }
  for (const customer of customers) counts[customer.tier] += 1
  return counts
}

export interface ProfileRefresh {
  readonly asOf: Date
  readonly customers: number
  readonly tiers: Record<LifecycleTier, number>
}

export class ProfileService {
  readonly #store: ProfileStore

  constructor(store: ProfileStore) {
    this.#store = store
  }

  /** Computes and keeps the profile of every customer as of a time. Running it again for the same time changes nothing. */
  async refresh(asOf: Date, mode: TierMode = 'fixed'): Promise<ProfileRefresh> {
    const facts = await this.#store.readFacts(asOf, RFM_DEFINITION.windowDays)
    const customers = segmentCustomers(facts, asOf, mode)
    await this.#store.writeProfiles(asOf, `${SEGMENT_VERSION}+${mode}`, customers)
    return { asOf, customers: customers.length, tiers: countTiers(customers) }
  }
}
