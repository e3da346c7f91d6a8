import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import type { Channel, RiskTier } from './strategy.ts'

/** One scored customer as seen at the as-of time of a run. Money in minor units of the shop's currency. */
export interface Candidate {
  readonly customerId: string
  readonly riskProbability: number
  readonly riskTier: RiskTier
  readonly cause: ChurnCause
  readonly lifecycleTier: LifecycleTier | null
  readonly valueClass: ValueClass | null
  /** Margin expected from the customer over the horizon if they stay, 0 or more. */
  readonly valueMinor: number
  readonly averageOrderMinor: number
  readonly daysSinceLastOrder: number | null
  readonly favouriteCategory: string
  readonly modelId: string
  readonly modelVersion: number
}

/** Whether a customer may be contacted over one channel, without the address itself. */
export interface Reach {
  readonly customerId: string
  readonly maskedName: string
  readonly hasAddress: boolean
  /** null: never asked. */
  readonly consent: boolean | null
  readonly suppressed: boolean
  /** Blind index of the address: the same for two customer records of one person. */
  readonly contactHash: string | null
}

export interface CandidateReader {
  /** Every customer of the newest churn scores at or before `asOf`. */
  candidates(asOf: Date): Promise<Candidate[]>
  /** The same customers, counted by the traits an audience can select. */
  groups(asOf: Date): Promise<CandidateGroup[]>
}

export interface CandidateGroup {
  readonly riskTier: string
  readonly cause: string
  readonly lifecycleTier: string
  readonly valueClass: string
  readonly customers: number
}

export interface ReachReader {
  /** Customers without a row are unknown or test records and cannot be contacted. */
  reach(customerIds: readonly string[], channel: Channel): Promise<Map<string, Reach>>
}

export type BlockReason = 'no_consent' | 'no_address' | 'suppressed'

/**
 * Whether a contact is allowed, or why not. Marketing email needs consent (PIPL 13, GDPR 6); a task for the shop's own staff and a message without
 * personal data to the shop's own system are allowed unless consent was withdrawn.
 */
export function contactBlock(
  channel: Channel,
  reach: Pick<Reach, 'hasAddress' | 'consent' | 'suppressed'> | undefined,
): BlockReason | null {
  if (reach === undefined) return 'no_address'
  if (reach.suppressed) return 'suppressed'
  if (channel === 'email' ? reach.consent !== true : reach.consent === false) return 'no_consent'
  return reach.hasAddress ? null : 'no_address'
}
