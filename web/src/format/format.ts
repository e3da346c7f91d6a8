import type { BilingualText, Estimate, Money } from '#http/shared-schemas.ts'

export type Language = 'zh-CN' | 'en'

/** What stands where a value is unknown; never 0. */
export const dash = '—'

export interface Format {
  language: Language
  timeZone: string
  /** 12345 -> 12,345 */
  integer: (value: number) => string
  /** 12345678 -> 1,234.6 万 or 12.3M */
  compact: (value: number) => string
  decimal: (value: number, digits?: number) => string
  /** A share 0-1 as a percentage. */
  percent: (share: number, digits?: number) => string
  /** A difference of shares in percentage points, with its sign: +2.4 个百分点 or +2.4 pp. */
  points: (difference: number, digits?: number) => string
  /** The same difference as a bare number, for intervals and axes: +2.4. */
  pointsUnit: string
  pointsNumber: (difference: number, digits?: number) => string
  /** A size of a difference without a sign: 2.4 pp. */
  pointsSize: (size: number) => string
  signedInteger: (value: number) => string
  money: (value: Money) => string
  /** Without the minor units, shortened where it is long. */
  moneyCompact: (value: Money) => string
  /** A number in major units of a currency, such as an estimate of revenue. */
  majorMoney: (value: number, currency: string) => string
  date: (instant: string) => string
  /** From one day to another, what both have in common said once. */
  dateRange: (from: string, to: string) => string
  /** '2026-03-01', a day in the project's time zone already. */
  day: (day: string) => string
  dateTime: (instant: string) => string
  time: (instant: string) => string
  /** '2011-09' -> Sep 2011; */
  month: (month: string) => string
  monthShort: (month: string) => string
  /** How long something took; what took less than a second says so. */
  duration: (milliseconds: number) => string
  /** How long from `now` to the instant, in the largest fitting unit. */
  relative: (instant: string, now: number) => string
  text: (text: BilingualText) => string
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** What a file or a shop calls a currency may be any text; a code has three capital letters. */
const WELL_FORMED = /^[A-Z]{3}$/u

/** Digits after the point that the currency has by ISO 4217: 2 for CNY, 0 for JPY, 3 for KWD, and 2 for what is no code. */
export function fractionDigits(currency: string): number {
  if (!WELL_FORMED.test(currency)) return 2
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** Minor units to major units: {minor: 1234, currency: 'CNY'} -> 12.34. */
export function majorUnits(value: Money): number {
  return value.minor / 10 ** fractionDigits(value.currency)
}

/** Minor units of an amount in major units, halves away from zero as the server rounds: (12.345, 'CNY') -> {minor: 1235, currency: 'CNY'}. */
export function minorUnits(amount: number, currency: string): Money {
  const scaled = amount * 10 ** fractionDigits(currency)
  return { minor: Math.sign(scaled) * Math.round(Math.abs(scaled) + 1e-9), currency }
}

/** Numbers without a minus before what rounds to zero. */
function numbers(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { signDisplay: 'negative', ...options })
}

/** Intl writes Chinese units right beside their number; in text a space stands between: 32.6 万, 2 分钟前. */
function spaced(text: string): string {
  return text.replace(/(\d)(\p{Script=Han})/gu, '$1 $2')
}

/** Intl writes a range with slashes in Chinese: 2026年1月5日 – 3月5日. */
function chineseRange(date: Intl.DateTimeFormat, from: string, to: string): string {
  const [first, last] = [date.format(new Date(from)), date.format(new Date(to))]
  const year = first.slice(0, first.indexOf('年') + 1)
  return first === last ? first : `${first} – ${last.startsWith(year) ? last.slice(year.length) : last}`
}

/** English numbers are those of everywhere; its days are written as 22 Nov 2026. */
export function dateLocale(language: Language): string {
  return language === 'en' ? 'en-GB' : language
}

/** The formatters of one language and time zone. */
export function createFormat(language: Language, timeZone: string): Format {
  const integer = numbers(language, { maximumFractionDigits: 0 })
  const compact = numbers(language, { notation: 'compact', maximumFractionDigits: 1, useGrouping: true })
  const dates = dateLocale(language)
  const date = new Intl.DateTimeFormat(dates, { timeZone, year: 'numeric', month: 'short', day: 'numeric' })
  const day = new Intl.DateTimeFormat(dates, { timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric' })
  const dateTime = new Intl.DateTimeFormat(dates, {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const time = new Intl.DateTimeFormat(dates, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const month = new Intl.DateTimeFormat(dates, { timeZone: 'UTC', year: 'numeric', month: 'short' })
  const monthShort = new Intl.DateTimeFormat(dates, { timeZone: 'UTC', month: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const currencyFormat = (currency: string, options: Intl.NumberFormatOptions): { format: (amount: number) => string } => {
    if (WELL_FORMED.test(currency)) return numbers(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options })
    const plain = numbers(language, { minimumFractionDigits: 2, maximumFractionDigits: 2, ...options })
    return { format: (amount) => `${currency} ${plain.format(amount)}`.trim() }
  }
  const decimal = (value: number, digits = 2) =>
    numbers(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
  const unit = (name: 'second' | 'minute' | 'hour', digits: number) =>
    numbers(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits })
  const pointsUnit = language === 'en' ? 'pp' : '个百分点'
  const pointsNumber = (difference: number, digits = 1) =>
    new Intl.NumberFormat(language, {
      signDisplay: 'exceptZero',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(difference * 100)
  const points = (difference: number, digits = 1) => `${pointsNumber(difference, digits)} ${pointsUnit}`
  return {
    language,
    timeZone,
    integer: (value) => integer.format(value),
    compact: (value) => spaced(compact.format(value)),
    decimal,
    percent: (share, digits = 1) =>
      numbers(language, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share),
    points,
    pointsNumber,
    pointsUnit,
    pointsSize: (size) => `${decimal(size * 100, 1)} ${pointsUnit}`,
    signedInteger: (value) => new Intl.NumberFormat(language, { signDisplay: 'exceptZero', maximumFractionDigits: 0 }).format(value),
    money: (value) => currencyFormat(value.currency, {}).format(majorUnits(value)),
    moneyCompact: (value) => {
      const amount = majorUnits(value)
      const long = Math.abs(amount) >= 100_000
      const written = currencyFormat(
        value.currency,
        long
          ? { notation: 'compact', maximumFractionDigits: 1, useGrouping: true }
          : { minimumFractionDigits: 0, maximumFractionDigits: 0 },
      ).format(amount)
      return spaced(written)
    },
    majorMoney: (value, currency) => currencyFormat(currency, {}).format(value),
    date: (instant) => date.format(new Date(instant)),
    dateRange: (from, to) => (language === 'en' ? date.formatRange(new Date(from), new Date(to)) : chineseRange(date, from, to)),
    day: (text) => day.format(new Date(`${text.slice(0, 10)}T00:00:00Z`)),
    dateTime: (instant) => dateTime.format(new Date(instant)),
    time: (instant) => time.format(new Date(instant)),
    month: (text) => month.format(new Date(`${text.slice(0, 7)}-01T00:00:00Z`)),
    monthShort: (text) => monthShort.format(new Date(`${text.slice(0, 7)}-01T00:00:00Z`)),
    duration: (milliseconds) => {
      const seconds = Math.max(0, milliseconds) / 1000
      if (seconds < 1) return `< ${spaced(unit('second', 0).format(1))}`
      if (seconds < 60) return spaced(unit('second', 1).format(Math.min(59.9, seconds)))
      const minutes = Math.round(seconds / 60)
      if (minutes < 60) return spaced(unit('minute', 0).format(minutes))
      return spaced(unit('hour', 1).format(seconds / 3600))
    },
    relative: (instant, now) => {
      const seconds = (new Date(instant).getTime() - now) / 1000
      const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
      return spaced(relative.format(Math.round(seconds / size), unit))
    },
    text: (text) => (language === 'en' ? text.en : text.zh),
  }
}

/** An estimate's interval in the given notation: [low, high]. */
export function interval(estimate: Estimate, show: (value: number) => string): string {
  return `[${show(estimate.low)}, ${show(estimate.high)}]`
}
