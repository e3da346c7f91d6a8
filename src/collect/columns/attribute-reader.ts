import { halfWidth } from '#kernel/half-width.ts'
import { instantReader, type DateOrder } from '../import/parse-instant.ts'
import type { AttributeColumn, AttributeValue } from './attribute.ts'
import { type DecimalMark, decimalReader, isEmptyNumber } from './decimal-format.ts'

const SCALE = 6
const YES = new Set(['yes', 'y', 'true', '是', '有', '√', '✓', '✔'])
const NO = new Set(['no', 'n', 'false', '否', '无', '没有', '×', '✗', '✘'])

/**
 * Reads cells of a column as values of its type. Undefined: the cell is empty or not of that type.
 *
 * @param timeZone Determines the day of times that have an offset.
 */
export function attributeReader(
  { type, decimalMark }: Pick<AttributeColumn, 'type' | 'decimalMark'>,
  dateOrder: DateOrder,
  timeZone: string,
): (cell: string) => AttributeValue | undefined {
  switch (type) {
    case 'text':
      return (cell) => (cell === '' ? undefined : cell)
    case 'number': {
      const read = numberReader(decimalMark)
      return (cell) => (isEmptyNumber(cell) ? undefined : read(cell))
    }
    case 'yes-no':
      return (cell) => readYesNo(cell, true)
    case 'date': {
      const read = dayReader(dateOrder, timeZone)
      return (cell) => (isEmptyNumber(cell) ? undefined : read(cell))
    }
  }
}

/** Numbers, not codes: codes begin with a zero, hold letters or have more digits than a number can keep. */
export function numberReader(mark: DecimalMark): (cell: string) => number | undefined {
  const read = decimalReader({ mark, sure: true }, SCALE)
  return (cell) => {
    const value = isCode(cell) ? undefined : read(cell)
    return value === undefined ? undefined : Number(value) / 10 ** SCALE
  }
}

function isCode(cell: string): boolean {
  const zero = cell.charCodeAt(0) === 48 && cell.length > 1
  if (zero && cell[1] !== '.' && cell[1] !== ',') return true
  return cell.includes('e') || cell.includes('E')
}

/** @param digits Whether 1 and 0 mean yes and no here; otherwise they are numbers. */
export function readYesNo(cell: string, digits: boolean): boolean | undefined {
  if (cell.length > 5) return undefined
  const word = halfWidth(cell).trim().toLowerCase()
  if (YES.has(word) || (digits && word === '1')) return true
  return NO.has(word) || (digits && word === '0') ? false : undefined
}

/** The day of a date as YYYY-MM-DD. A number is a date only as YYYYMMDD. */
export function dayReader(dateOrder: DateOrder, timeZone: string): (cell: string) => string | undefined {
  const read = instantReader(timeZone, dateOrder)
  const dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (cell) => {
    if (isDigits(cell) && cell.length !== 8) return undefined
    const instant = read(cell)
    return instant === undefined ? undefined : dayOf.format(instant)
  }
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if ((code < 48 || code > 57) && code !== 46) return false
  }
  return true
}
