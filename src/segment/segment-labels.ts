import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { LifecycleTier } from './lifecycle-tiers.ts'
import type { ValueClass } from './value-classes.ts'

/** Two schemes share a group name, so outside their own page a group is shown with its scheme: 生命周期 · 流失风险客户. */
export const LIFECYCLE_SCHEME: BilingualText = { zh: '生命周期', en: 'Lifecycle' }
export const VALUE_SCHEME: BilingualText = { zh: '价值分类', en: 'Value class' }

export const LIFECYCLE_LABELS: Readonly<Record<LifecycleTier, BilingualText>> = {
  new: { zh: '新客户', en: 'New' },
  active: { zh: '活跃客户', en: 'Active' },
  high_value: { zh: '高价值客户', en: 'High value' },
  at_risk: { zh: '流失风险客户', en: 'At risk' },
  dormant: { zh: '沉睡客户', en: 'Dormant' },
}

export const VALUE_LABELS: Readonly<Record<ValueClass, BilingualText>> = {
  high_value: { zh: '高价值客户', en: 'High value' },
  potential: { zh: '潜力客户', en: 'Potential' },
  general: { zh: '一般客户', en: 'Average' },
  at_risk: { zh: '流失风险客户', en: 'At risk' },
}

/** `withScheme(LIFECYCLE_SCHEME, LIFECYCLE_LABELS.at_risk)` is { zh: '生命周期 · 流失风险客户', en: 'Lifecycle · At risk' }. */
export function withScheme(scheme: BilingualText, label: BilingualText): BilingualText {
  return { zh: `${scheme.zh} · ${label.zh}`, en: `${scheme.en} · ${label.en}` }
}
