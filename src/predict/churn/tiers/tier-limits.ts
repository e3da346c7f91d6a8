import { AppError } from '#kernel/app-error.ts'
import { isRiskTierName, riskTierScheme } from './risk-tiers.ts'
import type { RiskTierName, RiskTierScheme } from './risk-tiers.ts'

/**
 * `readTierLimits('high:0.8:0.75,medium:0.5:0.45,low:0:0')` is the scheme with these limits: tier, entered at, left below, from the highest tier down.
 * Throws an AppError (invalid-input) that names the
 * tier and what to correct.
 */
export function readTierLimits(text: string): RiskTierScheme {
  const rules = text.split(',').map((part) => {
    const [tier = '', enterAt = '', leaveBelow = ''] = part.split(':')
    return { tier: nameOf(tier), enterAt: Number(enterAt), leaveBelow: Number(leaveBelow), actWithinHours: null, alert: false }
  })
  return riskTierScheme('limits', rules)
}

/** A tier under limits: `high@high:0.8:0.75,medium:0.5:0.45,low:0:0`. Throws as `readTierLimits`. */
export function readTierUnderLimits(text: string): { readonly tier: RiskTierName; readonly scheme: RiskTierScheme } {
  const [tier = '', limits = ''] = text.split('@')
  return { tier: nameOf(tier), scheme: readTierLimits(limits) }
}

function nameOf(text: string): RiskTierName {
  if (isRiskTierName(text)) return text
  throw new AppError('invalid-input', 'risk-tiers', `"${text}" is no risk tier; use high, medium, watch or low.`, {
    details: { reason: 'unknown', tier: text, other: '' },
  })
}
