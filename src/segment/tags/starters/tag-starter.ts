import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { TagCategory, TagContent, TagRefresh } from '../tag.ts'

export const TAG_STARTER_NAMES = ['retail', 'saas', 'finance', 'telecom', 'education'] as const
export type TagStarterName = (typeof TAG_STARTER_NAMES)[number]

/** A tag of a starter set: conditions and calculations in their text form. */
export type StarterTag = Omit<TagContent, 'source'> & { readonly name: string; readonly source: unknown }

/** Tags that suit a trade, for a project to begin with. */
export interface TagStarter {
  readonly name: TagStarterName
  readonly label: BilingualText
  readonly tags: readonly StarterTag[]
}

type Head = readonly [name: string, category: TagCategory, zh: string, en: string]
type Rule = readonly [value: string, zh: string, en: string, where: string]

const tag = ([name, category, zh, en]: Head, refresh: TagRefresh, source: unknown): StarterTag => ({
  name,
  label: { zh, en },
  category,
  refresh,
  lifetimeDays: null,
  source,
})

const refreshOf = ([, category]: Head): TagRefresh => (category === 'static' ? 'static' : 'dynamic')

/** The first rule that holds. */
export const byRules = (head: Head, ...rules: readonly Rule[]): StarterTag =>
  tag(head, refreshOf(head), { kind: 'rules', rules: rules.map(([value, zh, en, where]) => ({ value, label: { zh, en }, where })) })

export const byCalculation = (head: Head, calculation: string): StarterTag =>
  tag(head, refreshOf(head), { kind: 'calculation', calculation })

export const byField = (head: Head, field: string): StarterTag => tag(head, refreshOf(head), { kind: 'field', field })
