import { zonedMinute } from '#http/csv-file.ts'

/** A time as a person in the project's zone reads it, with the zone: '2026-03-16 18:00 (Asia/Shanghai)'; '-' for none. */
export function zonedTime(time: Date | null, timeZone: string): string {
  return time === null ? '-' : `${zonedMinute(time.toISOString(), timeZone)} (${timeZone})`
}

/** The day of the project's zone in which a time lies. */
export function zonedDay(time: Date, timeZone: string): string {
  return (zonedMinute(time.toISOString(), timeZone) ?? '').slice(0, 10)
}
