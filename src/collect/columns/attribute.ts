import { AppError } from '#kernel/app-error.ts'
import type { DecimalMark } from './decimal-format.ts'

/** The type of an attribute. A date is a day; a text is anything else. */
export type AttributeType = 'text' | 'number' | 'yes-no' | 'date'
export const ATTRIBUTE_TYPES: readonly AttributeType[] = ['text', 'number', 'yes-no', 'date']

/** A date as YYYY-MM-DD. */
export type AttributeValue = string | number | boolean

/** A customer field beyond the fixed ones. */
export interface AttributeDefinition {
  /** Normalised, unique in the project. */
  readonly name: string
  readonly type: AttributeType
  /** Values are encrypted, shown masked, and never used in analysis. */
  readonly personal: boolean
  /** First said by an identify call: it takes no place of those that files may add. */
  readonly isOfTraits?: boolean
}

/** A column of a file that is kept as an attribute. */
export interface AttributeColumn extends AttributeDefinition {
  readonly heading: string
  /** Of numbers. */
  readonly decimalMark: DecimalMark
  /** Whether the project already has it. */
  readonly known: boolean
}

/** By files, and once more by traits of events. */
export const MOST_ATTRIBUTES = 200
const LONGEST_NAME = 60
const PREFIX = 'attribute:'

/** The field of an import that fills an attribute. */
export function attributeField(name: string): string {
  return `${PREFIX}${name}`
}

/** The name of the attribute that a field fills; undefined for a fixed field. */
export function attributeOfField(field: string): string | undefined {
  return field.startsWith(PREFIX) ? field.slice(PREFIX.length) : undefined
}

/**
 * The normalised spelling of a name: letters and digits of any script in lower case, joined by underscores; '' if nothing is left.
 *
 * @example attributeName(' Favourite Store ') // 'favourite_store'
 */
export function attributeName(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  return [...words.join('_')].slice(0, LONGEST_NAME).join('')
}

/** The name itself, or with the first number that makes it unique. */
export function freeAttributeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let n = 2; taken.has(free); n += 1) free = `${name}_${n}`
  return free
}

/**
 * A mapping with normalised attribute names.
 *
 * @throws AppError `attribute-name-unreadable`, `attribute-named-twice`
 */
export function withAttributeNames<T extends string | null>(mapping: Readonly<Record<string, T>>): Record<string, T> {
  const named: Record<string, T> = {}
  for (const [field, column] of Object.entries(mapping)) {
    const given = attributeOfField(field)
    if (given === undefined) {
      named[field] = column
      continue
    }
    const name = attributeName(given)
    if (name === '') {
      throw new AppError('invalid-input', 'attribute-name-unreadable', `"${given}" is no name for an attribute: use letters or digits.`, {
        details: { name: given },
      })
    }
    const said = named[attributeField(name)]
    if (said !== undefined && said !== null && column !== null && said !== column) {
      throw new AppError(
        'invalid-input',
        'attribute-named-twice',
        `Two columns would be the attribute "${name}": give one of them another name.`,
        {
          details: { name },
        },
      )
    }
    named[attributeField(name)] = column ?? said ?? column
  }
  return named
}
