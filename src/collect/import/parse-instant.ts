import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'

/** Which part comes first in dates such as 03/04/2011, which the text alone does not say. */
export type DateOrder = 'dmy' | 'mdy'

const YEAR_FIRST = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(.*))?$/
const YEAR_LAST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T\s]+(.*))?$/
const CLOCK = /^(上午|下午)?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?|分)?\s*([AaPp][Mm])?\s*(Z|[+-]\d{2}:?\d{2})?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/
const SERIAL = /^\d{5}(?:\.\d+)?$/
/** Day 25569 of a spreadsheet is 1970-01-01. */
const SERIAL_EPOCH = 25_569
/** Kiritimati. */
const MOST_OFFSET_HOURS = 14

/** Collects, over a column, whether the day or the month comes first. Day first when nothing decides. */
export class DateOrderGuess {
  #dayFirst = 0
  #monthFirst = 0
  #last = ''

  observe(text: string): void {
    if (text === this.#last) return
    this.#last = text
    const match = YEAR_LAST.exec(text.trim())
    if (match === null) return
    if (Number(match[1]) > 12) this.#dayFirst += 1
    else if (Number(match[2]) > 12) this.#monthFirst += 1
  }

  get order(): DateOrder {
    return this.#monthFirst > this.#dayFirst ? 'mdy' : 'dmy'
  }
}

/**
 * Makes a reader of one date column. Takes ISO 8601, yyyy-MM-dd / yyyy/MM/dd / yyyy年M月d日 with or without a time, day-first or
 * month-first dates (`order`), yyyyMMdd[HHmm[ss]], spreadsheet serials and Unix seconds or milliseconds. Times without an offset
 * belong to `timeZone` (IANA name). The result is in milliseconds since 1970 UTC, undefined when the text is no date.
 */
export function instantReader(timeZone: string, order: DateOrder): (text: string) => number | undefined {
  const toUtc = localToUtc(timeZone)
  let lastText = ''
  let lastValue: number | undefined
  return (text) => {
    if (text !== lastText) {
      lastText = text
      lastValue = readInstant(text.trim(), order, toUtc)
    }
    return lastValue
  }
}

function readInstant(text: string, order: DateOrder, toUtc: (local: number) => number): number | undefined {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst !== null) return assemble(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]), yearFirst[4], toUtc)
  const yearLast = YEAR_LAST.exec(text)
  if (yearLast !== null) {
    const [first, second] = [Number(yearLast[1]), Number(yearLast[2])]
    const [day, month] = order === 'dmy' ? [first, second] : [second, first]
    return assemble(Number(yearLast[3]), month, day, yearLast[4], toUtc)
  }
  if (SERIAL.test(text)) {
    const days = Number(text) - SERIAL_EPOCH
    return toUtc(Math.round((days * DAY_MS) / SECOND_MS) * SECOND_MS)
  }
  if (/^\d{13}$/.test(text)) return Number(text)
  const compact = COMPACT.exec(text)
  if (compact !== null && Number(compact[1]) >= 1900 && Number(compact[1]) < 2200) {
    const clock = compact[4] === undefined ? undefined : `${compact[4]}:${compact[5]}:${compact[6] ?? '00'}`
    return assemble(Number(compact[1]), Number(compact[2]), Number(compact[3]), clock, toUtc)
  }
  return /^\d{10}$/.test(text) ? Number(text) * SECOND_MS : undefined
}

function assemble(
  year: number,
  month: number,
  day: number,
  clock: string | undefined,
  toUtc: (local: number) => number,
): number | undefined {
  // Date.UTC takes the years 0 to 99 for those of the last century.
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day)
  if (month < 1 || month > 12 || new Date(midnight).getUTCDate() !== day) return undefined
  if (clock === undefined || clock.trim() === '') return toUtc(midnight)
  const match = CLOCK.exec(clock.trim())
  if (match === null) return undefined
  let hour = Number(match[2])
  const [minute, second] = [Number(match[3]), Number(match[4] ?? 0)]
  const half = match[1] ?? match[6]?.toLowerCase()
  if (half !== undefined) {
    if (hour > 12) return undefined
    hour = (hour % 12) + (half === 'pm' || half === '下午' ? 12 : 0)
  }
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const milliseconds = Math.floor(Number(`0.${match[5] ?? '0'}`) * SECOND_MS)
  const local = midnight + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + milliseconds
  const offset = match[7]
  if (offset === undefined) return toUtc(local)
  if (offset === 'Z') return local
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))]
  if (hours > MOST_OFFSET_HOURS || minutes > 59) return undefined
  const sign = offset.startsWith('-') ? -1 : 1
  return local - sign * (hours * HOUR_MS + minutes * MINUTE_MS)
}

/**
 * Wall-clock time of a zone to UTC. A time that the clocks skip in spring counts from before the change; one that comes twice in
 * autumn is taken as the first. Asking Intl costs microseconds, so offsets are kept by hour.
 *
 * @throws RangeError for an unknown zone.
 */
export function localToUtc(timeZone: string): (local: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsetAt = (utc: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(utc)) part[type] = Number(value)
    const wall = Date.UTC(
      part['year'] ?? 0,
      (part['month'] ?? 1) - 1,
      part['day'] ?? 1,
      part['hour'] ?? 0,
      part['minute'] ?? 0,
      part['second'] ?? 0,
    )
    return wall - utc
  }
  const offsets = new Map<number, number>()
  return (local) => {
    // Offsets change on quarter hours at the finest, anywhere in the last century.
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
