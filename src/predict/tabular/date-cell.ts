import type { DateOrder } from '#collect/import/parse-instant.ts'

const NUMERIC = /^(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{4}|\d{1,2})日?(?!\d)(.*)$/
const YEAR_MONTH = /^(\d{4})(?:[-/](\d{1,2})|年(\d{1,2})月)$/
const DAY_NAME_YEAR = /^(\d{1,2})(?:st|nd|rd|th)?[-\s/.]*([A-Za-z]{3,9})\.?,?[-\s/.]*(\d{4}|'?\d{2})(?!\d)(.*)$/
const NAME_DAY_YEAR = /^([A-Za-z]{3,9})\.?[-\s/.]*(\d{1,2})(?:st|nd|rd|th)?,?[-\s/.]+(\d{4}|'?\d{2})(?![\d:])(.*)$/
const YEAR_NAME_DAY = /^(\d{4})[-\s/.]+([A-Za-z]{3,9})[-\s/.]+(\d{1,2})(?!\d)(.*)$/
const NAME_YEAR = /^([A-Za-z]{3,9})\.?[-\s/.,]+(\d{4})$/
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+/i
const CLOCK =
  /^[T\s,]*(上午|下午)?\s*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d{1,9})?秒?|分)?\s*([AaPp])?(?:\.?[Mm]\.?)?\s*(?:Z|UTC|GMT)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?\s*(?:\([^()]{0,40}\)|[A-Z]{2,5})?$/
const OFFSET = /\d(?:Z| ?(?:UTC|GMT)? ?[+-]\d{2}:?\d{2})/
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
/** Two digits up to here are of this century. Source: POSIX strptime, %y. */
const LAST_OF_CENTURY = 68
const LONGEST = 64
const DAY_MS = 86_400_000

/** What is special about the way a date is written. */
export type DateTrait = 'two-digit-years' | 'month-names' | 'offsets'

/** Whether a text may be a date; what it says is for `readDay` to find out. */
export function looksLikeDate(text: string): boolean {
  if (text.length < 6 || text.length > LONGEST) return false
  const first = text.charCodeAt(0)
  // A digit or a letter comes first.
  return (
    (first < 58 ? first >= 48 : first >= 65 && first < 123) &&
    (NUMERIC.test(text) || YEAR_MONTH.test(text) || /[A-Za-z]{3}/.test(text)) &&
    /\d/.test(text)
  )
}

/**
 * Days since 1970 (UTC, with the time of day as a fraction), NaN when the text is no date. Takes years first or last, of two or four digits, English month
 * names, year and month alone, and times with or without an offset. `order` says what 03/04/24 means.
 *
 * `readDay('5-Jan-24', 'dmy')` is 19727.
 */
export function readDay(text: string, order: DateOrder): number {
  const numeric = NUMERIC.exec(text)
  if (numeric !== null) {
    const [, a = '', b = '', c = '', rest = ''] = numeric
    if (a.length === 4) return dayOf(Number(a), Number(b), c.length === 4 ? 0 : Number(c), rest)
    if (a.length > 2) return Number.NaN
    return order === 'dmy' ? dayOf(yearOf(c), Number(b), Number(a), rest) : dayOf(yearOf(c), Number(a), Number(b), rest)
  }
  const month = YEAR_MONTH.exec(text)
  if (month !== null) return dayOf(Number(month[1]), Number(month[2] ?? month[3]), 1, '')
  const plain = text.replace(WEEKDAY, '')
  const dayName = DAY_NAME_YEAR.exec(plain)
  if (dayName !== null) return dayOf(yearOf(dayName[3] ?? ''), monthOf(dayName[2]), Number(dayName[1]), dayName[4] ?? '')
  const nameDay = NAME_DAY_YEAR.exec(plain)
  if (nameDay !== null) return dayOf(yearOf(nameDay[3] ?? ''), monthOf(nameDay[1]), Number(nameDay[2]), nameDay[4] ?? '')
  const yearName = YEAR_NAME_DAY.exec(plain)
  if (yearName !== null) return dayOf(Number(yearName[1]), monthOf(yearName[2]), Number(yearName[3]), yearName[4] ?? '')
  const nameYear = NAME_YEAR.exec(plain)
  return nameYear === null ? Number.NaN : dayOf(Number(nameYear[2]), monthOf(nameYear[1]), 1, '')
}

/** Whether 25/04/24 shows the day, or 04/25/24 the month, to come first; undefined where the text does not say. */
export function orderShown(text: string): DateOrder | undefined {
  const numeric = NUMERIC.exec(text)
  if (numeric === null || (numeric[1] ?? '').length > 2) return undefined
  const [first, second] = [Number(numeric[1]), Number(numeric[2])]
  if (first > 12 && second <= 12) return 'dmy'
  return second > 12 && first <= 12 ? 'mdy' : undefined
}

/** Whether what the text says depends on the order of day and month. */
export function needsOrder(text: string): boolean {
  const numeric = NUMERIC.exec(text)
  return numeric !== null && (numeric[1] ?? '').length <= 2 && numeric[1] !== numeric[2]
}

export function dateTraits(text: string): DateTrait[] {
  const numeric = NUMERIC.exec(text)
  const traits: DateTrait[] = []
  if (
    numeric !== null
      ? (numeric[1] ?? '').length <= 2 && (numeric[3] ?? '').length === 2
      : /[A-Za-z][-\s/.,]*'?\d{2}(?:\D|$)/.test(text) && !/\d{4}/.test(text)
  ) {
    traits.push('two-digit-years')
  }
  if (numeric === null && /[A-Za-z]{3}/.test(text)) traits.push('month-names')
  if (OFFSET.test(text)) traits.push('offsets')
  return traits
}

function yearOf(text: string): number {
  const digits = text.replace("'", '')
  const year = Number(digits)
  if (digits.length > 2) return year
  return digits.length < 2 ? Number.NaN : year + (year <= LAST_OF_CENTURY ? 2000 : 1900)
}

/** 1 to 12, NaN for what is no month. */
function monthOf(name = ''): number {
  const lower = name.toLowerCase()
  const place = MONTHS.findIndex((month) => month.startsWith(lower) || (lower === 'sept' && month === 'september'))
  return place < 0 ? Number.NaN : place + 1
}

function dayOf(year: number, month: number, day: number, rest: string): number {
  const midnight = Date.UTC(year, month - 1, day)
  if (!(month >= 1 && month <= 12 && year >= 1800 && year < 2200) || new Date(midnight).getUTCDate() !== day) return Number.NaN
  if (rest.trim() === '') return midnight / DAY_MS
  const clock = CLOCK.exec(rest)
  if (clock === null) return Number.NaN
  const [, half, hours, minutes, seconds = '0', ap, sign, offsetHours, offsetMinutes = '0'] = clock
  const afternoon = half === '下午' || ap?.toLowerCase() === 'p'
  const twelve = half !== undefined || ap !== undefined
  const hour = twelve ? (Number(hours) % 12) + (afternoon ? 12 : 0) : Number(hours)
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return Number.NaN
  const offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes))
  return midnight / DAY_MS + (hour * 3_600 + Number(minutes) * 60 + Number(seconds) - offset * 60) / 86_400
}
