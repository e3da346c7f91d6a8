import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ChurnKind } from '../definition/churn-definition.ts'
import type { ChurnCause } from '../score/churn-reasons.ts'
import type { DriftReport } from './drift.ts'
import type { OutcomeBin, RealisedAccuracy } from './realised-accuracy.ts'
import type { RiskTierName } from '../tiers/risk-tiers.ts'

/** Earlier scorings and what customers did afterwards. */
export interface ChurnHistory {
  /** The tier of each customer at the scoring of that time. */
  tiersAt(asOf: Date): Promise<ReadonlyMap<string, string>>
  /** When customers were last scored as of; null before the first scoring. */
  latestScoring(): Promise<Date | null>
  /** Those of these customers with an order after their given time, known by `until`. */
  orderedSince(since: ReadonlyMap<string, Date>, until: Date): Promise<Set<string>>
  /** When the newest order was placed, or of contracts when something was last told of one; null without any. */
  lastFactAt(kind: ChurnKind): Promise<Date | null>
  /** The scores of an as-of time compared with what the horizon after it brought: orders, or contracts that still run at its end. */
  outcomes(asOf: Date, horizonDays: number, kind: ChurnKind): Promise<OutcomeBin[]>
}

/** The record of one scoring of all customers. */
export interface ChurnScoringRecord {
  readonly asOf: Date
  readonly modelVersion: number
  readonly horizonDays: number
  readonly customers: number
  readonly tiers: Readonly<Partial<Record<RiskTierName, number>>>
  /** The model was trained on data later than the as-of time: its accuracy proves nothing, so it is never evaluated. */
  readonly hindsight: boolean
  readonly drift: DriftReport | null
  /** Null until the horizon has ended and the scoring was evaluated. */
  readonly accuracy: RealisedAccuracy | null
}

export interface ChurnScoringStore {
  /** Replaces the record of that as-of time. */
  save(record: ChurnScoringRecord, now: Date): Promise<void>
  /** As-of time of the newest completed scoring before a time that assigned any tier; null when there is none. */
  newestBefore(asOf: Date): Promise<Date | null>
  /** Newest first. */
  newest(limit: number): Promise<ChurnScoringRecord[]>
  /** Those without accuracy and hindsight whose horizon has ended by `now`, newest first. */
  unjudged(now: Date, limit: number): Promise<ChurnScoringRecord[]>
  /** Those with accuracy, newest first. */
  judged(limit: number): Promise<ChurnScoringRecord[]>
  setAccuracy(asOf: Date, accuracy: RealisedAccuracy): Promise<void>
}

/** A score as stored. */
export interface StoredChurnScore {
  readonly customerId: string
  readonly probability: number
  /** What the customer spends in the horizon if they stay, net of what they usually return, in major units. */
  readonly value: number
  /** Empty when all customers get the same rate: none is in a tier. */
  readonly tier: RiskTierName | ''
  readonly cause: ChurnCause
  readonly reasons: readonly {
    readonly feature: string
    readonly value: number | null
    readonly contribution: number
    readonly text: BilingualText
  }[]
}
