import { DAY_MS } from '#kernel/clock.ts'
import { type SeriesGrain, stepOf } from './series-value.ts'

/** A stretch without values between two that are there. */
export interface SeriesGap {
  /** Times of the first and the last value that are missing, epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly missing: number
}

/** Fewer than this tell nothing about weekends. */
const LEAST_DAYS = 15

/** Times between the first and the last that have no value. A series by the day that never has one on a weekend, such as a stock index, lacks none there. @param times ascending */
export function gapsOf(grain: SeriesGrain, times: readonly number[]): SeriesGap[] {
  const step = stepOf(grain)
  const skipsWeekends = grain === 'day' && times.length >= LEAST_DAYS && !times.some(isWeekend)
  return times.flatMap((time, i) => {
    const before = times[i - 1]
    if (before === undefined) return []
    const missing: number[] = []
    for (let at = before + step; at < time; at += step) if (!(skipsWeekends && isWeekend(at))) missing.push(at)
    const [from] = missing
    const to = missing.at(-1)
    return from === undefined || to === undefined ? [] : [{ from, to, missing: missing.length }]
  })
}

function isWeekend(at: number): boolean {
  // 1 January 1970 was a Thursday.
  return (Math.floor(at / DAY_MS) + 4) % 7 === 6 || (Math.floor(at / DAY_MS) + 4) % 7 === 0
}
