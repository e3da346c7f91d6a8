import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { DecimalEvidence, type DecimalMark, decimalReader } from '../columns/decimal-format.ts'
import { formatDecimal, parseDecimal } from '../import/parse-decimal.ts'

export type SeriesGrain = 'day' | 'hour'

/** One value as it is sent. */
export interface SentValue {
  readonly series: string
  /** A store or region; left out, it holds everywhere. */
  readonly place?: string | undefined
  readonly unit?: string | undefined
  /** A day as 2026-03-01, or an hour as 2026-03-01 14:00 in the project's time zone or with an offset. */
  readonly at: string
  readonly value: string | number
}

export interface SeriesValue {
  readonly name: string
  readonly place: string
  /** Null where it was not said. */
  readonly unit: string | null
  readonly grain: SeriesGrain
  /** Epoch milliseconds: 00:00 UTC of a local day, the instant of an hour. */
  readonly at: number
  /** As the store writes it: 12.5 */
  readonly value: string
}

export const SERIES_SCALE = 6
const LONGEST_NAME = 100
const LONGEST_UNIT = 30
const FIRST = Date.UTC(1970, 0, 2)
const LAST = Date.UTC(2100, 0, 1)
const DAY = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/u
const HOUR = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.0{1,6})?)?(Z|[+-]\d{2}:\d{2})?$/u
const HOUR_MS = 3_600_000

export interface ReadSeries {
  readonly values: readonly SeriesValue[]
  /** The mark before the decimals that was taken, where 1,234 or 1.234 could be one or a thousand and no value decides; null where nothing is in doubt. */
  readonly doubtfulMark: DecimalMark | null
}

/**
 * Reads values, all or none: what is wrong in one is said with its number, as half a file would look like a whole one. Which mark stands before decimals is decided
 * over all texts together, never by a single one: beside 1,5 the text 1,234 is little more than one.
 * @param toUtc converts the wall clock of the project, see `localToUtc`
 * @param saidMark what somebody says of the decimals; without it the values decide
 * @throws AppError invalid-input
 */
export function readSeriesValues(sent: readonly SentValue[], toUtc: (local: number) => number, saidMark?: DecimalMark): ReadSeries {
  const evidence = new DecimalEvidence()
  for (const { value } of sent) if (typeof value === 'string') evidence.observe(value.trim())
  const { mark, sure } = saidMark === undefined ? evidence.format : { mark: saidMark, sure: true }
  const isMixed = saidMark === undefined && evidence.contradictory
  const readText = decimalReader({ mark, sure }, SERIES_SCALE)
  const seen = new Map<string, number>()
  const values = sent.map((one, i) => {
    const row = i + 1
    const name = one.series.trim()
    const place = one.place?.trim() ?? ''
    const unit = one.unit?.trim() ?? ''
    if (name === '' || name.length > LONGEST_NAME || place.length > LONGEST_NAME) {
      const message = `Value ${row}: the series has a name of 1 to ${LONGEST_NAME} letters, its place up to as many.`
      throw new AppError('invalid-input', 'series-name-wrong', message, { details: { row, most: LONGEST_NAME } })
    }
    if (unit.length > LONGEST_UNIT) {
      const message = `Value ${row}: the unit has at most ${LONGEST_UNIT} letters.`
      throw new AppError('invalid-input', 'series-unit-long', message, { details: { row, most: LONGEST_UNIT } })
    }
    const time = readTime(one.at.trim(), toUtc)
    if (time === undefined) {
      const message = `Value ${row}: "${one.at.slice(0, 40)}" is neither a day as 2026-03-01 nor a full hour as 2026-03-01 14:00.`
      throw new AppError('invalid-input', 'series-time-wrong', message, { details: { row, value: one.at.slice(0, 40) } })
    }
    const text = String(one.value).trim()
    const scaled =
      text === '' || text.length > 40 ? undefined : typeof one.value === 'number' ? parseDecimal(text, SERIES_SCALE) : readText(text)
    if (scaled === undefined && isMixed) {
      const message = `Value ${row}: "${text.slice(0, 40)}" is no number as most others are written, with ${mark === '.' ? 'a point' : 'a comma'} before the decimals: write them alike.`
      throw new AppError('invalid-input', 'series-value-mixed', message, { details: { row, value: text.slice(0, 40), mark } })
    }
    if (scaled === undefined) {
      const message = `Value ${row}: "${text.slice(0, 40)}" is no number. Leave out a time without a value.`
      throw new AppError('invalid-input', 'series-value-wrong', message, { details: { row, value: text.slice(0, 40) } })
    }
    const value = formatDecimal(scaled, SERIES_SCALE)
    const key = JSON.stringify([name, place, time.at])
    const before = seen.get(key)
    if (before !== undefined) {
      const message = `Value ${row}: the series has this time already in value ${before}: keep one of them.`
      throw new AppError('invalid-input', 'series-value-twice', message, { details: { row, other: before } })
    }
    seen.set(key, i + 1)
    return { name, place, unit: unit === '' ? null : unit, ...time, value }
  })
  return { values, doubtfulMark: sure || isMixed ? null : mark }
}

function readTime(text: string, toUtc: (local: number) => number): { readonly grain: SeriesGrain; readonly at: number } | undefined {
  const day = DAY.exec(text)
  if (day !== null) {
    const at = localTime(day)
    return at === undefined || at < FIRST || at > LAST ? undefined : { grain: 'day', at }
  }
  const hour = HOUR.exec(text)
  const midnight = hour === null ? undefined : localTime(hour)
  if (hour === null || midnight === undefined) return undefined
  const [, , , , hours = '', minutes = '', seconds = '00', offset] = hour
  if (Number(hours) > 23) return undefined
  const local = midnight + Number(hours) * HOUR_MS
  const at = offset === undefined ? toUtc(local) : local - offsetOf(offset)
  // An offset such as +05:30 has its full hours at half past.
  const isWhole = seconds === '00' && (minutes === '00' || (offset !== undefined && (at + Number(minutes) * 60_000) % HOUR_MS === 0))
  if (!isWhole) return undefined
  const instant = offset === undefined ? at : at + Number(minutes) * 60_000
  return instant < FIRST || instant > LAST ? undefined : { grain: 'hour', at: instant }
}

function localTime([, year, month, day]: RegExpExecArray): number | undefined {
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day))
  return new Date(at).getUTCMonth() === Number(month) - 1 && Number(day) >= 1 ? at : undefined
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0
  const [hours = '0', minutes = '0'] = text.slice(1).split(':')
  return (text.startsWith('-') ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * 60_000)
}

/** Milliseconds from one value to the next. */
export function stepOf(grain: SeriesGrain): number {
  return grain === 'day' ? DAY_MS : HOUR_MS
}
