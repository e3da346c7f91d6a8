import type { Condition } from '#segment/conditions/condition.ts'
import type { Language } from '#segment/segments/segment-service.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import type { CandidateTable } from './candidate-table.ts'
import type { ReachBlock } from './reach-block.ts'
import { isDirect } from './strategy.ts'
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
  /** Ids of the strategies whose audience the customer is in. */
  readonly audiences: readonly string[]
}

/** Whether a customer may be contacted over one channel, without the address itself. */
export interface Reach {
  readonly customerId: string
  readonly maskedName: string
  readonly hasAddress: boolean
  /** null: never asked. */
  readonly consent: boolean | null
  readonly suppressed: boolean
  /** Suppressed for another reason than the person's own no to marketing: nothing may be sent at all. Absent: as `suppressed`. */
  readonly closed?: boolean
  /** Absent or null: nothing holds them out of everything. */
  readonly heldOut?: HeldOut | null
  /** Blind index of the address: the same for two customer records of one person. */
  readonly contactHash: string | null
  /** Other customers that named the address. */
  readonly sharedWith?: readonly string[]
}

export interface CandidateReader {
  /** Every customer of the newest churn scores at or before `asOf`, with the audiences that they are in then: one pass for all of them. */
  candidates(asOf: Date, audiences: readonly Audience[], language: AudienceLanguage): Promise<CandidateTable>
  /** How many of these customers are in each audience, by its id; null before the first scoring. */
  reach(asOf: Date, audiences: readonly Audience[], language: AudienceLanguage): Promise<ReadonlyMap<string, number> | null>
}

/** What conditions mean in the project, for those that can be asked. */
export type AudienceLanguage = Pick<Language, 'catalogue' | 'meanings'>

/** Whom a strategy is for. */
export interface Audience {
  /** Of the strategy. */
  readonly id: string
  readonly condition: Condition
}

export interface ReachReader {
  /** Customers without a row are unknown or test records and cannot be contacted. */
  reach(customerIds: readonly string[], channel: Channel): Promise<Map<string, Reach>>
  /** The same of many customers on many channels at once, as columns. */
  reachOfMany(customerIds: readonly string[], channels: readonly Channel[]): Promise<ReachBlock>
}

/** In the global control group themselves, or on an address that they share with somebody who is. */
export type HeldOut = 'global_control' | 'held_out_contact'

export type BlockReason = 'no_consent' | 'no_address' | 'suppressed' | HeldOut

/**
 * Whether a contact is allowed, or why not. Marketing to the customer needs consent (PIPL 13, GDPR 6); a task for the shop's own staff and a message without
 * personal data to the shop's own system are allowed unless consent was withdrawn. Who is held out of everything is contacted on no channel, not by a task or a webhook either.
 */
export function contactBlock(
  channel: Channel,
  reach: Pick<Reach, 'hasAddress' | 'consent' | 'suppressed' | 'closed' | 'heldOut'> | undefined,
  purpose: 'marketing' | 'transactional' = 'marketing',
): BlockReason | null {
  if (reach === undefined) return 'no_address'
  // A receipt or a code is part of what the customer asked for (GDPR 6 (1) b): it takes no consent to marketing and is held out of nothing. A stop by text
  // message is about the number, and carriers hold it against every message.
  if (purpose === 'transactional') {
    if (channel === 'sms' ? reach.suppressed : (reach.closed ?? reach.suppressed)) return 'suppressed'
    return reach.hasAddress ? null : 'no_address'
  }
  if (reach.suppressed) return 'suppressed'
  if (isDirect(channel) ? reach.consent !== true : reach.consent === false) return 'no_consent'
  if (!reach.hasAddress) return 'no_address'
  return reach.heldOut ?? null
}
