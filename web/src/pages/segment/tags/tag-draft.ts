import type { SavedTag } from '#http/segment/tag-schemas.ts'

/** A rule as it is typed. */
export interface RuleDraft {
  readonly key: number
  readonly value: string
  readonly zh: string
  readonly en: string
  readonly where: string
}

/** A source as it is typed: what is not of its kind is kept, for whoever changes the kind back. */
export interface SourceDraft {
  readonly kind: SavedTag['source']['kind']
  readonly rules: readonly RuleDraft[]
  readonly calculation: string
  readonly field: string
}

export const newRule = (rules: readonly RuleDraft[]): RuleDraft => ({
  key: Math.max(0, ...rules.map(({ key }) => key)) + 1,
  value: '',
  zh: '',
  en: '',
  where: '',
})

export function draftOf(tag: SavedTag | null): SourceDraft {
  const rules = (tag?.source.rules ?? []).map(({ value, label, where }, i) => ({ key: i + 1, value, ...label, where }))
  return {
    kind: tag?.source.kind ?? 'rules',
    rules: rules.length === 0 ? [newRule([])] : rules,
    calculation: tag?.source.calculation ?? '',
    field: tag?.source.field ?? '',
  }
}

/** As the server takes it; null while something is missing. Words that were left out are the value itself. */
export function sourceOf({ kind, rules, calculation, field }: SourceDraft): object | null {
  if (kind === 'calculation') return calculation.trim() === '' ? null : { kind, calculation }
  if (kind === 'field') return field === '' ? null : { kind, field }
  if (rules.length === 0 || rules.some(({ value, where }) => value.trim() === '' || where.trim() === '')) return null
  return {
    kind,
    rules: rules.map(({ value, zh, en, where }) => ({
      value: value.trim(),
      label: { zh: zh.trim() === '' ? value.trim() : zh.trim(), en: en.trim() === '' ? value.trim() : en.trim() },
      where,
    })),
  }
}
