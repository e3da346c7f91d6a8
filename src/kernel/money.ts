import { AppError } from './app-error.ts'

/** An amount in integer minor units (cents, 分) of an ISO 4217 currency. */
export interface Money {
  readonly minor: number
  readonly currency: string
}

/** Minor digits by currency; two where it is not listed (ISO 4217). */
const MINOR_DIGITS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, BHD: 3, KWD: 3, JOD: 3, TND: 3 }

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Whether a text is an ISO 4217 code in use. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3}$/u.test(text) && CURRENCIES.has(text)
}

export function minorDigits(currency: string): number {
  return MINOR_DIGITS[currency] ?? 2
}

/** Rounds half away from zero. `toMinor(12.345, 'CNY')` is 1235. */
export function toMinor(major: number, currency: string): number {
  const scaled = major * 10 ** minorDigits(currency)
  const rounded = Math.sign(scaled) * Math.round(Math.abs(scaled) + 1e-9)
  if (!Number.isSafeInteger(rounded)) throw new AppError('invalid-input', 'amount-out-of-range', `The amount ${major} is out of range.`)
  return rounded
}

export function toMajor(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency)
}
