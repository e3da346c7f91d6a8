import type { ChurnScoringRecord } from '#predict/churn/watch/churn-history.ts'

/** A scoring as it is noted when its customers were scored. */
export function scoringRecord(asOf: Date): ChurnScoringRecord {
  return { asOf, modelVersion: 1, horizonDays: 60, customers: 40, tiers: { high: 4 }, hindsight: false, drift: null, accuracy: null }
}
