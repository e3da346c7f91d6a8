import type { ValueTest } from './condition.ts'
import { NUMBER_OPS } from './condition.ts'
import type { ActProperty, FieldType } from './condition-field.ts'
import { isNumeric } from './condition-field.ts'
import type { ConditionPath } from './condition-errors.ts'
import { emptyRange, tooMany, unknownChoice, wrongShape, wrongTest } from './condition-errors.ts'
import { CONDITION_LIMITS } from './condition-limits.ts'
import { dayAt, numberAt, only, spanAt, textAt } from './parse-parts.ts'

const DATE_OPS = ['before', 'on', 'after', 'last', 'next', 'earlier'] as const

/** The tests that a value of a type can be put to. */
export function testsOf(type: FieldType): readonly string[] {
  if (type === 'text') return ['in', 'contains', 'starts', 'set']
  if (type === 'choice') return ['in', 'set']
  if (type === 'flag') return ['yes', 'no', 'set']
  if (isNumeric(type)) return [...NUMBER_OPS, 'between', 'set']
  return [...DATE_OPS, 'anniversary', 'set']
}

/** @param own Other keys that the object may have. @throws AppError that names the path */
export function valueTestAt(given: Record<string, unknown>, own: readonly string[], field: ActProperty, path: ConditionPath): ValueTest {
  const { op } = given
  const allowed = testsOf(field.type)
  if (typeof op !== 'string' || !allowed.includes(op)) throw wrongTest(`${path}.op`, String(op), field.name, allowed)
  const keys = (...others: string[]) => only(given, [...own, 'op', ...others], path)
  switch (op) {
    case 'set':
    case 'yes':
    case 'no':
      keys()
      return { op }
    case 'in':
      keys('values')
      return { op, values: valuesAt(given['values'], field, `${path}.values`) }
    case 'contains':
    case 'starts':
      keys('value')
      return { op, value: textAt(given['value'], `${path}.value`) }
    case 'between': {
      keys('from', 'to')
      const [from, to] = [numberAt(given['from'], `${path}.from`), numberAt(given['to'], `${path}.to`)]
      if (from > to) throw emptyRange(path, from, to)
      return { op, from, to }
    }
    case 'anniversary':
      keys('from', 'to')
      return { op, ...anniversaryAt(given, path) }
    case 'last':
    case 'next':
    case 'earlier':
      keys('span')
      return { op, span: spanAt(given['span'], `${path}.span`, field.type === 'day' ? 'days' : 'any') }
    case 'before':
    case 'on':
    case 'after':
      keys('day')
      return { op, day: dayAt(given['day'], `${path}.day`) }
    default:
      keys('value')
      return { op: op as (typeof NUMBER_OPS)[number], value: numberAt(given['value'], `${path}.value`) }
  }
}

function valuesAt(given: unknown, field: ActProperty, path: ConditionPath): string[] {
  if (!Array.isArray(given) || given.length === 0) throw wrongShape(path, 'a list of at least one text')
  if (given.length > CONDITION_LIMITS.values) throw tooMany(path, 'values', CONDITION_LIMITS.values)
  const values = given.map((value: unknown, i) => textAt(value, `${path}[${i}]`))
  const known = field.choices?.map(({ value }) => value)
  const other = known === undefined ? undefined : values.find((value) => !known.includes(value))
  if (known !== undefined && other !== undefined) throw unknownChoice(path, other, known)
  return [...new Set(values)]
}

function anniversaryAt(given: Record<string, unknown>, path: ConditionPath): { readonly from: number; readonly to: number } {
  const [from, to] = [numberAt(given['from'], `${path}.from`), numberAt(given['to'], `${path}.to`)]
  if (!Number.isInteger(from) || !Number.isInteger(to) || Math.max(Math.abs(from), Math.abs(to)) > 180) {
    throw wrongShape(path, 'whole days from -180 to 180')
  }
  if (from > to) throw emptyRange(path, from, to)
  return { from, to }
}
