import { isScientific } from '../import/lost-digits.ts'
import { statusClassOf } from './status-words.ts'
import { instantReader } from '../import/parse-instant.ts'
import { decimalReader } from './decimal-format.ts'
import { writtenRate } from './discount-rate.ts'
import { isMasked } from './masked-value.ts'

/** What the values of one column look like, over the sampled rows. Holds only counts and shares, never values. */
export interface ColumnProfile {
  readonly position: number
  readonly heading: string
  readonly rows: number
  readonly filled: number
  readonly distinct: number
  /** Shares of the filled cells, 0 to 1. */
  readonly numbers: number
  /** Whole numbers made of digits only. */
  readonly digits: number
  readonly decimals: number
  readonly negatives: number
  readonly dates: number
  readonly emails: number
  readonly phones: number
  readonly masked: number
  /** Cells of several words, or of more than ten Chinese characters: sentences rather than names. */
  readonly sentences: number
  readonly longest: number
  /** Cells with an order status: paid, 待发货. Only known words count. */
  readonly statuses: number
}

const dayFirst = instantReader('UTC', 'dmy')
const monthFirst = instantReader('UTC', 'mdy')
const MOST_STATUSES = 30
const withPoint = decimalReader({ mark: '.', sure: true }, 6)
const withComma = decimalReader({ mark: ',', sure: true }, 6)
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@.]{2,}$/
const PHONE = /^\+?[\d\s().-]{7,20}$/

/** @param sample Clean cells, see `cleanCell`. */
export function profileColumns(columns: readonly string[], sample: readonly (readonly string[])[]): ColumnProfile[] {
  return columns.map((heading, position) => profileOf(heading, position, sample))
}

function profileOf(heading: string, position: number, sample: readonly (readonly string[])[]): ColumnProfile {
  const counts = new Map<string, number>()
  let filled = 0
  for (const row of sample) {
    const value = (row[position] ?? '').trim()
    if (value === '') continue
    filled += 1
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const sums = { numbers: 0, digits: 0, decimals: 0, negatives: 0, dates: 0, emails: 0, phones: 0, masked: 0, sentences: 0, statuses: 0 }
  let longest = 0
  // Statuses are a few recurring words; checking every name would cost more than it is worth.
  const few = counts.size <= MOST_STATUSES
  for (const [value, count] of counts) {
    if (few && !/^\d/.test(value) && statusClassOf(value) !== undefined) sums.statuses += count
    longest = Math.max(longest, value.length)
    for (const shape of shapesOf(value)) sums[shape] += count
  }
  const share = (count: number): number => (filled === 0 ? 0 : count / filled)
  return {
    position,
    heading,
    rows: sample.length,
    filled,
    distinct: counts.size,
    numbers: share(sums.numbers),
    digits: share(sums.digits),
    decimals: share(sums.decimals),
    negatives: share(sums.negatives),
    dates: share(sums.dates),
    emails: share(sums.emails),
    phones: share(sums.phones),
    masked: share(sums.masked),
    sentences: share(sums.sentences),
    longest,
    statuses: share(sums.statuses),
  }
}

type Shape = 'statuses' | 'numbers' | 'digits' | 'decimals' | 'negatives' | 'dates' | 'emails' | 'phones' | 'masked' | 'sentences'

function shapesOf(value: string): Shape[] {
  const shapes: Shape[] = []
  if (/\d/.test(value)) {
    if (isAmount(value)) {
      shapes.push('numbers')
      if (/[.,]\d{1,2}\D*$/.test(value)) shapes.push('decimals')
      if (/^[-−(]/.test(value)) shapes.push('negatives')
    }
    if (/^\d+$/.test(value)) shapes.push('digits')
    if (isDate(value)) shapes.push('dates')
    const plain = value.replaceAll(/\D/g, '')
    if (isScientific(value) || (PHONE.test(value) && plain.length >= 7 && plain.length <= 15)) shapes.push('phones')
  }
  if (value.includes('@') && EMAIL.test(value)) shapes.push('emails')
  if (isMasked(value)) shapes.push('masked')
  if (value.split(/\s+/).length > 3 || (value.length > 10 && (value.match(/\p{Script=Han}/gu)?.length ?? 0) > 10)) shapes.push('sentences')
  return shapes
}

/** A number in any common notation for amounts; the decimal mark is decided over the whole column. */
function isAmount(value: string): boolean {
  return withPoint(value) !== undefined || withComma(value) !== undefined || writtenRate(value) !== undefined
}

function isDate(value: string): boolean {
  if (/^\d{1,9}$/.test(value) && value.length !== 8 && value.length !== 5) return false
  return dayFirst(value) !== undefined || monthFirst(value) !== undefined
}
