import { RE2JS } from 're2js'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'

/** How a value must be written. `pattern` is the shop's own, in the syntax of RE2. */
export const VALUE_FORMATS = ['phone', 'email', 'chinese-id', 'bank-card', 'pattern'] as const
export type ValueFormat = (typeof VALUE_FORMATS)[number]

export const LONGEST_PATTERN = 200
/** Values beyond it are none of any format, and are not looked through. */
const LONGEST_VALUE = 1_000
/** Steps of the compiled pattern, each of which may be taken at each character: `(a{500}){500}` is short to write and long to run. */
const MOST_STEPS = 600

/** A check of one value; `region` is the country of telephone numbers without one. */
export type FormatCheck = (value: string) => boolean

/** @throws Error where the pattern is none */
export function formatCheck(format: ValueFormat, pattern: string, region: string): FormatCheck {
  switch (format) {
    case 'phone':
    case 'email':
      return (value) => normaliseIdentifier(format, value, region) !== undefined
    case 'chinese-id':
      return (value) => isIdCardNumber(value.trim())
    case 'bank-card':
      return (value) => isCardNumber(value)
    case 'pattern': {
      const whole = RE2JS.compile(pattern)
      return (value) => value.length <= LONGEST_VALUE && whole.matches(value.trim())
    }
  }
}

/** Whether a pattern may be saved: it takes time in proportion to the value, whatever that is (RE2 never goes back), and not too much of it. */
export function isUsablePattern(pattern: string): boolean {
  if (pattern === '' || pattern.length > LONGEST_PATTERN) return false
  try {
    return RE2JS.compile(pattern).programSize() <= MOST_STEPS
  } catch {
    return false
  }
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const PROVINCES = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/

/** A number of a Chinese identity card: 18 digits with the check digit of GB 11643-1999 (ISO 7064 MOD 11-2), or the 15 of cards before 1999. */
export function isIdCardNumber(text: string): boolean {
  if (!PROVINCES.test(text)) return false
  if (/^\d{15}$/.test(text)) return isDay(1900 + Number(text.slice(6, 8)), Number(text.slice(8, 10)), Number(text.slice(10, 12)))
  if (!/^\d{17}[\dXx]$/.test(text)) return false
  const year = Number(text.slice(6, 10))
  if (year < 1850 || year > 2199 || !isDay(year, Number(text.slice(10, 12)), Number(text.slice(12, 14)))) return false
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0)
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase()
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** A number of a payment card: 12 to 19 digits with the check digit of Luhn (ISO/IEC 7812-1); blanks and hyphens between groups are left out. */
export function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[\s-]/g, '')
  if (!/^\d{12,19}$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}
