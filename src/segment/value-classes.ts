import type { RfmScore } from './rfm.ts'
import type { ValueClassScheme } from './tier-scheme.ts'

/** The four value classes in the order in which they are shown. */
export const VALUE_CLASSES = ['high_value', 'potential', 'general', 'at_risk'] as const
export type ValueClass = (typeof VALUE_CLASSES)[number]

/** Value class from RFM scores; null for customers who never ordered. */
export function valueClassOf(score: RfmScore, { recentFrom, highFrom, formerFrom }: ValueClassScheme): ValueClass | null {
  if (score.r === 0) return null
  const worth = (score.f + score.m) / 2
  if (score.r >= recentFrom) return worth >= highFrom ? 'high_value' : 'potential'
  return worth >= formerFrom ? 'at_risk' : 'general'
}
