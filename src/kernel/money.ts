import { AppError } from './app-error.ts'

/** An amount in integer minor units (cents, 分) of an ISO 4217 currency. */
export interface Money {
  readonly minor: number
  readonly currency: string
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Whether a text is an ISO 4217 code in use. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/u.test(text) && CURRENCIES.has(text)
}

const digitsOf = new Map<string, number>()

/** Digits after the point by ISO 4217, two for an unknown code. The console uses the same table. */
export function minorDigits(currency: string): number {
  if (!isCurrency(currency)) return 2
  const known = digitsOf.get(currency)
  // Stryker disable next-line ConditionalExpression: what was worked out before is only kept for speed
  if (known !== undefined) return known
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  digitsOf.set(currency, digits)
  return digits
}

/** JSON writes larger numbers with an exponent, which is not valid for an integer. */
const MOST_MINOR = 1e21

/**
 * Rounds half away from zero. `toMinor(12.345, 'CNY')` is 1235. Sums past 2^53 keep the sixteen digits that `major` has.
 * @throws AppError `amount-out-of-range`
 */
export function toMinor(major: number, currency: string): number {
  const scaled = major * 10 ** minorDigits(currency)
  const rounded = Math.sign(scaled) * Math.round(Math.abs(scaled) + 1e-9)
  if (!(Math.abs(rounded) < MOST_MINOR)) throw new AppError('invalid-input', 'amount-out-of-range', `The amount ${major} is out of range.`)
  return rounded
}

export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency)
}
