import type { RuleKind } from '../rules/quality-rules.ts'
import type { DayFacts, Dimension, QualityDay } from './quality-days.ts'

/** The dimension that a rule of a kind speaks of. */
export const DIMENSION_OF_RULE: Readonly<Record<RuleKind, Dimension>> = {
  missing: 'completeness',
  fill: 'completeness',
  outlier: 'validity',
  format: 'validity',
  reference: 'validity',
  burst: 'validity',
  sequence: 'consistency',
  duplicate: 'uniqueness',
}

export interface RuleOfDay {
  readonly id: string
  readonly kind: RuleKind
  readonly scope: string
  readonly field: string
}

/**
 * The dimensions of a day. Completeness: facts with a value in each field. Validity: what came in less what was refused and what rules of values mark. Uniqueness: less repetitions.
 * Consistency: less what rules of sequences mark. Timeliness: facts that came soon enough after they happened. Marks of a rule stand at its field too; a record with two marks counts twice.
 */
export function measureDay(day: string, { intake, flags, filled, timely }: DayFacts, rules: readonly RuleOfDay[]): QualityDay[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const rows: QualityDay[] = []
  for (const { source, received, duplicates, quarantined } of intake) {
    if (received === 0) continue
    const add = (dimension: QualityDay['dimension'], failed: number, scope = 'all', field = ''): void => {
      rows.push({ day, source, scope, field, dimension, checked: received, passed: Math.max(0, received - failed) })
    }
    const marked = { completeness: 0, validity: 0, uniqueness: 0, consistency: 0, timeliness: 0 }
    for (const { ruleId, flagged, source: of } of flags) {
      const rule = of === source ? byId.get(ruleId) : undefined
      if (rule === undefined) continue
      const dimension = DIMENSION_OF_RULE[rule.kind]
      marked[dimension] += flagged
      // Completeness of a field is counted in what is stored.
      if (dimension !== 'completeness')
        addTo(rows, { day, source, scope: rule.scope, field: rule.field, dimension, checked: received, passed: received - flagged })
    }
    add('volume', 0)
    add('validity', quarantined + marked.validity)
    add('uniqueness', duplicates + marked.uniqueness)
    add('consistency', marked.consistency)
  }
  for (const { source, scope, field, facts, filled: passed } of filled)
    if (facts > 0) rows.push({ day, source, scope, field, dimension: 'completeness', checked: facts, passed })
  for (const { source, scope, facts, timely: passed } of timely)
    if (facts > 0) rows.push({ day, source, scope, field: '', dimension: 'timeliness', checked: facts, passed })
  return rows
}

/** Two rules of one field share a row. */
function addTo(rows: QualityDay[], row: QualityDay): void {
  const same = (one: QualityDay): boolean =>
    one.source === row.source && one.scope === row.scope && one.field === row.field && one.dimension === row.dimension
  const at = rows.findIndex(same)
  const before = rows[at]
  if (before === undefined) rows.push({ ...row, passed: Math.max(0, row.passed) })
  else rows[at] = { ...before, passed: Math.max(0, before.passed - (row.checked - row.passed)) }
}

/** Of rows of one day, the share of each source and dimension; volume as a count. Fields of a rule are parts of the whole record, so only completeness adds its fields up. */
export function sharesOf(rows: readonly QualityDay[]): Map<string, number> {
  const sums = new Map<string, { checked: number; passed: number }>()
  for (const { source, dimension, field, checked, passed } of rows) {
    if (field !== '' && dimension !== 'completeness') continue
    const key = `${source} ${dimension}`
    const sum = sums.get(key) ?? { checked: 0, passed: 0 }
    sums.set(key, { checked: sum.checked + checked, passed: sum.passed + passed })
  }
  return new Map([...sums].map(([key, { checked, passed }]) => [key, key.endsWith(' volume') ? checked : passed / checked]))
}
