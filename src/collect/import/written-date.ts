import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import { monthOfWord } from './date-words.ts'

/** A date as it stands in a cell, before the order of its parts is known. */
export interface WrittenDate {
  /** year-first: year, month, day. year-last: day and month in an order that the text does not say, then the year. two-digit: three numbers below 100. */
  readonly shape: 'year-first' | 'year-last' | 'two-digit'
  readonly parts: readonly [number, number, number]
  /** The month is written as a word. */
  readonly monthName: boolean
  /** What follows the date: time of day and zone, or ''. */
  readonly rest: string
}

const WEEKDAY =
  /^(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mié|mie|jue|vie|sáb|sab|dom|mo|di|mi|do|fr|sa|so)[a-zà-ÿ]*\.?,?\s+(?=\S)/
const CLOCK_FIRST = /^(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?),?\s+(\S.*)$/
const NUMBERS = /^(\d{1,4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,4})(?!\d)\s?[日.]?[,t]?\s*(.*)$/
const DAY_FIRST =
  /^(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?[\s\-/]*(?:de\s|of\s)?\s*([a-zà-ÿ]{3,})\.?[\s\-/,.]*(?:de\s|del\s)?\s*(\d{4}|'?\d{2})(?!\d)[,t]?\s*(.*)$/
const MONTH_FIRST = /^([a-zà-ÿ]{3,})\.?[\s\-/]*(\d{1,2})(?:st|nd|rd|th)?[\s\-/,.]+(\d{4}|'?\d{2})(?![\d:])[,t]?\s*(.*)$/
const YEAR_AND_NAME = /^(\d{4})[\s\-/.]*([a-zà-ÿ]{3,})\.?[\s\-/.]*(\d{1,2})(?!\d)[,t]?\s*(.*)$/

/** Reads a date with separators or the name of a month. `text`: without blanks around. Undefined when it is none; the calendar is not checked. */
export function writtenDate(text: string): WrittenDate | undefined {
  let plain = text.normalize('NFKC').toLowerCase()
  const clockFirst = CLOCK_FIRST.exec(plain)
  if (clockFirst !== null) plain = `${clockFirst[2]} ${clockFirst[1]}`
  const numbers = NUMBERS.exec(plain)
  if (numbers !== null) return ofNumbers(numbers)
  // "Mar 1, 2023" begins with a month; "mar. 1 mars 2023" with a Tuesday.
  const date = withName(plain)
  if (date !== undefined) return date
  const rest = plain.replace(WEEKDAY, '')
  return rest === plain ? undefined : (withName(rest) ?? ofNumbers(NUMBERS.exec(rest)))
}

function withName(text: string): WrittenDate | undefined {
  let match = DAY_FIRST.exec(text)
  if (match !== null) return named(yearOf(match[3] as string), match[2] as string, match[1] as string, match[4] as string)
  match = MONTH_FIRST.exec(text)
  if (match !== null) return named(yearOf(match[3] as string), match[1] as string, match[2] as string, match[4] as string)
  match = YEAR_AND_NAME.exec(text)
  return match === null ? undefined : named(Number(match[1]), match[2] as string, match[3] as string, match[4] as string)
}

function ofNumbers(match: RegExpExecArray | null): WrittenDate | undefined {
  if (match === null) return undefined
  const [first, last] = [match[1] as string, match[3] as string]
  const parts = [Number(first), Number(match[2]), Number(last)] as const
  const found = { parts, monthName: false, rest: match[4] as string }
  if (first.length === 4) return last.length <= 2 ? { shape: 'year-first', ...found } : undefined
  if (first.length > 2) return undefined
  if (last.length === 4) return { shape: 'year-last', ...found }
  return last.length === 2 ? { shape: 'two-digit', ...found } : undefined
}

function named(year: number, word: string, day: string, rest: string): WrittenDate | undefined {
  const month = monthOfWord(word)
  return month === undefined ? undefined : { shape: 'year-first', parts: [year, month, Number(day)], monthName: true, rest }
}

function yearOf(text: string): number {
  const digits = text.replace("'", '')
  return digits.length === 4 ? Number(digits) : fullYear(Number(digits))
}

const YEAR_MONTH = /^(\d{4})\s?[-/.年]\s?(\d{1,2})(?:\s?月份?)?$/
const MONTH_YEAR = /^(\d{1,2})\s?[-/.]\s?(\d{4})$/
const COMPACT_MONTH = /^((?:19|20|21)\d{2})(\d{2})$/
const MONTH_NAME = /^([a-zà-ÿ]{3,})\.?[\s\-/,.]*(\d{4})$/
const NAME_LAST = /^(\d{4})[\s\-/,.]*([a-zà-ÿ]{3,})\.?$/

/** Reads a month without a day: 2026-03, 2026年3月, 03/2026, 202603, Mar 2026. Undefined where the text is none. */
export function writtenMonth(text: string): { readonly year: number; readonly month: number } | undefined {
  const plain = text.normalize('NFKC').trim().toLowerCase()
  const yearFirst = YEAR_MONTH.exec(plain) ?? COMPACT_MONTH.exec(plain)
  const yearLast = yearFirst === null ? MONTH_YEAR.exec(plain) : null
  const named = MONTH_NAME.exec(plain)
  const nameLast = NAME_LAST.exec(plain)
  const year = Number(yearFirst?.[1] ?? yearLast?.[2] ?? named?.[2] ?? nameLast?.[1])
  const word = named?.[1] ?? nameLast?.[2]
  const month = word === undefined ? Number(yearFirst?.[2] ?? yearLast?.[1]) : monthOfWord(word)
  return month === undefined || !(month >= 1 && month <= 12) || Number.isNaN(year) ? undefined : { year, month }
}

/** 00 to 69 are of this century. */
export function fullYear(year: number): number {
  return year < 70 ? 2_000 + year : 1_900 + year
}

export interface WrittenTime {
  /** Since midnight. */
  readonly milliseconds: number
  /** What follows: a zone, or ''. */
  readonly zone: string
}

const WORDS_BEFORE = /^(?:(?:星期|周)[一二三四五六日天]\s*)?(?:(?:at|um|kl\.?|à|alle|ore|a las)\s+)?/
const CLOCK =
  /^(上午|下午|凌晨|早上|中午|晚上)?\s*(\d{1,2})(?:\s?[:.时点h]\s?(\d{1,2})(?:\s?[:.分]\s?(\d{1,2})(?:[.,](\d{1,9}))?)?[秒分]?)?(?:\s?uhr)?\s*([ap]\.?\s?m\.?(?![a-z]))?\s*(.*)$/

/** Reads a time of day with what follows it. `text`: lower case, NFKC. Undefined when it is none. */
export function writtenTime(text: string): WrittenTime | undefined {
  const match = CLOCK.exec(text.replace(WORDS_BEFORE, ''))
  if (match === null) return undefined
  const [, half, , minutes, seconds, fraction, meridiem] = match
  if (minutes === undefined && meridiem === undefined && half === undefined) return undefined
  let hour = Number(match[2])
  const [minute, second] = [Number(minutes ?? 0), Number(seconds ?? 0)]
  const afternoon = half === '下午' || half === '晚上' || meridiem?.startsWith('p') === true
  const morning = half === '上午' || half === '凌晨' || half === '早上' || meridiem?.startsWith('a') === true
  if (afternoon && hour < 12) hour += 12
  else if (half === '中午' && hour < 3) hour += 12
  else if (morning && hour === 12) hour = 0
  // 15:04 PM is what some programs write; 15:04 AM contradicts itself.
  if (morning && hour > 12) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return {
    milliseconds: hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + Math.floor(Number(`0.${fraction ?? '0'}`) * SECOND_MS),
    zone: (match[7] as string).trim(),
  }
}
