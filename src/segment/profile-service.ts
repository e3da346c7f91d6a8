import type { Steps } from '#kernel/steps.ts'
import { eachInSteps, withRests } from '#kernel/steps.ts'
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
  /** Facts of every customer known at `asOf`, from data available at that time only. */
  readFacts(asOf: Date, rfmWindowDays: number): Promise<CustomerFacts[]>
  /** Stores one run, replacing any with the same as-of time. */
  writeProfiles(asOf: Date, definitionVersion: string, customers: readonly SegmentedCustomer[]): Promise<void>
  /** Whether orders or customers arrived after the newest profiles. */
  isBehind(): Promise<boolean>
}

export type TierMode = 'fixed' | 'fitted'

export const SEGMENT_VERSION = `${RFM_DEFINITION.version}+${TIER_DEFINITION.version}+${VALUE_CLASS_DEFINITION.version}`

export interface Segmented {
  readonly customers: readonly SegmentedCustomer[]
  readonly tiers: Record<LifecycleTier, number>
}

/** Scores and tiers for a whole customer base, with the size of each tier. Pure: the same facts give the same answer. Runs in steps, because a million customers take seconds. */
export function* segmentCustomers(facts: readonly CustomerFacts[], asOf: Date, mode: TierMode = 'fixed'): Steps<Segmented> {
  const time = asOf.getTime()
  const { r, f, m } = yield* scoreRfm(facts, time)
  const cutoffs = yield* mode === 'fixed' ? fixedCutoffs(facts) : fittedCutoffs(facts, time)
  const customers: SegmentedCustomer[] = []
  const tiers: Record<LifecycleTier, number> = { new: 0, at_risk: 0, dormant: 0, high_value: 0, active: 0 }
  yield* eachInSteps(facts.length, (i) => {
    const own = facts[i] as CustomerFacts
    const rfm: RfmScore = { r: r[i] as number, f: f[i] as number, m: m[i] as number }
    const tier = lifecycleTierOf(own, time, cutoffs)
    tiers[tier] += 1
    customers.push({ facts: own, recencyDays: recencyDays(own, time), rfm, tier, valueClass: valueClassOf(rfm) })
  })
  return { customers, tiers }
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

  /** Computes and stores the profile of every customer as of a time. Repeating it for the same time changes nothing. */
  async refresh(asOf: Date, mode: TierMode = 'fixed'): Promise<ProfileRefresh> {
    const facts = await this.#store.readFacts(asOf, RFM_DEFINITION.windowDays)
    const { customers, tiers } = await withRests(segmentCustomers(facts, asOf, mode))
    await this.#store.writeProfiles(asOf, `${SEGMENT_VERSION}+${mode}`, customers)
    return { asOf, customers: customers.length, tiers }
  }
}
