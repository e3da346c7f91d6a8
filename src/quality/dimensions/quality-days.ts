/** The five dimensions, and how much came in. */
export const DIMENSIONS = ['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness'] as const
export type Dimension = (typeof DIMENSIONS)[number]
export type MeasuredDimension = Dimension | 'volume'

/** How good what came in on a day was; of `checked`, `passed` were in order. */
export interface QualityDay {
  /** YYYY-MM-DD, UTC. */
  readonly day: string
  /** Id of a source, or `files`. */
  readonly source: string
  readonly scope: string
  /** '' for whole records. */
  readonly field: string
  readonly dimension: MeasuredDimension
  readonly checked: number
  readonly passed: number
}

/** A day that differs from the same weekday of the weeks before. Shares for dimensions, counts for volume. */
export interface QualityAnomaly {
  readonly day: string
  readonly source: string
  readonly dimension: MeasuredDimension
  readonly value: number
  readonly expected: number
  readonly margin: number
}

/** What one day brought by one source. */
export interface DayIntake {
  readonly source: string
  readonly received: number
  readonly duplicates: number
  readonly quarantined: number
}

/** Records that are marked by a rule. */
export interface DayFlags {
  readonly source: string
  readonly ruleId: string
  readonly flagged: number
}

/** Facts of a day with and without a value. */
export interface DayFilled {
  readonly source: string
  readonly scope: string
  readonly field: string
  readonly facts: number
  readonly filled: number
}

/** Facts of a day that came soon enough after they happened. */
export interface DayTimely {
  readonly source: string
  readonly scope: string
  readonly facts: number
  readonly timely: number
}

export interface DayFacts {
  readonly intake: readonly DayIntake[]
  readonly flags: readonly DayFlags[]
  readonly filled: readonly DayFilled[]
  readonly timely: readonly DayTimely[]
}

export interface QualityDayStore {
  /** The newest day that is measured; null before the first. */
  lastMeasured(): Promise<string | null>
  factsOf(day: string): Promise<DayFacts>
  /** Keeps a day, once; anomalies become signals in the same commit. */
  keep(day: string, rows: readonly QualityDay[], anomalies: readonly QualityAnomaly[], now: Date): Promise<void>
  /** From a day on, oldest first. */
  since(day: string): Promise<readonly QualityDay[]>
  anomaliesSince(day: string): Promise<readonly QualityAnomaly[]>
  /** Names of sources by id. */
  names(): Promise<ReadonlyMap<string, string>>
}
