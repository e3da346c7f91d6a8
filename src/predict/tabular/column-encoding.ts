import type { DateOrder } from '#collect/import/parse-instant.ts'
import { cappedLevels } from '#numerics/table/capped-levels.ts'
import { cellText, readNumber, type NumberStyle } from './cell-value.ts'
import type { ColumnSample } from './column-sample.ts'
import { compactDay, type ColumnFacts } from './column-type.ts'
import { readDay } from './date-cell.ts'

/** How the cells of one column become numbers; plain JSON, fixed when a model is trained. */
export type ColumnEncoding = NumberEncoding | CategoryEncoding

export interface NumberEncoding {
  readonly kind: 'number' | 'date'
  readonly name: string
  /** Order of day and month of dates with separators. */
  readonly dateOrder: DateOrder
  /** Whether dates are written as 20240131. */
  readonly compact: boolean
  /** The meaning of commas and points; older model files lack it and use decimal points. */
  readonly style?: NumberStyle
  /** Of dates: whether they span enough time for month and weekday to be informative besides the day itself. */
  readonly calendar?: { readonly month: boolean; readonly weekday: boolean }
  /** Ascending inner quantiles: the linear model may bend there. */
  readonly knots: readonly number[]
}

export interface CategoryEncoding {
  readonly kind: 'category'
  readonly name: string
  /** Values with their own feature, the most frequent first. Any other value counts as "other". */
  readonly levels: readonly string[]
  /** Whether a missing cell is a level of its own. */
  readonly missingLevel: boolean
}

export interface EncodingLimits {
  /** Levels kept of a category. Default 200. */
  readonly levels?: number
  /** Rows a level must have to be kept. Default 10, at most a fiftieth of the rows. */
  readonly levelRows?: number
}

const KNOTS_AT = [0.1, 0.3, 0.5, 0.7, 0.9]
const FEWEST_VALUES_FOR_KNOTS = 12

/** Decides how a column is encoded, without using labels. Only for the types number, date, boolean and category. */
export function planEncoding(column: ColumnSample, facts: ColumnFacts, limits: EncodingLimits = {}): ColumnEncoding {
  if (facts.type === 'number' || facts.type === 'date') {
    const compact = facts.type === 'date' && (column.days === null || column.days.every(Number.isNaN))
    const plan = { kind: facts.type, name: column.name, dateOrder: column.dateOrder, compact, style: column.numberStyle } as const
    const calendar = facts.type === 'date' ? { calendar: calendarOf(numberColumn(column, plan)) } : {}
    return { ...plan, ...calendar, knots: facts.distinct < FEWEST_VALUES_FOR_KNOTS ? [] : knotsOf(numberColumn(column, plan)) }
  }
  const counts = new Float64Array(column.dictionary.length)
  for (const code of column.codes) if (code >= 0) counts[code] = (counts[code] as number) + 1
  const least = Math.min(limits.levelRows ?? 10, facts.rows / 50)
  const order = cappedLevels(counts, limits.levels ?? 200, least)
  return {
    kind: 'category',
    name: column.name,
    levels: order.map((code) => column.dictionary[code] as string),
    missingLevel: facts.missing > 0,
  }
}

/** The numbers of a number or date column of a sample, NaN for missing; dates in days since 1970. */
export function numberColumn(column: ColumnSample, { kind, compact }: Pick<NumberEncoding, 'kind' | 'compact'>): Float64Array {
  if (kind === 'number') return column.numbers
  return compact ? column.numbers.map(compactDay) : (column.days ?? new Float64Array(column.codes.length).fill(Number.NaN))
}

/** For each row of a sample the index of its level, `levels.length` for any other value, -1 for a missing cell. */
export function levelColumn(column: ColumnSample, { levels }: CategoryEncoding): Int32Array {
  const places = new Map(levels.map((level, place) => [level, place]))
  const byCode = Int32Array.from(column.dictionary, (text) => places.get(text) ?? levels.length)
  return Int32Array.from(column.codes, (code) => (code >= 0 ? (byCode[code] as number) : code === -1 ? -1 : levels.length))
}

/** A reader of single cells: the number of a number or date column, the index of the level of a category (as `levelColumn`). */
export function cellReader(encoding: ColumnEncoding): (cell: string | undefined) => number {
  if (encoding.kind === 'category') {
    const places = new Map(encoding.levels.map((level, place) => [level, place]))
    return (cell) => {
      const text = cellText(cell)
      return text === null ? -1 : (places.get(text) ?? encoding.levels.length)
    }
  }
  if (encoding.kind === 'number') {
    return (cell) => {
      const text = cellText(cell)
      return text === null ? Number.NaN : readNumber(text, encoding.style)
    }
  }
  return (cell) => {
    const text = cellText(cell)
    if (text === null) return Number.NaN
    if (encoding.compact) return compactDay(readNumber(text))
    return readDay(text, encoding.dateOrder)
  }
}

/** Separating the month from the trend takes more than a year; the weekday takes some weeks. */
function calendarOf(days: Float64Array): NonNullable<NumberEncoding['calendar']> {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const day of days) {
    if (day < low) low = day
    if (day > high) high = day
  }
  return { month: high - low > 400, weekday: high - low > 60 }
}

function knotsOf(values: Float64Array): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const [low, high] = [sorted[0] as number, sorted.at(-1) as number]
  const knots = KNOTS_AT.map((share) => sorted[Math.floor(share * (sorted.length - 1))] as number)
  return [...new Set(knots)].filter((knot) => knot > low && knot < high)
}
