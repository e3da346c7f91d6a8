import { monthOfWord } from '#collect/import/date-words.ts'
import { type DateOrder, datePartsOf, instantReader, midnightOf } from '#collect/import/parse-instant.ts'
import { writtenDate, writtenTime } from '#collect/import/written-date.ts'
import { DAY_MS } from '#kernel/clock.ts'

const YEAR_MONTH = /^(\d{4})(?:[-/](\d{1,2})|年(\d{1,2})月)$/
const NAME_YEAR = /^([A-Za-zÀ-ÿ]{3,10})\.?[-\s/.,]+(\d{4})$/
const SHORTEST = 6
const LONGEST = 64
/** Anything outside is a code that looks like a date. */
const EARLIEST = Date.UTC(1800, 0, 1) / DAY_MS
const END = Date.UTC(2200, 0, 1) / DAY_MS
const READERS = { dmy: instantReader('UTC', 'dmy'), mdy: instantReader('UTC', 'mdy'), ymd: instantReader('UTC', 'ymd') } as const

/** Peculiarities of how a date is written. */
export type DateTrait = 'two-digit-years' | 'month-names' | 'offsets'

/** Whether a text has the form of a date; `readDay` checks that the date exists. */
export function looksLikeDate(text: string): boolean {
  return mayBeDate(text) && (writtenDate(text) !== undefined || monthAlone(text) !== undefined)
}

/**
 * Days since 1970 (UTC, with the time of day as a fraction), NaN when the text is not a date. Accepts what imports accept, except a bare number, and also a year and month
 * alone. `order` decides how 03/04/24 is read. An ambiguous zone, such as CST, leaves the time as written.
 *
 * @example readDay('5-Jan-24', 'dmy') // 19727
 */
export function readDay(text: string, order: DateOrder): number {
  if (!mayBeDate(text)) return Number.NaN
  const at = READERS[order](text) ?? monthAlone(text) ?? wallTime(text, order)
  const day = at === undefined ? Number.NaN : at / DAY_MS
  return day >= EARLIEST && day < END ? day : Number.NaN
}

/** Whether the meaning of the text depends on the order of day and month. */
export function needsOrder(text: string): boolean {
  const date = mayBeDate(text) ? writtenDate(text) : undefined
  return date !== undefined && date.shape !== 'year-first' && date.parts[0] !== date.parts[1]
}

export function dateTraits(text: string): DateTrait[] {
  const date = mayBeDate(text) ? writtenDate(text) : undefined
  if (date === undefined) return NAME_YEAR.test(text) ? ['month-names'] : []
  const traits: DateTrait[] = []
  if (date.shape === 'two-digit' || (date.monthName && !text.includes(String(date.parts[0])))) traits.push('two-digit-years')
  if (date.monthName) traits.push('month-names')
  if ((writtenTime(date.rest)?.zone ?? '') !== '') traits.push('offsets')
  return traits
}

/** Quick filter for most cells: starts with a digit or letter, and contains a digit and a non-numeric character. */
function mayBeDate(text: string): boolean {
  if (text.length < SHORTEST || text.length > LONGEST) return false
  const first = text.charCodeAt(0)
  if (!(first < 58 ? first >= 48 : first >= 65 && first < 123)) return false
  let [digits, others] = [0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) digits += 1
    else if (code !== 46) others += 1
  }
  // 5.1.99 consists of digits and points only, and so does 199.25.
  return digits > 0 && (others > 0 || text.indexOf('.') !== text.lastIndexOf('.'))
}

/** The first of a month that is written without a day, in milliseconds since 1970. */
function monthAlone(text: string): number | undefined {
  const numbers = YEAR_MONTH.exec(text)
  if (numbers !== null) return midnightOf(Number(numbers[1]), Number(numbers[2] ?? numbers[3]), 1)
  const named = NAME_YEAR.exec(text)
  const month = named === null ? undefined : monthOfWord((named[1] as string).toLowerCase())
  return named === null || month === undefined ? undefined : midnightOf(Number(named[2]), month, 1)
}

function wallTime(text: string, order: DateOrder): number | undefined {
  const date = writtenDate(text)
  const time = date === undefined ? undefined : writtenTime(date.rest)
  if (date === undefined || time === undefined || !/^[a-z]{2,5}$/.test(time.zone)) return undefined
  const midnight = midnightOf(...datePartsOf(date, order))
  return midnight === undefined ? undefined : midnight + time.milliseconds
}
