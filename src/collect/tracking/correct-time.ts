import { MINUTE_MS } from '#kernel/clock.ts'

export interface CorrectedTime {
  /** Epoch milliseconds on our clock. */
  readonly occurredAt: number
  /** The corrected time lay in the future and was set to the time of receipt. */
  readonly clamped: boolean
}

export type TimeProblem = 'bad_timestamp' | 'time_out_of_range'

const FUTURE_TOLERANCE = 5 * MINUTE_MS
/** 1970 and 2200; also the least number that is taken for epoch milliseconds: what is smaller are seconds. */
const LATEST = 7_258_118_400_000
const LEAST_MILLISECONDS = 100_000_000_000

/**
 * Corrects a timestamp for the device's clock error (Segment specification): receivedAt - (sentAt - original). Without sentAt the original is used,
 * without an original the time of receipt. Historical imports are kept as they are. A time more than five minutes in the future becomes the time of receipt.
 * A time that is not a date, or lies before 1970 after correction, is reported as a problem, never guessed.
 */
export function correctTime(input: {
  readonly original: unknown
  readonly sentAt: string | null
  readonly receivedAt: number
  readonly historical: boolean
}): CorrectedTime | TimeProblem {
  const { receivedAt } = input
  if (input.original === undefined || input.original === null) return { occurredAt: receivedAt, clamped: false }
  const original = parseInstant(input.original)
  if (original === null) return 'bad_timestamp'
  if (original < 0 || original >= LATEST) return 'time_out_of_range'
  const sentAt = input.sentAt === null ? null : parseInstant(input.sentAt)
  const occurredAt = input.historical || sentAt === null ? original : receivedAt - (sentAt - original)
  if (occurredAt < 0) return 'time_out_of_range'
  if (occurredAt > receivedAt + FUTURE_TOLERANCE) return { occurredAt: receivedAt, clamped: true }
  return { occurredAt, clamped: false }
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?([Zz]|[+-]\d\d(?::?\d\d)?)?$/
/** Kiritimati. */
const MOST_OFFSET_HOURS = 14
/** What `toString` and `toUTCString` of a JavaScript date give. */
const WORDED = /^[A-Z][a-z]{2},? [\w ]{9,11} \d\d:\d\d:\d\d GMT(?:[+-]\d{4})?(?: \([^()]{1,60}\))?$/

/** ISO 8601 (without an offset: UTC), the long forms of JavaScript, or epoch milliseconds; null for anything else. */
function parseInstant(value: unknown): number | null {
  if (typeof value === 'number') return value >= LEAST_MILLISECONDS || value <= 0 ? value : null
  if (typeof value !== 'string' || value.length > 120) return null
  const text = value.trim()
  const match = ISO.exec(text)
  if (match === null) return readWorded(text)
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
  const offset = offsetMinutes(match[8])
  return offset === null ? null : midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + Math.floor(fraction)
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
