import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { AskedAt } from '#segment/conditions/condition-window.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import type { FieldSource } from './field-sources.ts'
import { fieldSql } from './field-sources.ts'
import type { SqlBinder } from './sql-binder.ts'
import { valueTestSql } from './value-sql.ts'

/** A source that a query of ours has joined, of the run that it shows. */
export interface JoinedSource {
  readonly alias: string
  /** Whether the customer has a row of it, as SQL: what is joined is empty and not NULL where there is none. */
  readonly isThere: string
}

const TYPES = new Map([...CUSTOMER_FIELDS, ...PREDICTION_FIELDS].map(({ name, type }) => [name, type]))

/**
 * A condition over fields that a query shows anyway, as a condition over the rows of that query: the same tests as in `compileConditions`, without a pass of its own.
 *
 * @throws TypeError for a test of anything but a field of one of the sources
 */
export function joinedFieldsSql(
  condition: Condition,
  sources: Readonly<Partial<Record<FieldSource, JoinedSource>>>,
  asked: AskedAt,
  bind: SqlBinder,
): string {
  const inner = (part: Condition): string => joinedFieldsSql(part, sources, asked, bind)
  if ('all' in condition) return condition.all.length === 0 ? '1' : `(${condition.all.map(inner).join(' AND ')})`
  if ('any' in condition) return condition.any.length === 0 ? '0' : `(${condition.any.map(inner).join(' OR ')})`
  if ('not' in condition) return `(NOT ${inner(condition.not)})`
  const type = 'field' in condition ? TYPES.get(condition.field) : undefined
  if (!('field' in condition) || type === undefined) throw new TypeError('Of joined rows only fields that every project has can be asked.')
  const { source, value, known } = fieldSql(condition.field, type, asked, bind)
  const joined = sources[source]
  if (joined === undefined || !/^[a-z_]+$/.test(value)) throw new TypeError(`The field ${condition.field} is not among the joined rows.`)
  const named = (sql: string): string => sql.replaceAll(new RegExp(`\\b${value}\\b`, 'g'), `${joined.alias}.${value}`)
  return `(${joined.isThere} AND ${valueTestSql(condition, { value: named(value), known: named(known) }, type, asked, bind)})`
}
