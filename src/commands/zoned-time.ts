import { zonedMinute } from '#http/csv-file.ts'

/** A time in the project's zone, with the zone: '2026-03-16 18:00 (Asia/Shanghai)'; '-' for none. */
export function zonedTime(time: Date | null, timeZone: string): string {
  return time === null ? '-' : `${zonedMinute(time.toISOString(), timeZone)} (${timeZone})`
}

/** The day of a time in the project's zone. */
export function zonedDay(time: Date, timeZone: string): string {
  return (zonedMinute(time.toISOString(), timeZone) ?? '').slice(0, 10)
}
