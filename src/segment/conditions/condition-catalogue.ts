import type { ConditionField } from './condition-field.ts'

/** What conditions of one project may name. */
export interface ConditionCatalogue {
  readonly fields: ReadonlyMap<string, ConditionField>
  /** Segments by id, with their names. */
  readonly segments: ReadonlyMap<string, string>
}

export function catalogueOf(fields: readonly ConditionField[], segments: ReadonlyMap<string, string> = new Map()): ConditionCatalogue {
  return { fields: new Map(fields.map((field) => [field.name, field])), segments }
}
