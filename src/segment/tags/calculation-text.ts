import type { Condition } from '../conditions/condition.ts'
import { isRecord } from '../conditions/parse-parts.ts'
import { printCondition } from '../conditions/print-condition.ts'
import { readConditionText } from '../conditions/read-condition-text.ts'
import { wrongTag } from './tag-errors.ts'
import type { TagCalculation, TagFunction } from './tag.ts'
import { TAG_FUNCTIONS } from './tag.ts'

const CALL = /^\s*(?<fn>[a-z]+)\s*\((?<inner>.*)\)\s*$/su

/**
 * The calculation that a text describes, as JSON that `parseTagSource` checks. What stands in brackets is read as in conditions.
 *
 * @example readCalculationText('frequent(category of item in last 365 days)')
 * @throws AppError `tag-shape`, `condition-text`
 */
export function readCalculationText(text: string, path: string): unknown {
  const { fn = '', inner = '' } = CALL.exec(text.slice(0, 10_000))?.groups ?? {}
  if (!(TAG_FUNCTIONS as readonly string[]).includes(fn)) {
    throw wrongTag(path, `a calculation such as sum(amount of order in last 90 days); it can be: ${TAG_FUNCTIONS.join(', ')}`)
  }
  const isOf = /^\s*(?:`(?:[^`\\]|\\.)*`|[\p{L}\p{N}_.-]+)\s+of\s/u.test(inner)
  // Read as a test of a number, of which only the acts and the property are taken. Blanks keep the places of the text.
  const given = readConditionText(`${isOf ? 'sum' : 'count'}(${inner}) >= 0`)
  if (!isRecord(given) || !Object.hasOwn(given, 'did')) throw wrongTag(path, 'one calculation over one kind of act')
  const { calculate, op: _op, value: _value, ...selection } = given
  return { fn, ...(isRecord(calculate) ? { of: calculate['of'] } : {}), ...selection }
}

/** @example printCalculation({ fn: 'frequent', of: 'category', did: 'item' }) // 'frequent(category of item)' */
export function printCalculation({ fn, of, ...selection }: TagCalculation): string {
  const asked: Condition = { ...selection, ...(of === undefined ? {} : { calculate: { fn: 'sum', of } }), op: 'gte', value: 0 }
  const text = printCondition(asked)
  return `${fn}${text.slice(text.indexOf('('), text.lastIndexOf(')') + 1)}`
}

/** Functions that are of a property always, and those that are never. */
export const OF_PROPERTY: readonly TagFunction[] = ['sum', 'average', 'least', 'most', 'first', 'last', 'frequent']
export const OF_NONE: readonly TagFunction[] = ['count', 'days']
