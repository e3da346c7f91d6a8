import { MISSING_CODE, UNLISTED_CODE, type ColumnSample } from './column-sample.ts'
import { needsOrder } from './date-cell.ts'

export type ColumnType = 'number' | 'date' | 'boolean' | 'category' | 'many-values' | 'id' | 'text' | 'constant' | 'empty'

/** Facts, besides the type, that decide how a column is read. */
export type Reading =
  | 'day-first'
  | 'month-first'
  | 'order-guessed'
  | 'two-digit-years'
  | 'month-names'
  | 'offsets'
  | 'compact-dates'
  | 'decimal-comma'
  | 'percent'
  | 'currency'

/** What a column holds, guessed from its cells and its name. */
export interface ColumnFacts {
  readonly name: string
  readonly type: ColumnType
  readonly rows: number
  readonly missing: number
  /** Different values; a lower bound where the dictionary was full. */
  readonly distinct: number
  /** Cells of a number or date column that are neither; they count as missing. */
  readonly unreadable: number
  /** An id that repeats, such as a customer with one row per month. */
  readonly repeated: boolean
  readonly reading: readonly Reading[]
  /** Share of the cells that read as dates. */
  readonly dateShare: number
}

const ID_NAME =
  /(^|[^a-z])(id|uid|uuid|guid|no|number|key|code|account|phone|mobile|email)$|^(id|uid|uuid)([^a-z]|$)|id$|编号|编码|单号|卡号|账号|手机|电话|邮箱|身份证|序号/i
const ROW_NAME = /^(row|index|row_?number|rownum|unnamed.*|#|序号|行号)$/i
const NAME_NAME = /(^|[^a-z])(surname|lastname|last_name|firstname|first_name|full_?name|customer_?name)$|姓名|昵称|客户名称/i
const CODE_NAME = /zip|postal|post_?code|area_?code|邮编|区号/i
const DATE_NAME = /date|day|time|日期|时间|_dt$|_at$/i
/** Minimum share of readable cells; the few others are treated as typing errors. */
const MOSTLY = 0.95
const LONG_TEXT = 40
const FEWEST_FOR_ID = 20

/** Describes a column of a sample. */
export function describeColumn(column: ColumnSample): ColumnFacts {
  const facts = typeOf(column)
  return { ...facts, reading: readingOf(column, facts.type) }
}

function typeOf(column: ColumnSample): ColumnFacts {
  const rows = column.codes.length
  const counts = countCells(column)
  const { present, distinct } = counts
  const base = {
    name: column.name,
    rows,
    missing: rows - present,
    distinct,
    unreadable: 0,
    repeated: false,
    reading: [],
    dateShare: counts.days / Math.max(1, present),
  }
  if (present === 0) return { ...base, type: 'empty' }
  if (distinct === 1) return { ...base, type: present === rows ? 'constant' : 'boolean' }
  const unique = distinct >= 0.999 * present && present >= FEWEST_FOR_ID
  if (counts.days >= MOSTLY * present) return { ...base, type: 'date', unreadable: present - counts.days }
  if (counts.numbers >= MOSTLY * present && !CODE_NAME.test(column.name)) {
    const unreadable = present - counts.numbers
    if (isCompactDate(column)) return { ...base, type: 'date', unreadable }
    if (isNumericId(column, unique, present)) return { ...base, type: 'id', repeated: !unique }
    if (column.leadingZeros < 0.05 * present) return { ...base, type: distinct === 2 ? 'boolean' : 'number', unreadable }
  }
  if (distinct === 2) return { ...base, type: 'boolean' }
  const perValue = present / distinct
  if (unique) return { ...base, type: column.meanLength > LONG_TEXT && !ID_NAME.test(column.name) ? 'text' : 'id' }
  if (column.meanLength > LONG_TEXT && perValue < 20) return { ...base, type: 'text' }
  if (present >= FEWEST_FOR_ID && perValue < 50 && distinct > 20 && ID_NAME.test(column.name) && !CODE_NAME.test(column.name)) {
    return { ...base, type: 'id', repeated: true }
  }
  // Values that rarely repeat, such as names, do not generalise to the next table.
  if (distinct > 100 && (perValue < 3 || NAME_NAME.test(column.name))) return { ...base, type: 'many-values' }
  return { ...base, type: 'category' }
}

const READ_TEXTS = 200

function readingOf(column: ColumnSample, type: ColumnType): Reading[] {
  const texts = column.dictionary.slice(0, READ_TEXTS)
  if (type === 'date') {
    if (column.days === null || column.days.every(Number.isNaN)) return ['compact-dates']
    const ordered = texts.some(needsOrder)
    const order: Reading = column.dateOrderGuessed ? 'order-guessed' : column.dateOrder === 'dmy' ? 'day-first' : 'month-first'
    return [...(ordered ? [order] : []), ...column.dateTraits]
  }
  if (type !== 'number') return []
  return [
    ...(column.numberStyle === 'comma' ? (['decimal-comma'] as const) : []),
    ...(texts.some((text) => text.endsWith('%')) ? (['percent'] as const) : []),
    ...(texts.some((text) => /\p{Sc}|元|CNY|RMB|USD|EUR|GBP/u.test(text)) ? (['currency'] as const) : []),
  ]
}

/** The number of days since 1970 that a number such as 20240131 means as a date, NaN when it is none. */
export function compactDay(value: number): number {
  const [year, month, day] = [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100]
  if (!Number.isInteger(value) || year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN
  return Date.UTC(year, month - 1, day) / 86_400_000
}

function countCells({ codes, dictionary, numbers, days, hashes }: ColumnSample) {
  let present = 0
  let numeric = 0
  let dates = 0
  let unlisted = false
  const used = new Uint8Array(dictionary.length)
  let distinct = 0
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] as number
    if (code === MISSING_CODE) continue
    present += 1
    if (!Number.isNaN(numbers[i])) numeric += 1
    if (days !== null && !Number.isNaN(days[i])) dates += 1
    if (code === UNLISTED_CODE) unlisted = true
    else if (used[code] === 0) {
      used[code] = 1
      distinct += 1
    }
  }
  if (unlisted && hashes !== null) distinct = countDistinct(hashes)
  return { present, distinct, numbers: numeric, days: dates }
}

function countDistinct(hashes: Int32Array): number {
  const sorted = hashes.slice().sort()
  let count = 0
  for (let i = 0; i < sorted.length; i += 1) if (sorted[i] !== 0 && (i === 0 || sorted[i] !== sorted[i - 1])) count += 1
  return count
}

function isCompactDate({ name, numbers }: ColumnSample): boolean {
  return DATE_NAME.test(name) && numbers.every((value) => Number.isNaN(value) || !Number.isNaN(compactDay(value)))
}

/** Integers that identify rows rather than measure: unique ones that are consecutive, have many digits or an id-like heading; also repeated ones with such a heading. */
function isNumericId({ name, numbers }: ColumnSample, unique: boolean, present: number): boolean {
  if (!ID_NAME.test(name) && !unique) return false
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of numbers) {
    if (Number.isNaN(value)) continue
    if (!Number.isInteger(value)) return false
    if (value < low) low = value
    if (value > high) high = value
  }
  if (unique) return ID_NAME.test(name) || ROW_NAME.test(name) || (present >= 50 && (high - low + 1 <= 1.5 * present || low >= 1e8))
  return low >= 1e6 || (high - low >= 1_000 && /(^|[^a-z])(id|uid)$|id$|编号|账号|卡号/i.test(name) && present >= 100)
}
