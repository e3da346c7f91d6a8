import type { MeasuredDimension, QualityDay } from './quality-days.ts'

interface Counts {
  readonly dimension: MeasuredDimension
  readonly checked: number
  readonly passed: number
}

export interface QualityBoard {
  /** Oldest first; all sources together. */
  readonly days: readonly (Counts & { readonly day: string })[]
  readonly sources: readonly (Counts & { readonly source: string })[]
  /** Only where something is said of single fields. */
  readonly fields: readonly (Counts & { readonly scope: string; readonly field: string })[]
}

/** Measured days added up by day, by source and by field. Rows of fields are parts of whole records, except for completeness, which only fields have. */
export function qualityBoard(rows: readonly QualityDay[]): QualityBoard {
  const whole = rows.filter(({ field, dimension }) => field === '' || dimension === 'completeness')
  const single = rows.filter(({ field }) => field !== '')
  return {
    days: added(whole, ({ day, dimension }) => [day, dimension]).map(({ first: { day }, ...counts }) => ({ day, ...counts })),
    sources: added(whole, ({ source, dimension }) => [source, dimension]).map(({ first: { source }, ...counts }) => ({
      source,
      ...counts,
    })),
    fields: added(single, ({ scope, field, dimension }) => [scope, field, dimension]).map(({ first: { scope, field }, ...counts }) => ({
      scope,
      field,
      ...counts,
    })),
  }
}

function added(rows: readonly QualityDay[], keyOf: (row: QualityDay) => readonly string[]): (Counts & { readonly first: QualityDay })[] {
  return [...Map.groupBy(rows, (row) => keyOf(row).join('\u0001')).values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const sum = (name: 'checked' | 'passed'): number => own.reduce((total, row) => total + row[name], 0)
    return [{ first, dimension: first.dimension, checked: sum('checked'), passed: sum('passed') }]
  })
}
