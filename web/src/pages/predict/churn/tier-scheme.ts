import type { RiskTierRule, RiskTierScheme } from '#http/predict/churn-model-schemas.ts'
import { riskTiers } from './risk-tiers.ts'

export type SchemeProblem = 'order' | 'hysteresis' | 'floor'

/** From the highest tier down, by its name: a threshold that is out of order must be seen, not sorted away. */
export function sorted(scheme: RiskTierScheme): RiskTierRule[] {
  return [...scheme.tiers].sort((a, b) => riskTiers.indexOf(a.tier) - riskTiers.indexOf(b.tier))
}

/**
 * The first thing wrong with a scheme, or null: thresholds must differ, a tier is left below where it is entered but not below where the next
 * one begins, and the lowest begins at 0.
 */
export function problemOf(tiers: readonly RiskTierRule[]): SchemeProblem | null {
  for (const [index, tier] of tiers.entries()) {
    const next = tiers[index + 1]
    if (next !== undefined && next.enterAt >= tier.enterAt) return 'order'
    if (tier.leaveBelow > tier.enterAt || (next !== undefined && tier.leaveBelow < next.enterAt)) return 'hysteresis'
  }
  return tiers.at(-1)?.enterAt === 0 ? null : 'floor'
}

/** The limits as one parameter of an address, which counts and lists read. */
export function limitsText(tiers: readonly RiskTierRule[]): string {
  return tiers.map(({ tier, enterAt, leaveBelow }) => `${tier}:${enterAt}:${leaveBelow}`).join(',')
}
