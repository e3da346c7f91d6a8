import { isDay } from '#kernel/local-day.ts'
import { AppError } from '#kernel/app-error.ts'
import { isCurrency } from '#kernel/money.ts'

/** The value of one unit of `currency` in the project's currency from `day` (YYYY-MM-DD, in the project's calendar) until the next day with a rate. */
export interface DatedRate {
  readonly currency: string
  readonly day: string
  /** Decimal text, above 0. */
  readonly rate: string
}

const MOST_RATES = 20_000
const RATE = /^\d{1,9}(?:\.\d{1,10})?$/u

/**
 * Checks rates into the currency `base`, all or none.
 * @throws AppError invalid-input `rate-wrong`, with the number of the first wrong one and its field.
 */
export function checkRates(rates: readonly DatedRate[], base: string): readonly DatedRate[] {
  if (rates.length === 0) throw new AppError('invalid-input', 'rates-empty', 'Give at least one rate: currency, day, rate.')
  if (rates.length > MOST_RATES)
    throw new AppError('invalid-input', 'rates-too-many', `Give at most ${MOST_RATES} rates at once.`, { details: { most: MOST_RATES } })
  return rates.map(({ currency, day, rate }, i) => {
    const wrong = (field: string, value: string, expected: string): AppError =>
      new AppError('invalid-input', 'rate-wrong', `Rate ${i + 1}: ${field} is "${value.slice(0, 40)}"; it must be ${expected}.`, {
        details: { row: i + 1, field, value: value.slice(0, 40) },
      })
    const code = currency.trim().toUpperCase()
    if (!isCurrency(code) || code === base) throw wrong('currency', currency, `an ISO 4217 code other than ${base}`)
    if (!isRateDay(day.trim())) throw wrong('day', day, 'a day such as 2026-01-31, from 1970 on')
    const number = rate.trim()
    if (!RATE.test(number) || Number(number) === 0) throw wrong('rate', rate, 'a number above 0 such as 7.1032')
    return { currency: code, day: day.trim(), rate: number }
  })
}

/** Reads lines such as `USD,2026-01-31,7.1032` (comma, semicolon, tab or spaces); a header line and empty lines are skipped. */
export function parseRates(text: string): DatedRate[] {
  const lines = text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const rates = lines.map((line) => {
    const [currency = '', day = '', rate = ''] = line.split(/[,;\t ]+/u).map((cell) => cell.replace(/^"|"$/gu, ''))
    return { currency, day: day.replaceAll('/', '-'), rate }
  })
  const [first] = rates
  return first !== undefined && !/^[a-z]{3}$/iu.test(first.currency) && !/\d/u.test(first.rate) ? rates.slice(1) : rates
}

function isRateDay(text: string): boolean {
  return isDay(text) && text >= '1970-01-01' && text <= '2149-12-31'
}
