import { MINUTE_MS } from '#kernel/clock.ts'

export interface CorrectedTime {
  /** Epoch milliseconds on our clock. */
  readonly occurredAt: number
  /** The corrected time lay in the future and was set to the time of receipt. */
  readonly clamped: boolean
}

const FUTURE_TOLERANCE = 5 * MINUTE_MS

/**
 * Takes the device's clock error out of a time stamp (Segment specification): receivedAt - (sentAt - original). Without sentAt the original stands,
 * without an original the time of receipt. Historical imports are taken as they are. More than five minutes in the future becomes the time of receipt.
 * Returns null when the original time is given but is not a date.
 */
export function correctTime(input: {
  readonly original: unknown
  readonly sentAt: string | null
  readonly receivedAt: number
  readonly historical: boolean
}): CorrectedTime | null {
  const { receivedAt } = input
  if (input.original === undefined || input.original === null) return { occurredAt: receivedAt, clamped: false }
  const original = parseInstant(input.original)
  if (original === null) return null
  const sentAt = input.sentAt === null ? null : parseInstant(input.sentAt)
  const occurredAt = input.historical || sentAt === null ? original : receivedAt - (sentAt - original)
  if (occurredAt > receivedAt + FUTURE_TOLERANCE) return { occurredAt: receivedAt, clamped: true }
  return { occurredAt, clamped: false }
}

/** ISO 8601 text or epoch milliseconds; null for anything else or outside 1970-2200. */
function parseInstant(value: unknown): number | null {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(time) && time >= 0 && time < 7_258_118_400_000 ? time : null
}
