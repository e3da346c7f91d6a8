import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ChurnCause } from '../score/churn-reasons.ts'
import type { DriftReport } from './drift.ts'
import type { OutcomeBin, RealisedAccuracy } from './realised-accuracy.ts'
import type { RiskTierName } from '../tiers/risk-tiers.ts'

/** What earlier scorings said and what customers did after them. */
export interface ChurnHistory {
  /** The tier of each customer at the scoring of that time. */
  tiersAt(asOf: Date): Promise<ReadonlyMap<string, string>>
  /** When customers were last scored as of; null before the first scoring. */
  latestScoring(): Promise<Date | null>
  /** Of these customers, those with an order after the time beside them and known by `until`. */
  orderedSince(since: ReadonlyMap<string, Date>, until: Date): Promise<Set<string>>
  /** When the newest order was placed; null without orders. */
  lastOrderAt(): Promise<Date | null>
  /** The scores of an as-of time against what was ordered in the horizon after it. */
  outcomes(asOf: Date, horizonDays: number): Promise<OutcomeBin[]>
}

/** One scoring of all customers, as it is remembered. */
export interface ChurnScoringRecord {
  readonly asOf: Date
  readonly modelVersion: number
  readonly horizonDays: number
  readonly customers: number
  readonly tiers: Readonly<Partial<Record<RiskTierName, number>>>
  /** The model had learnt from later data than the as-of time: that it was right proves nothing, so it is never judged. */
  readonly hindsight: boolean
  readonly drift: DriftReport | null
  /** Null until the horizon has ended and somebody looked. */
  readonly accuracy: RealisedAccuracy | null
}

export interface ChurnScoringStore {
  /** Replaces what was known of that as-of time. */
  save(record: ChurnScoringRecord, now: Date): Promise<void>
  /** As-of time of the newest one before a time that put anybody into a tier; null when there is none. One that did not come to its end does not count. */
  newestBefore(asOf: Date): Promise<Date | null>
  /** Newest first. */
  newest(limit: number): Promise<ChurnScoringRecord[]>
  /** Those without accuracy and hindsight whose horizon has ended by `now`, newest first. */
  unjudged(now: Date, limit: number): Promise<ChurnScoringRecord[]>
  /** Those with accuracy, newest first. */
  judged(limit: number): Promise<ChurnScoringRecord[]>
  setAccuracy(asOf: Date, accuracy: RealisedAccuracy): Promise<void>
}

/** A score as it is kept. */
export interface StoredChurnScore {
  readonly customerId: string
  readonly probability: number
  /** What the customer spends in the horizon if they stay, net of what they usually return, in major units. */
  readonly value: number
  /** Empty where one rate stands for all: nobody is in a tier. */
  readonly tier: RiskTierName | ''
  readonly cause: ChurnCause
  readonly reasons: readonly {
    readonly feature: string
    readonly value: number | null
    readonly contribution: number
    readonly text: BilingualText
  }[]
}
