import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { ToUtc } from './read-instant.ts'
import { readInstant } from './read-instant.ts'

export interface CorrectedTime {
  /** Epoch milliseconds on our clock. */
  readonly occurredAt: number
  /** The corrected time lay in the future and was set to the time of receipt. */
  readonly clamped: boolean
}

export type TimeProblem = 'bad_timestamp' | 'time_out_of_range'

const FUTURE_TOLERANCE = 5 * MINUTE_MS
/** 2200. */
const LATEST = 7_258_118_400_000
/** No device keeps a message longer; a clock that lost its battery begins in 1970, 1980 or 2000 again. */
const LONGEST_AGO = 5 * 365 * DAY_MS

/**
 * Corrects a timestamp for the device's clock error (Segment specification): receivedAt - (sentAt - original). Without sentAt the original is used,
 * without an original the time of receipt. Historical imports are kept as they are. A time more than five minutes in the future becomes the time of receipt.
 * A time that is not a date, or that lies before 1970 or, of no historical import, more than five years back after correction, is reported as a problem, never
 * guessed.
 */
export function correctTime(input: {
  readonly original: unknown
  /** Epoch milliseconds on the clock of the device; null where it did not say. */
  readonly sentAt: number | null
  readonly receivedAt: number
  readonly historical: boolean
  /** Of times without an offset. */
  readonly toUtc: ToUtc
}): CorrectedTime | TimeProblem {
  const { receivedAt, sentAt } = input
  if (input.original === undefined || input.original === null) return { occurredAt: receivedAt, clamped: false }
  const original = readInstant(input.original, input.toUtc)
  if (original === null) return 'bad_timestamp'
  if (original < 0 || original >= LATEST) return 'time_out_of_range'
  const occurredAt = input.historical || sentAt === null ? original : receivedAt - (sentAt - original)
  if (occurredAt < (input.historical ? 0 : receivedAt - LONGEST_AGO)) return 'time_out_of_range'
  if (occurredAt > receivedAt + FUTURE_TOLERANCE) return { occurredAt: receivedAt, clamped: true }
  return { occurredAt, clamped: false }
}
