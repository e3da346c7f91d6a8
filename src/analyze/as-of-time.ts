import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { localToUtc } from '#collect/import/parse-instant.ts'

/** The end of the day, in the given zone, that contains `time`: events of that day are known, later ones are not. */
export function endOfDay(time: Date, timeZone: string): Date {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(time)
  return new Date(localToUtc(timeZone)(Date.parse(`${day}T00:00:00Z`) + DAY_MS))
}

/** Parses `--as-of`: a day, meaning its end, or an instant with its offset. Throws an AppError that shows the format. */
export function parseAsOf(text: string, timeZone: string): Date {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))) {
    return new Date(localToUtc(timeZone)(Date.parse(`${text}T00:00:00Z`) + DAY_MS))
  }
  const instant = /^[^T]*T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(instant)) {
    throw new AppError('invalid-input', 'as-of-invalid', `"--as-of ${text}" is not a time: write a day such as 2026-03-31.`)
  }
  return new Date(instant)
}

/** The last moment known at an as-of time, which determines the day to show. */
export function lastMoment(asOf: Date): Date {
  return new Date(asOf.getTime() - 1)
}
