import { MINUTE_MS } from '#kernel/clock.ts'

/** From a time on the clocks of a zone, written as if it were UTC, to UTC; both in milliseconds since 1970. */
export type ToUtc = (local: number) => number

/** From these numbers on, what counts from 1970 are seconds (2001), milliseconds (1973), microseconds (1973) and nanoseconds (1973). */
const [SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS, NO_TIME] = [1e9, 1e11, 1e14, 1e17, 1e20]
/** The same in text: as many digits as the years since 2001 have, so that a date without separators is not taken for one. */
const DIGITS = /^(?:\d{10}|\d{13}|\d{16}|\d{19})(?:\.\d{1,9})?$/

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?([Zz]|[+-]\d\d(?::?\d\d)?)?$/
/** Kiritimati. */
const MOST_OFFSET_HOURS = 14
/** What `toString` and `toUTCString` of a JavaScript date give. */
const WORDED = /^[A-Z][a-z]{2},? [\w ]{9,11} \d\d:\d\d:\d\d GMT(?:[+-]\d{4})?(?: \([^()]{1,60}\))?$/

/**
 * Milliseconds since 1970 of ISO 8601 (without an offset: by `toUtc`), the long forms of JavaScript, or seconds, milliseconds, microseconds or nanoseconds
 * since 1970 as their digits say; null for anything else.
 */
export function readInstant(value: unknown, toUtc: ToUtc): number | null {
  if (typeof value === 'number') return readCount(value)
  if (typeof value !== 'string' || value.length > 120) return null
  const text = value.trim()
  const written = readWritten(text)
  if (written !== null) return written
  const match = ISO.exec(text)
  if (match === null) return DIGITS.test(text) ? readCount(Number(text)) : readWorded(text)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (hour > 23 || minute > 59 || second > 60) return null
  const fraction = Number(`0.${match[7] ?? '0'}`) * 1000
  const midnight = new Date(0)
  midnight.setUTCFullYear(year, month - 1, day)
  // A day beyond the end of its month would become one of the next month.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null
  const local = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(fraction)
  if (match[8] === undefined) return toUtc(local)
  const offset = offsetMinutes(match[8])
  return offset === null ? null : local - offset * MINUTE_MS
}

/** Length of what `toISOString` of a JavaScript date gives. */
const WRITTEN_LENGTH = 24

/** What `toISOString` wrote, as nearly all times of events are: what reads back as the same text needs no further look. Null for anything else. */
function readWritten(text: string): number | null {
  if (text.length !== WRITTEN_LENGTH || !text.endsWith('Z')) return null
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString() === text ? time : null
}

function readCount(value: number): number | null {
  if (value >= MILLISECONDS && value < MICROSECONDS) return value
  if (value >= SECONDS && value < MILLISECONDS) return Math.round(value * 1_000)
  if (value >= MICROSECONDS && value < NANOSECONDS) return Math.floor(value / 1_000)
  if (value >= NANOSECONDS && value < NO_TIME) return Math.floor(value / 1_000_000)
  // Neither is a time that anybody meant; the caller refuses it as out of range.
  return value <= 0 || value >= NO_TIME ? value : null
}

function offsetMinutes(text: string | undefined): number | null {
  if (text === undefined || text === 'Z' || text === 'z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', '') || 0)]
  if (hours > MOST_OFFSET_HOURS || minutes > 59) return null
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** 31 Feb would become a day of March, and hour 24 one of the next day. */
function readWorded(text: string): number | null {
  if (!WORDED.test(text)) return null
  const time = Date.parse(text)
  const offset = offsetMinutes(/GMT([+-]\d{4})/.exec(text)?.[1])
  if (Number.isNaN(time) || offset === null) return null
  const day = new Date(time + offset * MINUTE_MS).getUTCDate()
  return day === Number(/\b\d{1,2}\b/.exec(text)?.[0]) ? time : null
}
