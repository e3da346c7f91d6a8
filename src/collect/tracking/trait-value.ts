import { isPersonalKey } from '#privacy/personal-key.ts'
import { attributeReader, dayReader } from '../columns/attribute-reader.ts'
import { isPersonalValue } from '../columns/attribute-survey.ts'
import type { AttributeDefinition, AttributeType, AttributeValue } from '../columns/attribute.ts'
import { isEmptyNumber } from '../columns/decimal-format.ts'
import type { SaidTrait } from './trait-attributes.ts'

/** What programs write as a date, alone or before a time. */
const ISO_DAY = /^\d{4}-\d{2}-\d{2}(?:$|[T ])/

type Sent = Pick<SaidTrait, 'trait' | 'value'>

/**
 * The attribute that traits of one name make where there is none: of the type in which all of them were sent, text where they differ. Numbers that are personal are codes, so
 * they are text; a yes or no says nothing about who somebody is.
 *
 * @param timeZone Determines the day of times that have an offset
 */
export function attributeOfTraits(name: string, sent: readonly Sent[], timeZone: string): AttributeDefinition {
  const personal = sent.some(isPersonal)
  const type = typeOf(sent, timeZone)
  return { name, type: personal && type === 'number' ? 'text' : type, personal }
}

function typeOf(sent: readonly Sent[], timeZone: string): AttributeType {
  if (sent.every(({ value }) => typeof value === 'boolean')) return 'yes-no'
  if (sent.every(({ value }) => typeof value === 'number')) return 'number'
  const day = dayReader('ymd', timeZone)
  return sent.every(({ value }) => typeof value === 'string' && ISO_DAY.test(value) && day(value) !== undefined) ? 'date' : 'text'
}

/** Whether a trait identifies a person, by its key or by its value. */
export function isPersonal({ trait, value }: Sent): boolean {
  return typeof value !== 'boolean' && (isPersonalKey(trait) || isPersonalValue(String(value)))
}

/** A trait as a value of an attribute, as a cell of a file would be read; null where it says nothing, undefined where it is of another type. */
export function traitValue(
  { value }: Sent,
  { type }: Pick<AttributeDefinition, 'type'>,
  timeZone: string,
): AttributeValue | null | undefined {
  if (type === 'number' && typeof value === 'number') return value
  const text = String(value)
  if (type !== 'text' && isEmptyNumber(text)) return null
  return attributeReader({ type, decimalMark: '.' }, 'ymd', timeZone)(text)
}
