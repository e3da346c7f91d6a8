import { DAY_MS } from './clock.ts'

/** The local date of an instant in a time zone: `localDay(new Date('2026-01-31T17:00:00Z'), 'Asia/Shanghai')` is 2026-02-01. */
export function localDay(instant: Date, timeZone: string): string {
  const parts = formatOf(timeZone).formatToParts(instant)
  const part = (type: string): string => parts.find((entry) => entry.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one takes longer than using it a hundred times; there are as many as time zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(timeZone, made)
  return made
}

/** Whether a text is a day of the calendar as YYYY-MM-DD: the 30th of February is none, though a program reads it as the 2nd of March. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** `addDays('2026-02-27', 3)` is 2026-03-02. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Days from one to the other: `daysBetween('2026-01-30', '2026-02-01')` is 2. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
}
