import { AppError } from './app-error.ts'
import { isStorableText } from './cut-text.ts'
import { isId } from './id.ts'

/** The value types of a position in a sorted list. `time` can be stored by both engines; `far-time` goes up to the year 9999. */
type PartKind = 'number' | 'count' | 'uuid' | 'text' | 'time' | 'far-time'
type PartOf<K extends PartKind> = K extends 'number' | 'count' ? number : K extends 'time' | 'far-time' ? Date : string

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const MOST_TEXT = 500
const MOST_COUNT = 10_000_000

/**
 * Parses the position where a page ended: a JSON list of exactly these types. Anything else is rejected before it reaches a database.
 * @throws AppError `bad-cursor`
 */
export function readPageKey<const K extends readonly PartKind[]>(text: string, kinds: K): { readonly [I in keyof K]: PartOf<K[I]> } {
  const parts = parseList(text)
  if (parts?.length !== kinds.length) throw badCursor()
  return kinds.map((kind, i) => readPart(kind, parts[i])) as { readonly [I in keyof K]: PartOf<K[I]> }
}

export function badCursor(): AppError {
  return new AppError(
    'invalid-input',
    'bad-cursor',
    'query.cursor is not one that a page of this list ended with: take nextCursor of the last answer, or leave it out.',
  )
}

function readPart(kind: PartKind, value: unknown): number | string | Date {
  switch (kind) {
    case 'number':
      if (Number.isFinite(value)) return Number(value)
      break
    case 'count':
      if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_COUNT) return Number(value)
      break
    case 'uuid':
      if (typeof value === 'string' && isId(value)) return value
      break
    case 'text':
      if (typeof value === 'string' && value.length <= MOST_TEXT && isStorableText(value)) return value
      break
    default:
      if (typeof value === 'string' && INSTANT.test(value)) {
        const time = new Date(value)
        const year = time.getUTCFullYear()
        if (year >= 1900 && year < (kind === 'time' ? 2300 : 10_000)) return time
      }
  }
  throw badCursor()
}

function parseList(text: string): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : null
  } catch {
    return null
  }
}
