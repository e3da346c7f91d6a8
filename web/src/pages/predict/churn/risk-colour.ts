import type { RiskTier } from '#http/shared-schemas.ts'
import type { Tokens } from '../../../theme/tokens.ts'

/** The place of a tier on the one hue of risk; a word always stands beside it. */
export function riskColour(tokens: Tokens, tier: RiskTier): string {
  return { high: tokens.riskHigh, medium: tokens.riskMedium, watch: tokens.riskWatch, low: tokens.riskLow }[tier]
}
