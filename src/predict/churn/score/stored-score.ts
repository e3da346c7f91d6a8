import { spendIfStayed } from '../../value/expected-spend.ts'
import { type ChurnFeatureRow, featureValue, type SlottedMeasure } from '../features/churn-features.ts'
import type { StoredChurnScore } from '../watch/churn-history.ts'
import type { ChurnScore } from './churn-model.ts'
import { reasonSentence } from './churn-reasons.ts'
import type { RiskTierName, RiskTierScheme } from '../tiers/risk-tiers.ts'

/** Number of customers in each tier of the scheme, including empty tiers. */
export function countTiers(scheme: RiskTierScheme, scores: readonly StoredChurnScore[]): Partial<Record<RiskTierName, number>> {
  const counts: Partial<Record<RiskTierName, number>> = Object.fromEntries(scheme.tiers.map(({ name }) => [name, 0]))
  for (const { tier } of scores) if (tier !== '') counts[tier] = (counts[tier] ?? 0) + 1
  return counts
}

const DAYS_A_MONTH = 365.25 / 12

/** Of contracts without a price and without orders nothing is known to be at stake. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

/** A score as stored: with its tier, the expected spend and its reasons in words. */
export function storedScore(
  score: ChurnScore,
  row: ChurnFeatureRow,
  horizonDays: number,
  tier: StoredChurnScore['tier'],
  measures: readonly SlottedMeasure[] = [],
): StoredChurnScore {
  const monthly = featureValue(row, 'contract_price_month')
  const returned = featureValue(row, 'return_share_365')
  const kept = featureValue(row, 'spend_365') * (1 - (Number.isFinite(returned) ? returned : 0))
  const history = { monetary365: kept, activeDays365: featureValue(row, 'tenure_days'), horizonDays }
  return {
    customerId: score.customerId,
    probability: score.probability,
    value: Number.isFinite(monthly) ? (monthly * horizonDays) / DAYS_A_MONTH : finite(spendIfStayed(history)),
    tier,
    cause: score.cause,
    reasons: score.reasons.map((reason) => ({
      feature: reason.feature,
      value: reason.value,
      contribution: reason.contribution,
      text: reasonSentence(reason, measures),
    })),
  }
}
