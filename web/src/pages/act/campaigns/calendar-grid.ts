export const VIEWS = ['month', 'week', 'agenda'] as const
export type View = (typeof VIEWS)[number]

export interface Range {
  from: string
  to: string
}

const DAY_MS = 86_400_000

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

function mondayOf(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
}

function lastOf(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

/** The days that a view shows around a day: a month in whole weeks, one week, or the month as a list. Weeks begin on Monday. */
export function rangeOf(view: View, day: string): Range {
  if (view === 'week') return { from: mondayOf(day), to: addDays(mondayOf(day), 6) }
  const [first, last] = [`${day.slice(0, 7)}-01`, lastOf(day)]
  return view === 'agenda' ? { from: first, to: last } : { from: mondayOf(first), to: addDays(mondayOf(last), 6) }
}

/** The same day of the next month or week, or of the one before; the last day of a month that is shorter. */
export function stepOf(view: View, day: string, by: 1 | -1): string {
  if (view === 'week') return addDays(day, 7 * by)
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10)
  const last = lastOf(first)
  return addDays(first, Math.min(date, Number(last.slice(8))) - 1)
}

/** Days in rows of seven. */
export function weeksOf({ from, to }: Range): string[][] {
  const weeks: string[][] = []
  for (let monday = from; monday <= to; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, i) => addDays(monday, i)))
  }
  return weeks
}
