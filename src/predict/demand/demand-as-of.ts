import { localToUtc } from '#collect/import/parse-instant.ts'
import { addDays, daysBetween, localDay } from '#kernel/local-day.ts'

/** Sales older than this many days say little about the coming month. */
export const STALE_DAYS = 60

/**
 * The time to forecast from: now, or the end of the local day of the newest sale when that is too old to forecast from today; `setBackTo` is that
 * day, null for now.
 */
export function demandAsOf(
  now: Date,
  newestSale: string | null,
  timeZone: string,
): { readonly asOf: Date; readonly setBackTo: string | null } {
  if (newestSale === null || daysBetween(newestSale, localDay(now, timeZone)) - 1 <= STALE_DAYS) return { asOf: now, setBackTo: null }
  return { asOf: new Date(localToUtc(timeZone)(Date.parse(`${addDays(newestSale, 1)}T00:00:00Z`))), setBackTo: newestSale }
}
