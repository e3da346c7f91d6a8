import type { PortraitPart } from '#segment/portraits/portrait-plan.ts'
import type { FilledField } from '#quality/rules/fill-values.ts'
import type { CompileParts } from '../conditions/condition-sql.ts'
import { compileConditions } from '../conditions/condition-sql.ts'
import { SqlBinder } from '../conditions/sql-binder.ts'
import { isFilled } from '../queries/customer-groups.ts'

/** A value that a rule of quality filled in was said by nobody: it is missing from a portrait. */
const FILLED: Readonly<Record<string, FilledField>> = {
  'customer.region': 'region',
  'customer.gender': 'gender',
  'customer.member_level': 'memberLevel',
  'customer.age': 'birthYear',
}

export interface CompletenessSql {
  readonly query: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * Which parts of their portraits customers have: rows of customer_id, points, required and missing (names of parts). Grain: one row per customer. Cost: one pass over each table
 * that a part asks, and the customers with filled values.
 */
export function completenessQuery(parts: readonly PortraitPart[], compile: CompileParts): CompletenessSql {
  const { query, params } = compileConditions(
    parts.map(({ condition }) => condition),
    compile,
  )
  const bind = new SqlBinder('p')
  const fillable = parts.map(({ condition }) => ('field' in condition && condition.op === 'set' ? FILLED[condition.field] : undefined))
  const met = parts.map((_, i) => (fillable[i] === undefined ? `m${i}` : `(m${i} AND NOT bitTest(filled, ${i}))`))
  const filled = fillable.flatMap((field, i) => (field === undefined ? [] : [`bitShiftLeft(toUInt64(${isFilled(field)}), ${i})`]))
  const from =
    filled.length === 0
      ? `SELECT *, toUInt64(0) AS filled FROM (${query})`
      : `SELECT * FROM (${query}) AS c LEFT JOIN (
    SELECT customer_id, ${filled.reduce((a, b) => `bitOr(${a}, ${b})`)} AS filled FROM customers FINAL WHERE notEmpty(filled_by)
  ) AS f USING (customer_id)`
  const points = parts.map(({ weight }, i) => `${bind.integer(weight)} * (${met[i] ?? '0'})`)
  const missing = parts.map(({ name }, i) => `if(${met[i] ?? '0'}, '', ${bind.text(name)})`)
  return {
    query: `SELECT customer_id, toUInt32(${points.join(' + ') || '0'}) AS points, toUInt32(${bind.integer(
      parts.reduce((sum, { weight }) => sum + weight, 0),
    )}) AS required, arrayFilter(name -> name != '', CAST([${missing.join(', ')}] AS Array(String))) AS missing FROM (${from})`,
    params: { ...params, ...bind.params },
  }
}
