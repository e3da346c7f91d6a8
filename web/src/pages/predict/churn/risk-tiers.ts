/** From the highest: the order in which tiers stand everywhere. */
export const riskTiers = ['high', 'medium', 'watch', 'low'] as const
