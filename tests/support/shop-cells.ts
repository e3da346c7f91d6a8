/** How a moment is written. Moments are of Shanghai unless the text says a zone. */
export interface DateForm {
  readonly name: string
  readonly date: (moment: Moment) => string
  /** The time of day, where it stands in a column of its own. */
  readonly time?: (moment: Moment) => string
}

export interface Moment {
  readonly at: number
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const EAST = 8 * 3_600_000
const two = (value: number): string => String(value).padStart(2, '0')
const clock = ({ hour, minute, second }: Moment): string => `${two(hour)}:${two(minute)}:${two(second)}`
const twelve = ({ hour, minute }: Moment): string => `${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)} ${hour < 12 ? 'AM' : 'PM'}`
const iso = ({ year, month, day }: Moment): string => `${year}-${two(month)}-${two(day)}`

export function momentOf(at: number): Moment {
  const local = new Date(at + EAST)
  return {
    at,
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  }
}

export const DATE_FORMS: readonly DateForm[] = [
  { name: 'iso', date: (m) => `${iso(m)} ${clock(m)}` },
  { name: 'iso-2', date: (m) => `${iso(m)} ${clock(m)}` },
  { name: 'iso-day', date: iso },
  { name: 'slash-iso', date: (m) => `${m.year}/${m.month}/${m.day} ${m.hour}:${two(m.minute)}` },
  { name: 'dmy', date: (m) => `${two(m.day)}/${two(m.month)}/${m.year} ${two(m.hour)}:${two(m.minute)}` },
  { name: 'dmy-dots', date: (m) => `${two(m.day)}.${two(m.month)}.${m.year}` },
  { name: 'dmy-dash', date: (m) => `${two(m.day)}-${two(m.month)}-${m.year} ${clock(m)}` },
  { name: 'mdy', date: (m) => `${two(m.month)}/${two(m.day)}/${m.year}` },
  { name: 'mdy-short', date: (m) => `${m.month}/${m.day}/${m.year} ${twelve(m)}` },
  { name: 'mdy-2', date: (m) => `${two(m.month)}/${two(m.day)}/${two(m.year % 100)}` },
  { name: 'dmy-2', date: (m) => `${m.day}/${m.month}/${two(m.year % 100)} ${two(m.hour)}:${two(m.minute)}` },
  { name: 'month-name', date: (m) => `${MONTHS[m.month - 1]} ${m.day}, ${m.year} ${twelve(m)}` },
  { name: 'day-month-name', date: (m) => `${m.day} ${MONTHS[m.month - 1]} ${m.year}` },
  { name: 'oracle', date: (m) => `${two(m.day)}-${MONTHS[m.month - 1]}-${two(m.year % 100)}` },
  { name: 'han', date: (m) => `${m.year}年${m.month}月${m.day}日 ${two(m.hour)}:${two(m.minute)}` },
  { name: 'utc-z', date: (m) => new Date(m.at).toISOString() },
  { name: 'utc-word', date: (m) => `${new Date(m.at).toISOString().slice(0, 19).replace('T', ' ')} UTC` },
  { name: 'offset', date: (m) => `${iso(m)} ${clock(m)} +0800` },
  { name: 'iso-offset', date: (m) => `${iso(m)}T${clock(m)}+08:00` },
  { name: 'compact', date: (m) => `${m.year}${two(m.month)}${two(m.day)}` },
  { name: 'unix', date: (m) => String(Math.floor(m.at / 1_000)) },
  { name: 'two-columns', date: iso, time: clock },
]

/** How an amount is written. */
export interface NumberForm {
  readonly mark: '.' | ','
  readonly thousands: string
  /** Before the number. */
  readonly sign: string
  /** Whole amounts without decimals. */
  readonly short: boolean
}

export const NUMBER_FORMS: readonly NumberForm[] = [
  { mark: '.', thousands: '', sign: '', short: false },
  { mark: '.', thousands: '', sign: '', short: false },
  { mark: '.', thousands: '', sign: '', short: true },
  { mark: '.', thousands: ',', sign: '', short: false },
  { mark: ',', thousands: '', sign: '', short: false },
  { mark: ',', thousands: '.', sign: '', short: false },
  { mark: ',', thousands: '.', sign: '', short: true },
]

/** @example moneyText(123_450, { mark: ',', thousands: '.', sign: '€', short: false }, 'EUR') // '€1.234,50' */
export function moneyText(cents: number, { mark, thousands, sign, short }: NumberForm, currency: string): string {
  const whole = String(Math.floor(Math.abs(cents) / 100)).replaceAll(/\B(?=(?:\d{3})+$)/g, thousands)
  const rest = two(Math.abs(cents) % 100)
  const bare = (short && rest === '00') || currency === 'JPY'
  return `${cents < 0 ? '-' : ''}${sign}${whole}${bare ? '' : `${mark}${short && rest.endsWith('0') ? rest.charAt(0) : rest}`}`
}

/** @example fullWidth('138') // '１３８' */
export function fullWidth(text: string): string {
  return text.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
}
