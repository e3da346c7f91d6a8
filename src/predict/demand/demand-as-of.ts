import { localToUtc } from '#collect/import/parse-instant.ts'
import { addDays, daysBetween, localDay } from './local-day.ts'

/** Sales older than this many days tell little of the month to come. */
export const STALE_DAYS = 60

/**
 * From when on to forecast: now, or the end of the local day of the newest sale where that lies too far back to tell anything of today; `setBackTo` is that
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
