import { DAY_MS } from '#kernel/clock.ts'
import { plainNumber } from '../table/plain-number.ts'

const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)
/** The calendar of spreadsheets has a 29 February 1900, which was none; days before it are one off. */
const FALSE_LEAP_DAY = 60
const LATEST_DAY = 2_958_466

/**
 * The text of a number cell. Whole numbers are taken digit by digit as the file has them, since order and phone numbers have more digits than a double
 * keeps; a whole number of which the file has only an approximation stays in scientific notation, so that it is not mistaken for exact. Fractions lose
 * the noise of binary: 0.30000000000000004 is 0.3.
 */
export function numberText(raw: string): string {
  const text = raw.trim()
  if (/^-?\d+$/.test(text)) return text
  const value = Number(text)
  if (text === '' || !Number.isFinite(value)) return text
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : text
  return plainNumber(String(Number(value.toPrecision(15))))
}

/** The text of a date cell as yyyy-MM-dd HH:mm:ss; the number itself where it is no day that a spreadsheet knows. */
export function dateText(raw: string, startsIn1904: boolean): string {
  const day = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(day) || day < 0 || day >= LATEST_DAY) return numberText(raw)
  const shift = !startsIn1904 && day < FALSE_LEAP_DAY ? 1 : 0
  const time = (startsIn1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(((day + shift) * DAY_MS) / 1_000) * 1_000
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}
