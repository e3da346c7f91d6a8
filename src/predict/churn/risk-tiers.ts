import { AppError } from '#kernel/app-error.ts'

/** One tier of a scheme: a probability of at least `from` and below the next higher tier. */
export interface RiskTier {
  readonly name: string
  readonly from: number
  readonly labelZh: string
  readonly labelEn: string
  /** Hours within which somebody should act; null for none. */
  readonly actWithinHours: number | null
}

/** Tiers from the highest to the lowest; the last begins at 0. */
export interface RiskTierScheme {
  readonly name: string
  readonly tiers: readonly RiskTier[]
}

/** High from .8, medium from .5, low below. */
export const STANDARD_RISK_TIERS: RiskTierScheme = {
  name: 'standard',
  tiers: [
    { name: 'high', from: 0.8, labelZh: '高风险', labelEn: 'High risk', actWithinHours: null },
    { name: 'medium', from: 0.5, labelZh: '中风险', labelEn: 'Medium risk', actWithinHours: null },
    { name: 'low', from: 0, labelZh: '低风险', labelEn: 'Low risk', actWithinHours: null },
  ],
}

/** From .7 act within 24 hours, from .5 within 72, from .3 watch. */
export const RESPONSE_RISK_TIERS: RiskTierScheme = {
  name: 'response',
  tiers: [
    { name: 'high', from: 0.7, labelZh: '高风险（24 小时内处理）', labelEn: 'High risk (act within 24 hours)', actWithinHours: 24 },
    { name: 'medium', from: 0.5, labelZh: '中风险（72 小时内处理）', labelEn: 'Medium risk (act within 72 hours)', actWithinHours: 72 },
    { name: 'watch', from: 0.3, labelZh: '观察', labelEn: 'Watch', actWithinHours: null },
    { name: 'low', from: 0, labelZh: '低风险', labelEn: 'Low risk', actWithinHours: null },
  ],
}

/**
 * The tier that a probability in [0, 1] falls into. `riskTier(STANDARD_RISK_TIERS, 0.8).name` is 'high'.
 * Throws an AppError (internal) when the probability is not in [0, 1], (invalid-input) when the scheme does not reach down to 0.
 */
export function riskTier(scheme: RiskTierScheme, probability: number): RiskTier {
  if (!(probability >= 0 && probability <= 1)) {
    throw new AppError('internal', 'churn-probability', `A churn probability is ${probability}; it must lie between 0 and 1.`)
  }
  const tier = scheme.tiers.find((each) => probability >= each.from)
  if (tier === undefined) {
    throw new AppError(
      'invalid-input',
      'risk-tiers',
      `The risk tiers "${scheme.name}" do not cover the probability ${probability}; begin the last tier at 0.`,
    )
  }
  return tier
}
