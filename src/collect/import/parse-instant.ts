import { offsetMs } from '#kernel/zoned-day.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import { offsetMinutes, zoneOfWords } from './date-words.ts'
import { fullYear, type WrittenDate, writtenDate, writtenTime } from './written-date.ts'

/** Which part comes first in ambiguous dates such as 03/04/2011 or 03/04/11. `ymd` applies to two-digit years only. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd'

const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/
const SERIAL = /^\d{5}(?:\.\d+)?$/
const DIGITS = /^\d+(?:\.\d+)?$/
/** Day 25569 of a spreadsheet is 1970-01-01. */
const SERIAL_EPOCH = 25_569
const REMEMBERED_DAYS = 20_000

/** Year, month and day of a date in that order. */
export function datePartsOf({ shape, parts }: WrittenDate, order: DateOrder): readonly [number, number, number] {
  const [first, second, third] = parts
  if (shape === 'year-first') return parts
  if (shape === 'two-digit') {
    if (order === 'ymd') return [fullYear(first), second, third]
    return order === 'dmy' ? [fullYear(third), second, first] : [fullYear(third), first, second]
  }
  return order === 'mdy' ? [third, first, second] : [third, second, first]
}

/** Midnight of a calendar date in milliseconds since 1970, as if it were UTC; undefined when there is no such date. */
export function midnightOf(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 0) return undefined
  // Date.UTC maps the years 0 to 99 to the last century.
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day)
  return new Date(midnight).getUTCDate() === day ? midnight : undefined
}

/**
 * Makes a reader for one date column. Accepts ISO 8601, yyyy-MM-dd / yyyy/MM/dd / yyyy年M月d日 with or without a time, dates with the year last in the `order` of
 * the column (also of two digits), names of months, yyyyMMdd[HHmm[ss]], spreadsheet serials, and Unix seconds, milliseconds or microseconds. A zone in the
 * cell takes precedence (Z, UTC, +0800, GMT+8, PST, Europe/London); other times are in `timeZone` (IANA name). The result is in milliseconds since 1970 UTC, undefined
 * when the text is not a date.
 */
export function instantReader(timeZone: string, order: DateOrder): (text: string) => number | undefined {
  const toUtc = localToUtc(timeZone)
  const inZone = zoneReader(timeZone, toUtc)
  const days = new Map<number, number | undefined>()
  let lastText = ''
  let lastValue: number | undefined
  return (text) => {
    if (text !== lastText) {
      lastText = text
      const local = isoLocal(text, days) ?? shortLocal(text, order, days)
      lastValue = local === undefined ? readInstant(text.trim(), order, toUtc, inZone) : toUtc(local)
    }
    return lastValue
  }
}

/** Fast path for the most common formats: yyyy-MM-dd or yyyy/MM/dd, alone or with HH:mm or HH:mm:ss. Undefined for anything else. */
function isoLocal(text: string, days: Map<number, number | undefined>): number | undefined {
  const length = text.length
  if (length !== 10 && length !== 16 && length !== 19) return undefined
  const [separator, before] = [text.charCodeAt(4), text.charCodeAt(10)]
  if ((separator !== 45 && separator !== 47) || text.charCodeAt(7) !== separator) return undefined
  if (length > 10 && ((before !== 32 && before !== 84) || text.charCodeAt(13) !== 58)) return undefined
  if (length === 19 && text.charCodeAt(16) !== 58) return undefined
  const century = pair(text, 0)
  const year = pair(text, 2)
  const month = pair(text, 5)
  const day = pair(text, 8)
  if (century < 0 || year < 0 || month < 0 || day < 0) return undefined
  const midnight = rememberedMidnight(century * 100 + year, month, day, days)
  if (midnight === undefined || length === 10) return midnight
  const hour = pair(text, 11)
  const minute = pair(text, 14)
  const second = length === 19 ? pair(text, 17) : 0
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined
  return midnight + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS
}

/** Fast path for 3/25/2011, 25.03.2011 and similar, alone or followed by one blank and H:mm or H:mm:ss. Undefined for anything else. */
function shortLocal(text: string, order: DateOrder, days: Map<number, number | undefined>): number | undefined {
  if (text.length < 8 || text.length > 19) return undefined
  const numbers = [0, 0, 0, 0, 0, 0]
  let field = 0
  let digits = 0
  let separator = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) {
      numbers[field] = (numbers[field] as number) * 10 + code - 48
      digits += 1
      if (digits > (field === 2 ? 4 : 2)) return undefined
      continue
    }
    if (digits === 0 || (field === 2 && digits !== 4)) return undefined
    if (field < 2) {
      if ((code !== 47 && code !== 45 && code !== 46) || (field === 1 && code !== separator)) return undefined
      separator = code
    } else if (field === 2 ? code !== 32 : code !== 58 || digits !== 2) {
      if (field !== 3 || code !== 58) return undefined
    }
    if (field === 5) return undefined
    field += 1
    digits = 0
  }
  if (field === 2 ? digits !== 4 : field < 4 || digits !== 2) return undefined
  const [first, second, year, hour, minute, seconds] = numbers as [number, number, number, number, number, number]
  const [day, month] = order === 'mdy' ? [second, first] : [first, second]
  const midnight = rememberedMidnight(year, month, day, days)
  if (midnight === undefined || hour > 23 || minute > 59 || seconds > 59) return undefined
  return midnight + hour * HOUR_MS + minute * MINUTE_MS + seconds * SECOND_MS
}

function rememberedMidnight(year: number, month: number, day: number, days: Map<number, number | undefined>): number | undefined {
  const key = (year * 100 + month) * 100 + day
  let midnight = days.get(key)
  if (midnight === undefined) {
    if (days.size > REMEMBERED_DAYS) days.clear()
    midnight = midnightOf(year, month, day)
    days.set(key, midnight)
  }
  return midnight
}

/** The two-digit number at a position, or -1. */
function pair(text: string, at: number): number {
  const [high, low] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48]
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -1
}

type ToUtc = (local: number) => number
type InZone = (local: number, zone: string) => number | undefined

function readInstant(text: string, order: DateOrder, toUtc: ToUtc, inZone: InZone): number | undefined {
  if (text === '') return undefined
  if (DIGITS.test(text)) return readNumber(text, toUtc)
  const date = writtenDate(text)
  if (date === undefined) return undefined
  const midnight = midnightOf(...datePartsOf(date, order))
  if (midnight === undefined) return undefined
  if (date.rest === '') return toUtc(midnight)
  const time = writtenTime(date.rest)
  if (time === undefined) return inZone(midnight, date.rest)
  const local = midnight + time.milliseconds
  return time.zone === '' ? toUtc(local) : inZone(local, time.zone)
}

function readNumber(text: string, toUtc: ToUtc): number | undefined {
  if (SERIAL.test(text)) return toUtc(Math.round(((Number(text) - SERIAL_EPOCH) * DAY_MS) / SECOND_MS) * SECOND_MS)
  const compact = COMPACT.exec(text)
  if (compact !== null && Number(compact[1]) >= 1900 && Number(compact[1]) < 2200) {
    const midnight = midnightOf(Number(compact[1]), Number(compact[2]), Number(compact[3]))
    if (midnight === undefined) return undefined
    const time = writtenTime(`${compact[4] ?? '00'}:${compact[5] ?? '00'}:${compact[6] ?? '00'}`)
    return time === undefined ? undefined : toUtc(midnight + time.milliseconds)
  }
  switch (text.indexOf('.') < 0 ? text.length : text.indexOf('.')) {
    case 10:
      return Math.floor(Number(text) * SECOND_MS)
    case 13:
      return Math.floor(Number(text))
    case 16:
      return Math.floor(Number(text) / 1_000)
    default:
      return undefined
  }
}

/** The name of a zone, without a suffix in brackets or its own brackets. @example zoneName('+0800 (CST)') // '+0800' */
function zoneName(zone: string): string {
  const closed = zone.endsWith(')') || zone.endsWith(']')
  const at = closed ? Math.max(zone.indexOf('('), zone.indexOf('[')) : -1
  if (at < 0) return zone
  return (at === 0 ? zone.slice(1, -1) : zone.slice(0, at)).trim()
}

/** Converter for the zone named in a cell, in lower case; undefined when there is no such zone. */
function zoneReader(timeZone: string, toUtc: ToUtc): InZone {
  const zones = new Map<string, ToUtc | undefined>()
  const find = (zone: string): ToUtc | undefined => {
    const name = zoneName(zone.trim())
    if (name === '') return toUtc
    // China or Chicago: only the zone of the file can decide.
    const offset =
      name === 'cst' ? (timeZone.startsWith('Asia/') ? 480 : timeZone.startsWith('America/') ? -360 : undefined) : offsetMinutes(name)
    if (offset !== undefined) return (local) => local - offset * MINUTE_MS
    const written = zoneOfWords(name)
    if (written !== undefined) return localToUtc(written)
    if (name.includes('北京')) return localToUtc('Asia/Shanghai')
    if (!/^[a-z]+(?:\/[a-z_\-+0-9]+){1,2}$/.test(name)) return undefined
    try {
      return localToUtc(name)
    } catch {
      return undefined
    }
  }
  return (local, zone) => {
    if (!zones.has(zone)) {
      if (zones.size > 1_000) zones.clear()
      zones.set(zone, find(zone))
    }
    return zones.get(zone)?.(local)
  }
}

/**
 * Converts a zone's wall-clock time to UTC. A time skipped in spring uses the offset before the change; one that occurs twice in
 * autumn is read as the first. Calling Intl costs microseconds, so offsets are cached by hour.
 *
 * @throws RangeError for an unknown zone.
 */
export function localToUtc(timeZone: string): (local: number) => number {
  if (timeZone === 'UTC') return (local) => local
  const offsetAt = (utc: number): number => offsetMs(new Date(utc), timeZone)
  // Here and not at the first time that is asked.
  offsetAt(0)
  const offsets = new Map<number, number>()
  /** Offsets of days without a clock change; undefined for the others. */
  const wholeDays = new Map<number, number | undefined>()
  const ofDay = (day: number): number | undefined => {
    const offset = offsetAt(day * DAY_MS - DAY_MS)
    return offsetAt(day * DAY_MS) === offset && offsetAt((day + 2) * DAY_MS) === offset ? offset : undefined
  }
  return (local) => {
    const day = Math.floor(local / DAY_MS)
    if (!wholeDays.has(day)) {
      if (wholeDays.size > 50_000) wholeDays.clear()
      wholeDays.set(day, ofDay(day))
    }
    const steady = wholeDays.get(day)
    if (steady !== undefined) return local - steady
    // In the last century, offsets changed only on quarter hours.
    const slot = Math.floor(local / (15 * MINUTE_MS))
    let offset = offsets.get(slot)
    if (offset === undefined) {
      const start = slot * 15 * MINUTE_MS
      const before = offsetAt(start - DAY_MS)
      const after = offsetAt(start + DAY_MS)
      offset = offsetAt(start - before) === before ? before : offsetAt(start - after) === after ? after : before
      if (offsets.size > 200_000) offsets.clear()
      offsets.set(slot, offset)
    }
    return local - offset
  }
}
