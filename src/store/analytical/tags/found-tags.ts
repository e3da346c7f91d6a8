import type { ActKind } from '#segment/conditions/condition.ts'
import { ACT_KINDS } from '#segment/conditions/condition.ts'
import { isNumeric } from '#segment/conditions/condition-field.ts'
import type { Tag } from '#segment/tags/tag.ts'
import type { CompileParts } from '../conditions/condition-sql.ts'
import { compileConditions } from '../conditions/condition-sql.ts'
import { NO_MEMBERS } from '../conditions/account-sql.ts'
import { actRows } from '../conditions/act-sources.ts'
import type { AskSql } from '../conditions/act-sql.ts'
import { EVERYBODYS } from '../conditions/act-sql.ts'
import { FIELD_SOURCES, fieldSql, sourceSql } from '../conditions/field-sources.ts'
import type { FieldSource } from '../conditions/field-sources.ts'
import { SqlBinder } from '../conditions/sql-binder.ts'
import { IS_PERSON } from '../queries/customer-groups.ts'
import type { CalculatedTag } from './calculated-tags.ts'
import { calculatedQuery, foundTuple } from './calculated-tags.ts'

export type AskedTag = Pick<Tag, 'name' | 'source' | 'field'>

/** Values of tags as one query: rows of tag, customer_id, text, amount and confidence, of customers alone. */
export interface FoundTags {
  readonly query: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * Works out tags: all rules by one query of conditions, all calculations over a kind of act by one pass, all fields of a source by one read. The tags name no tag of the same
 * call. Grain: one row per customer and tag with a value. Cost: one pass over each table that is asked.
 */
export function findTags(tags: readonly AskedTag[], parts: CompileParts): FoundTags {
  const bind = new SqlBinder('t')
  const runs = parts.runs.get(parts.now.getTime())
  if (runs === undefined) throw new TypeError('The runs of now were not looked up.')
  const { now, timeZone, catalogue, whose = EVERYBODYS } = parts
  const source: AskSql['source'] = (name) => sourceSql(name, runs, bind, NO_MEMBERS)
  const ask: AskSql = { now, timeZone, catalogue, whose, runs, bind, source, rows: actRows, isPast: false }
  const rules = ruleQuery(tags, parts, bind)
  const calculated = tags.flatMap(({ name, source }): CalculatedTag[] =>
    source.kind === 'calculation' ? [{ name, calculation: source.calculation }] : [],
  )
  const ofKind = (kind: ActKind) => calculated.filter(({ calculation }) => calculation.did === kind)
  const people = `customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${IS_PERSON} AND ${whose.records})`
  const queries = [
    ...(rules === null ? [] : [rules.query]),
    ...ACT_KINDS.filter((kind) => ofKind(kind).length > 0).map(
      (kind) => `SELECT customer_id, found FROM (${calculatedQuery(kind, ofKind(kind), ask)}) WHERE ${people}`,
    ),
    ...FIELD_SOURCES.flatMap((source) => fieldQuery(source, tags, ask)).map(
      (query) => `SELECT customer_id, found FROM (${query}) WHERE ${people}`,
    ),
  ]
  return {
    query: `SELECT one.1 AS tag, customer_id, one.2 AS text, one.3 AS amount, one.4 AS confidence FROM (
      SELECT customer_id, arrayJoin(arrayFilter(each -> each.2 != '' OR each.3 IS NOT NULL, found)) AS one FROM (${queries.join('\nUNION ALL ')})
    )`,
    params: { ...rules?.params, ...bind.params },
  }
}

/** The first rule that holds. */
function ruleQuery(tags: readonly AskedTag[], parts: CompileParts, bind: SqlBinder): FoundTags | null {
  const byRules = tags.flatMap(({ name, source }) => (source.kind === 'rules' ? [{ name, rules: source.rules }] : []))
  if (byRules.length === 0) return null
  const { query, params } = compileConditions(
    byRules.flatMap(({ rules }) => rules.map(({ condition }) => condition)),
    parts,
  )
  let met = 0
  const tuples = byRules.map(({ name, rules }) => {
    const cases = rules.map(({ value }) => `m${met++}, ${bind.text(value)}`)
    return foundTuple(bind.text(name), `multiIf(${cases.join(', ')}, '')`, 'NULL', '1')
  })
  return { query: `SELECT customer_id, [${tuples.join(', ')}] AS found FROM (${query})`, params }
}

function fieldQuery(source: FieldSource, tags: readonly AskedTag[], ask: AskSql): string[] {
  const own = tags.flatMap(({ name, source: from, field: { type } }) => {
    if (from.kind !== 'field') return []
    const sql = fieldSql(from.field, type, ask, ask.bind)
    return sql.source === source ? [{ name, type, field: from.field, ...sql }] : []
  })
  if (own.length === 0) return []
  const tuples = own.map(({ name, type, field, value, known }) => {
    const [text, amount] = isNumeric(type)
      ? ["''", `if(${known}, toFloat64(${value}), NULL)`]
      : [`if(${known}, toString(${value}), '')`, 'NULL']
    return foundTuple(ask.bind.text(name), text, amount, confidenceOf(source, field))
  })
  return [`SELECT customer_id, [${tuples.join(', ')}] AS found FROM ${ask.source(source)} AND ${ask.whose.records}`]
}

/** What is said or was counted is a fact. Of a model: how sure it is of what it predicts, where it says so. */
function confidenceOf(source: FieldSource, field: string): string {
  if (source === 'customers' || source === 'profiles') return '1'
  if (field === 'churn.tier' || field === 'churn.probability') return 'greatest(probability, 1 - probability)'
  return field === 'value.next_category' ? 'next_category_probability' : 'NULL'
}
