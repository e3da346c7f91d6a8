import { isAddress } from '#privacy/address-text.ts'
import { isPersonalKey } from '#privacy/personal-key.ts'
import { findPersonal } from '#privacy/personal-text.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import { DateEvidence } from './date-format.ts'
import { dayReader, numberReader, readYesNo } from './attribute-reader.ts'
import type { AttributeType } from './attribute.ts'
import { DecimalEvidence, type DecimalMark, isEmptyNumber } from './decimal-format.ts'

/** Whether a value identifies a person: a phone, an email, an identity or bank card, an address. */
export function isPersonalValue(text: string): boolean {
  return findPersonal(text).length > 0 || isAddress(text)
}

const ORDERS: readonly DateOrder[] = ['ymd', 'dmy', 'mdy']
const MARKS: readonly DecimalMark[] = ['.', ',']

/** The type of one column, over all its values: a single value of another kind makes it text. */
export class AttributeSurvey {
  readonly decimals = new DecimalEvidence()
  readonly dates = new DateEvidence()
  readonly #asksYesNo: boolean
  readonly #personalHeading: boolean
  readonly #days = new Map(ORDERS.map((order) => [order, dayReader(order, 'UTC')]))
  readonly #numbers = new Map(MARKS.map((mark) => [mark, numberReader(mark)]))
  #yesNo = true
  #yesNoDigits = true
  #personal = 0
  #filled = 0
  #measured = 0
  #last = ''

  constructor(heading: string) {
    this.#asksYesNo = asksYesNo(heading)
    this.#personalHeading = isPersonalKey(heading)
  }

  /** @param cell Clean, see `cleanCell`. */
  observe(cell: string): void {
    if (cell === '') return
    this.#filled += 1
    if (cell === this.#last) return
    this.#last = cell
    if (isPersonalValue(cell)) this.#personal += 1
    if (this.#yesNo && readYesNo(cell, false) === undefined) this.#yesNo = false
    if (this.#yesNoDigits && readYesNo(cell, true) === undefined) this.#yesNoDigits = false
    if (isEmptyNumber(cell)) return
    this.#measured += 1
    if (this.#days.size > 0) {
      this.dates.observe(cell)
      for (const [order, read] of this.#days) if (read(cell) === undefined) this.#days.delete(order)
    }
    if (this.#numbers.size > 0) {
      this.decimals.observe(cell)
      for (const [mark, read] of this.#numbers) if (read(cell) === undefined) this.#numbers.delete(mark)
    }
  }

  get isEmpty(): boolean {
    return this.#filled === 0
  }

  /** Judged by its heading or any of its values. */
  get isPersonal(): boolean {
    return this.#personalHeading || this.holdsPersonal
  }

  get holdsPersonal(): boolean {
    return this.#personal > 0
  }

  /** Whether every value is a date in at least one order. */
  get holdsDates(): boolean {
    return this.#measured > 0 && this.#days.size > 0
  }

  /** The type of a new column. Personal values are never numbers: their digits are a code. */
  typeOf(dateOrder: DateOrder, decimalMark: DecimalMark): AttributeType {
    if (this.#asksYesNo ? this.#yesNoDigits : this.#yesNo) return this.isPersonal ? 'text' : 'yes-no'
    if (this.fits('date', dateOrder, decimalMark)) return 'date'
    return !this.isPersonal && this.fits('number', dateOrder, decimalMark) ? 'number' : 'text'
  }

  /** Whether every value is of that type. */
  fits(type: AttributeType, dateOrder: DateOrder, decimalMark: DecimalMark): boolean {
    switch (type) {
      case 'text':
        return true
      case 'yes-no':
        return this.#yesNoDigits
      case 'date':
        return this.#measured > 0 && this.#days.has(dateOrder)
      case 'number':
        return this.#measured > 0 && this.#numbers.has(decimalMark) && !this.decimals.contradictory
    }
  }
}

/** Headings under which 1 and 0 mean yes and no: is_vip, has_app, 是否会员. */
function asksYesNo(heading: string): boolean {
  const plain = heading.normalize('NFKC').trim()
  if (plain.startsWith('是否') || plain.startsWith('有无') || plain.endsWith('是否')) return true
  const lower = plain.toLowerCase()
  return ['is', 'has'].some((word) => {
    const next = plain[word.length] ?? ''
    return lower.startsWith(word) && next !== '' && (next === '_' || next === ' ' || next === '-' || next !== next.toLowerCase())
  })
}
