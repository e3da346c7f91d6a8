import type { RfmScore } from './rfm.ts'

/** The four value classes in the order in which they are shown. */
export const VALUE_CLASSES = ['high_value', 'potential', 'general', 'at_risk'] as const
export type ValueClass = (typeof VALUE_CLASSES)[number]

export const VALUE_CLASS_DEFINITION = {
  version: 'value-1',
  rules: {
    high_value: { zh: '近期购买过，且频次与金额均值不低于 4 分', en: 'Bought lately, frequency and money score 4 or more on average' },
    potential: { zh: '近期购买过，频次与金额还有提升空间', en: 'Bought lately, frequency or money still below the best' },
    general: { zh: '购买较早，频次与金额一般', en: 'Bought longer ago, ordinary frequency and money' },
    at_risk: { zh: '曾经频次或金额较高，最近没有来', en: 'Used to buy often or much, has stayed away' },
  },
} as const

/** Value class from RFM scores; null for customers who never ordered. */
export function valueClassOf(score: RfmScore): ValueClass | null {
  if (score.r === 0) return null
  const worth = (score.f + score.m) / 2
  if (score.r >= 3) return worth >= 4 ? 'high_value' : 'potential'
  return worth >= 3 ? 'at_risk' : 'general'
}
