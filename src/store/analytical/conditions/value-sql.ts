import type { DateTest, NumberTest, ValueTest } from '#segment/conditions/condition.ts'
import type { AskedAt, Range } from '#segment/conditions/condition-window.ts'
import { anniversaryDays, daysOf, instantsOf } from '#segment/conditions/condition-window.ts'
import type { FieldType } from '#segment/conditions/condition-field.ts'
import type { SqlBinder } from './sql-binder.ts'

/** How a value is read: its expression, which is never NULL where `known` holds, and when it is known. */
export interface ValueSql {
  readonly value: string
  /** '1' where it always is. */
  readonly known: string
}

/** A test of a value as a condition of 0 and 1: what is not known passes none. */
export function valueTestSql(test: ValueTest, of: ValueSql, type: FieldType, asked: AskedAt, bind: SqlBinder): string {
  const passes = passesSql(test, of.value, type, asked, bind)
  if (passes === null) return of.known
  return of.known === '1' ? `(${passes})` : `(${of.known} AND ifNull(${passes}, 0))`
}

function passesSql(test: ValueTest, value: string, type: FieldType, asked: AskedAt, bind: SqlBinder): string | null {
  switch (test.op) {
    case 'set':
      return null
    case 'yes':
      return `${value} = 1`
    case 'no':
      return `${value} = 0`
    case 'in':
      return `toString(${value}) IN ${bind.texts(test.values)}`
    case 'contains':
      return `position(${value}, ${bind.text(test.value)}) > 0`
    case 'starts':
      return `startsWith(${value}, ${bind.text(test.value)})`
    case 'eq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between':
      return numberSql(test, `toFloat64(${value})`, bind)
    default:
      return type === 'day' ? daySql(test, value, asked, bind) : timeSql(test, value, asked, bind)
  }
}

const COMPARISONS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

export function numberSql(test: NumberTest, value: string, bind: SqlBinder): string {
  if (test.op === 'between') return `${value} BETWEEN ${bind.number(test.from)} AND ${bind.number(test.to)}`
  return `${value} ${COMPARISONS[test.op]} ${bind.number(test.value)}`
}

function daySql(test: DateTest, value: string, asked: AskedAt, bind: SqlBinder): string {
  const days = daysOf(test, asked)
  if (days === null) return roundSql(test, value, asked, bind)
  return both([
    days.from === null ? null : `${value} >= ${bind.day(days.from)}`,
    days.to === null ? null : `${value} <= ${bind.day(days.to)}`,
  ])
}

function timeSql(test: DateTest, value: string, asked: AskedAt, bind: SqlBinder): string {
  const range = instantsOf(test, asked)
  return range === null ? roundSql(test, `toDate32(${value}, ${bind.text(asked.timeZone)})`, asked, bind) : rangeSql(value, range, bind)
}

function roundSql(test: DateTest, day: string, asked: AskedAt, bind: SqlBinder): string {
  if (test.op !== 'anniversary') throw new TypeError('Only an anniversary is none of a range of days.')
  return `has(${bind.texts(anniversaryDays(test, asked))}, formatDateTime(${day}, '%m-%d'))`
}

/** From the first instant on, before the second. */
export function rangeSql(time: string, { from, to }: Range, bind: SqlBinder): string {
  return both([from === null ? null : `${time} >= ${bind.time(from)}`, to === null ? null : `${time} < ${bind.time(to)}`])
}

function both(conditions: readonly (string | null)[]): string {
  return conditions.filter((condition) => condition !== null).join(' AND ') || '1'
}
