import type { DateOrder } from '#collect/import/parse-instant.ts'
import { DateEvidence } from '#collect/columns/date-format.ts'
import { DecimalEvidence } from '#collect/columns/decimal-format.ts'
import { cellText, readNumber, withoutUnit, type NumberStyle } from './cell-value.ts'
import { dateTraits, looksLikeDate, readDay, type DateTrait } from './date-cell.ts'

/** Code of a missing cell, and of a text seen after the dictionary was full. */
export const MISSING_CODE = -1
export const UNLISTED_CODE = -2
/** Maximum distinct texts per column that are tracked as categories. */
export const DICTIONARY_SIZE = 20_000

/** The sampled values of one column, one per row. */
export interface ColumnSample {
  readonly name: string
  readonly dateOrder: DateOrder
  /** Whether some dates can be read both ways and nothing in the column decides. */
  readonly dateOrderGuessed: boolean
  readonly dateTraits: readonly DateTrait[]
  readonly numberStyle: NumberStyle
  /** Index in `dictionary`, or MISSING_CODE or UNLISTED_CODE. Columns that differ only in their wording have the same codes. */
  readonly codes: Int32Array
  readonly dictionary: readonly string[]
  /** NaN where the cell is no number. */
  readonly numbers: Float64Array
  /** Days since 1970 (UTC), NaN where the cell is no date; null when the column holds none. */
  readonly days: Float64Array | null
  /** A hash of each text; null while the dictionary holds them all. */
  readonly hashes: Int32Array | null
  /** Cells with a leading zero, as codes and phone numbers have. */
  readonly leadingZeros: number
  /** Mean length of the non-missing cells in characters. */
  readonly meanLength: number
}

/** Takes the cells of a column one by one; a slot may be written again, as sampling does. */
export class ColumnCollector {
  readonly #name: string
  readonly #dates = new DateEvidence(Number.POSITIVE_INFINITY, false)
  readonly #decimals = new DecimalEvidence()
  readonly #places = new Map<string, number>()
  readonly #dictionary: string[] = []
  #codes = new Int32Array(1_024)
  #numbers = new Float64Array(1_024)
  #days: Float64Array | null = null
  #hashes: Int32Array | null = null
  #order: DateOrder = 'dmy'
  #style: NumberStyle = 'point'
  #leadingZeros = 0
  #characters = 0
  #present = 0

  constructor(name: string) {
    this.#name = name
  }

  /** Previews a cell before any is added, so that 03/04/2011 and 1.000 are read in the column's own format. */
  observe(cell: string | undefined): void {
    const text = cellText(cell)
    if (text === null) return
    this.#weigh(text, looksLikeDate(text))
    this.#order = this.#dates.order
    this.#style = this.#decidedStyle()
  }

  set(slot: number, cell: string | undefined): void {
    if (slot >= this.#codes.length) this.#grow()
    const text = cellText(cell)
    if (this.#days !== null) this.#days[slot] = Number.NaN
    if (text === null) {
      this.#codes[slot] = MISSING_CODE
      this.#numbers[slot] = Number.NaN
      if (this.#hashes !== null) this.#hashes[slot] = 0
      return
    }
    this.#present += 1
    this.#characters += text.length
    if (text.length > 1 && text.startsWith('0') && !text.startsWith('0.')) this.#leadingZeros += 1
    this.#codes[slot] = this.#codeOf(text)
    if (this.#hashes !== null) this.#hashes[slot] = hash32(text)
    const number = readNumber(text, this.#style)
    this.#numbers[slot] = number
    const dateLike = Number.isNaN(number) && looksLikeDate(text)
    if (dateLike) this.#setDay(slot, text)
    this.#weigh(text, dateLike)
  }

  finish(rows: number): ColumnSample {
    if (this.#order !== this.#dates.order || this.#style !== this.#decidedStyle()) this.#readAgain(rows)
    return {
      name: this.#name,
      dateOrder: this.#order,
      dateOrderGuessed: !this.#dates.sure,
      dateTraits: this.#days === null ? [] : [...new Set(this.#dictionary.flatMap(dateTraits))],
      numberStyle: this.#style,
      codes: this.#codes.subarray(0, rows),
      dictionary: this.#dictionary,
      numbers: this.#numbers.subarray(0, rows),
      days: this.#days === null ? null : this.#days.subarray(0, rows),
      hashes: this.#hashes === null ? null : this.#hashes.subarray(0, rows),
      leadingZeros: this.#leadingZeros,
      meanLength: this.#present === 0 ? 0 : this.#characters / this.#present,
    }
  }

  #codeOf(text: string): number {
    const known = this.#places.get(text)
    if (known !== undefined) return known
    if (this.#dictionary.length >= DICTIONARY_SIZE) {
      this.#hashes ??= Int32Array.from(this.#codes, (code) => (code < 0 ? 0 : hash32(this.#dictionary[code] as string)))
      return UNLISTED_CODE
    }
    this.#places.set(text, this.#dictionary.length)
    return this.#dictionary.push(text) - 1
  }

  #setDay(slot: number, text: string): void {
    const day = readDay(text, this.#order)
    if (Number.isNaN(day)) return
    this.#days ??= new Float64Array(this.#codes.length).fill(Number.NaN)
    this.#days[slot] = day
  }

  /** The evidence of a cell for its column's date and number format. */
  #weigh(text: string, dateLike: boolean): void {
    if (dateLike) this.#dates.observe(text)
    else this.#decimals.observe(withoutUnit(text))
  }

  #decidedStyle(): NumberStyle {
    return this.#decimals.format.mark === ',' ? 'comma' : 'point'
  }

  /** Re-reads the column when later cells contradict the format guessed from the first ones; texts outside the dictionary are lost and count as unreadable. */
  #readAgain(rows: number): void {
    this.#order = this.#dates.order
    this.#style = this.#decidedStyle()
    const numbers = this.#dictionary.map((text) => readNumber(text, this.#style))
    const days = this.#dictionary.map((text, code) =>
      Number.isNaN(numbers[code]) && looksLikeDate(text) ? readDay(text, this.#order) : Number.NaN,
    )
    if (days.some((day) => !Number.isNaN(day))) this.#days ??= new Float64Array(this.#codes.length).fill(Number.NaN)
    for (let slot = 0; slot < rows; slot += 1) {
      const code = this.#codes[slot] as number
      this.#numbers[slot] = numbers[code] ?? Number.NaN
      if (this.#days !== null) this.#days[slot] = days[code] ?? Number.NaN
    }
  }

  #grow(): void {
    const size = this.#codes.length * 2
    this.#codes = grown(this.#codes, new Int32Array(size))
    this.#numbers = grown(this.#numbers, new Float64Array(size))
    if (this.#days !== null) this.#days = grown(this.#days, new Float64Array(size).fill(Number.NaN))
    if (this.#hashes !== null) this.#hashes = grown(this.#hashes, new Int32Array(size))
  }
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** FNV-1a over UTF-16 units, never 0. */
export function hash32(text: string): number {
  let hash = -2_128_831_035
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619)
  return hash === 0 ? 1 : hash
}
