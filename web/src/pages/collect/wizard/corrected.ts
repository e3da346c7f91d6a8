import type { Corrections, FileQuestion, StatusClass } from '#http/collect/import-preview-schemas.ts'

/** A field takes this column, or none; what else was to take the column gives way. */
export function withColumn(corrections: Corrections, field: string, column: string | null): Corrections {
  const others = Object.entries(corrections.mapping ?? {}).filter(
    ([name, taken]) => name !== field && (column === null || taken !== column),
  )
  return { ...corrections, mapping: { ...Object.fromEntries(others), [field]: column } }
}

/** Columns that fit no field are kept as attributes, each under the name that is proposed for it. */
export function withAttributes(corrections: Corrections, keepable: Readonly<Record<string, string>>): Corrections {
  return Object.entries(keepable).reduce((all, [heading, name]) => withColumn(all, attributeField(name), heading), corrections)
}

export function attributeField(name: string): string {
  return `attribute:${name}`
}

/** A column of a file of measures that is one measure. */
export function measureField(name: string): string {
  return `measure:${name}`
}

export function withStatus(corrections: Corrections, word: string, means: StatusClass): Corrections {
  return { ...corrections, statuses: { ...corrections.statuses, [word]: means } }
}

/** The answer "it is so" to a question, or that answer taken back. */
export function withAnswer(corrections: Corrections, code: string, isSo: boolean): Corrections {
  const others = (corrections.accept ?? []).filter((one) => one !== code)
  return { ...corrections, accept: isSo ? [...others, code] : others }
}

/** Questions that keep the import from starting. */
export function openQuestions(questions: readonly FileQuestion[], { accept = [] }: Corrections): FileQuestion[] {
  return questions.filter(({ weight, code }) => weight === 'blocking' && !accept.includes(code))
}
