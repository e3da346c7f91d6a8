import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import { printCalculation } from '#segment/tags/calculation-text.ts'
import type { TagChange, TagSpread, TagValue } from '#segment/tags/tag-ports.ts'
import type { Tag, TagSource } from '#segment/tags/tag.ts'
import type { Answer } from '../shared-schemas.ts'
import type { CustomerTags, SavedTag, TagPreview } from './tag-schemas.ts'

const NO_SPREAD: TagSpread = { customers: 0, values: [], others: 0, numbers: null }

/** A source with its conditions and calculations in their text form. */
export function sourceAnswer(source: TagSource, catalogue: ConditionCatalogue): Answer<typeof SavedTag>['source'] {
  return {
    kind: source.kind,
    rules:
      source.kind === 'rules'
        ? source.rules.map(({ value, label, condition }) => ({
            value,
            label,
            where: printCondition(condition),
            sentence: describeCondition(condition, catalogue),
          }))
        : [],
    calculation: source.kind === 'calculation' ? printCalculation(source.calculation) : null,
    field: source.kind === 'field' ? source.field : null,
  }
}

export function typeOf({ type }: Tag['field']): Answer<typeof TagPreview>['type'] {
  return type === 'choice' || type === 'number' || type === 'money' || type === 'share' ? type : 'text'
}

export function spreadAnswer({ values, numbers, ...spread }: TagSpread, field: Tag['field']) {
  return { ...spread, numbers, values: values.map((one) => ({ ...one, label: labelOf(one.value, field) })) }
}

/** The words for a value; a text has none but itself. */
function labelOf(value: string | number, { choices }: Tag['field']): BilingualText {
  return choices?.find((choice) => choice.value === value)?.label ?? { zh: String(value), en: String(value) }
}

export function tagAnswer(
  { field, filledVersion, source, ...tag }: Tag,
  parts: {
    readonly catalogue: ConditionCatalogue
    readonly spread: TagSpread | undefined
    readonly problem: string | null
    readonly savedBy: string
  },
): Answer<typeof SavedTag> {
  return {
    ...tag,
    savedBy: parts.savedBy,
    source: sourceAnswer(source, parts.catalogue),
    type: typeOf(field),
    waits: tag.archivedAt === null && filledVersion !== tag.version,
    problem: parts.problem,
    ...spreadAnswer(parts.spread ?? NO_SPREAD, field),
  }
}

/** What the tags in use say of a customer. A look that found all as it was writes nothing, so the newest of the two times is when a value was last found. */
export function customerTagsAnswer(
  { values, changes }: { readonly values: readonly TagValue[]; readonly changes: readonly TagChange[] },
  tags: readonly Tag[],
  now: Date,
): Answer<typeof CustomerTags> {
  const byName = new Map(tags.filter(({ archivedAt }) => archivedAt === null).map((tag) => [tag.name, tag]))
  return {
    items: values.flatMap(({ tag: name, value, asOf: written, ...rest }) => {
      const tag = byName.get(name)
      if (tag === undefined) return []
      const { label, category, field, refreshedAt } = tag
      const asOf = refreshedAt !== null && refreshedAt > written ? refreshedAt : written
      const ageSeconds = Math.max(0, Math.floor((now.getTime() - asOf.getTime()) / 1_000))
      return [{ tag: name, label, category, type: typeOf(field), value, valueLabel: labelOf(value, field), asOf, ageSeconds, ...rest }]
    }),
    changes: changes.flatMap(({ tag: name, value, at }) => {
      const tag = byName.get(name)
      if (tag === undefined) return []
      return [{ tag: name, label: tag.label, value, valueLabel: value === null ? null : labelOf(value, tag.field), at }]
    }),
  }
}
