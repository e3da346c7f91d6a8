import type { ActKind, ActSelection, ActTest, Calculation, PropertyTest, Window } from '#segment/conditions/condition.ts'
import { calculationOf } from '#segment/conditions/condition.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import { fixedMs, rangeOf } from '#segment/conditions/condition-window.ts'
import type { AskedAt } from '#segment/conditions/condition-window.ts'
import { valueMeets } from '#segment/conditions/value-meets.ts'
import { numberOfAct, propertySql } from './act-sources.ts'
import type { FieldSource, RunTimes } from './field-sources.ts'
import { fieldSql, instantSql } from './field-sources.ts'
import type { SqlBinder } from './sql-binder.ts'
import type { ValueSql } from './value-sql.ts'
import { rangeSql, valueTestSql } from './value-sql.ts'

/** Conditions over rows of records, which have a customer_id, and of facts (ADR 0020). */
export interface Whose {
  readonly records: string
  readonly facts: string
}

export const EVERYBODYS: Whose = { records: '1', facts: '1' }

/** When and of whom is asked. */
export interface AskSql extends AskedAt {
  /** Only what was known at `now`. */
  readonly isPast: boolean
  readonly runs: RunTimes
  readonly catalogue: ConditionCatalogue
  /** Whose records and whose acts are read at all. */
  readonly whose: Whose
  /** Acts of a kind, of the customers or accounts that are asked about. @param whose Conditions over the rows of the table */
  readonly rows: (kind: ActKind, whose: string) => string
  /** The rows of a source of fields. */
  readonly source: (source: FieldSource) => string
  readonly bind: SqlBinder
}

/** Which acts count: a condition over a row of acts, and the date of the customer that it hangs on. */
export interface SelectedActs {
  readonly where: string
  /** A subquery of customer_id and `date`. */
  readonly date: string | null
}

/** @param date How the date of the customer is called in the query. */
export function selectedActs(test: ActSelection & Pick<ActTest, 'did'>, { bind, ...ask }: AskSql, date: string): SelectedActs {
  const known = ask.isPast ? [`available_at <= ${bind.time(ask.now)}`] : []
  const named = test.name === undefined ? [] : [`name = ${bind.text(test.name)}`]
  const properties = (test.where ?? []).map((one: PropertyTest) => propertySql(test.did, one, ask, bind))
  const range = rangeOf(test.window, ask)
  const time =
    range === null ? aroundSql(test.window as Window, { bind, ...ask }, date) : { where: rangeSql('at', range, bind), date: null }
  return { where: [time.where, ...known, ...named, ...properties].join(' AND '), date: time.date }
}

function aroundSql(window: Window, { bind, ...ask }: AskSql, date: string): SelectedActs {
  if (!('within' in window)) throw new TypeError('A window around a date of the customer was expected.')
  const name = 'after' in window ? window.after : window.before
  const type = ask.catalogue.fields.get(name)?.type ?? 'time'
  const field = fieldSql(name, type, ask, bind)
  const length = `toIntervalMillisecond(${bind.integer(fixedMs(window.within) ?? 0)})`
  const inside = 'after' in window ? `at >= ${date} AND at < ${date} + ${length}` : `at >= ${date} - ${length} AND at < ${date}`
  return {
    where: `ifNull(at <= ${bind.time(ask.now)} AND ${inside}, 0)`,
    date: `SELECT customer_id, ${instantSql(field, type, ask.timeZone, bind)} AS date FROM ${ask.source(field.source)} AND ${ask.whose.records}`,
  }
}

/** A test of acts as a condition over the acts of one customer; where no act at all passes it, its opposite. */
export interface ActTestSql {
  readonly condition: string
  readonly isOpposite: boolean
}

/** @param counts How the condition of the acts that count is called. @param number How the number of the act is called, where one is asked for. */
export function actTestSql(test: ActTest, counts: string, number: string, { bind, ...ask }: AskSql): ActTestSql {
  const calculation = calculationOf(test)
  const isTime = calculation.fn === 'first' || calculation.fn === 'last'
  const condition = valueTestSql(
    test,
    calculatedSql(calculation, counts, number, ask.timeZone, bind),
    isTime ? 'time' : 'number',
    ask,
    bind,
  )
  const passesNone = (['count', 'days', 'sum'] as string[]).includes(calculation.fn) && valueMeets(test, 0, 'number', ask)
  return passesNone ? { condition: `NOT ${condition}`, isOpposite: true } : { condition, isOpposite: false }
}

/** @param counts A condition of the acts that count. @param number The number of an act. */
export function calculatedSql(calculation: Calculation, counts: string, number: string, timeZone: string, bind: SqlBinder): ValueSql {
  const some = `countIf(${counts}) > 0`
  const numbers = `countIf(${counts} AND ${number} IS NOT NULL)`
  // In millionths, as amounts are stored: no sum hangs on the order.
  const sum = `ifNull(toFloat64(sumIf(toInt128(floor(assumeNotNull(${number}) * 1000000 + 0.5)), ${counts} AND ${number} IS NOT NULL)) / 1000000, 0)`
  const [earliest, latest] = ['argMinIf', 'argMaxIf'].map(
    (fn) => `${fn}(assumeNotNull(${number}), (at, id), ${counts} AND ${number} IS NOT NULL)`,
  ) as [string, string]
  switch (calculation.fn) {
    case 'count':
      return { value: `countIf(${counts})`, known: '1' }
    case 'days':
      return { value: `uniqExactIf(toDate32(at, ${bind.text(timeZone)}), ${counts})`, known: '1' }
    case 'first':
      return { value: `minIf(at, ${counts})`, known: some }
    case 'last':
      return { value: `maxIf(at, ${counts})`, known: some }
    case 'sum':
      return { value: sum, known: '1' }
    case 'average':
      return { value: `${sum} / ${numbers}`, known: `${numbers} > 0` }
    case 'least':
      return { value: `minIf(assumeNotNull(${number}), ${counts} AND ${number} IS NOT NULL)`, known: `${numbers} > 0` }
    case 'most':
      return { value: `maxIf(assumeNotNull(${number}), ${counts} AND ${number} IS NOT NULL)`, known: `${numbers} > 0` }
    case 'change':
      return { value: `${latest} - ${earliest}`, known: `${numbers} > 1` }
    case 'growth':
      return { value: `(${latest} - ${earliest}) / abs(${earliest})`, known: `(${numbers} > 1 AND ${earliest} != 0)` }
    case 'earliest':
      return { value: earliest, known: `${numbers} > 0` }
    case 'latest':
      return { value: latest, known: `${numbers} > 0` }
  }
}

/** Columns of the tables by which fewer rows are read, before anything is worked out of them: of the time, and of the name. An order is of all its lines. */
const READ_BY: Readonly<Partial<Record<ActKind, readonly [time: string, name: string | null]>>> = {
  event: ['events.occurred_at', 'events.name'],
  item: ['order_lines.occurred_at', null],
  return: ['order_lines.occurred_at', null],
  message: ['touches.occurred_at', 'touches.kind'],
  measure: ['measures.measured_at', 'measures.name'],
}

/** Which rows of a table any of the tests can count; `isByName` where nearly all of those do, so that the others are not worth looking for. */
function narrowed(
  kind: ActKind,
  tests: readonly ActTest[],
  { whose, bind, ...asked }: AskSql,
): { readonly where: string; readonly isByName: boolean } {
  const columns = READ_BY[kind]
  if (columns === undefined) return { where: whose.facts, isByName: false }
  const [time, name] = columns
  const froms = tests.map(({ window }) => rangeOf(window, asked)?.from ?? null)
  const names = tests.map((test) => test.name)
  const first = froms.every((from) => from !== null) ? froms.toSorted((a, b) => a.getTime() - b.getTime())[0] : undefined
  const isByName = name !== null && names.every((one) => one !== undefined)
  const where = [
    whose.facts,
    ...(first === undefined ? [] : [`${time} >= ${bind.time(first)}`]),
    ...(isByName ? [`${name} IN (${[...new Set(names)].map((one) => bind.text(one)).join(', ')})`] : []),
  ].join(' AND ')
  return { where, isByName }
}

/** One pass over the acts of a kind for all tests of it. Grain: one row per customer. @param words Columns of bits, from those of the tests. */
export function actsQuery(
  kind: ActKind,
  leaves: readonly { readonly test: ActTest; readonly selected: SelectedActs; readonly tested: ActTestSql }[],
  words: string,
  ask: AskSql,
): string {
  const { bind, timeZone } = ask
  const joins = leaves.flatMap(({ selected }, i) =>
    selected.date === null ? [] : [`LEFT JOIN (${selected.date}) AS d${i} ON d${i}.customer_id = f.customer_id`],
  )
  const columns = leaves.flatMap(({ test, selected }, i) => {
    const calculation = calculationOf(test)
    return [
      `${selected.where} AS k${i}`,
      ...('of' in calculation ? [`toNullable(${numberOfAct(calculation.of, timeZone, bind)}) AS n${i}`] : []),
    ]
  })
  const some = leaves.map((_, i) => `k${i}`).join(' OR ')
  const { where, isByName } = narrowed(
    kind,
    leaves.map(({ test }) => test),
    ask,
  )
  return `SELECT customer_id, ${words} FROM (
    SELECT f.customer_id AS customer_id, f.at AS at, f.id AS id, ${columns.join(', ')}
    FROM (${ask.rows(kind, where)}) AS f ${joins.join(' ')} ${isByName ? '' : `WHERE ${some}`}
  ) GROUP BY customer_id`
}
