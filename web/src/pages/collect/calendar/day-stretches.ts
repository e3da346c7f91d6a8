import type { NotedDay } from '#http/collect/calendar-schemas.ts'

export interface Stretch extends Omit<NotedDay, 'day'> {
  from: string
  to: string
  length: number
}

const DAY_MS = 86_400_000

/** Days that follow each other under one name and of one kind, as one. `days`: in their order. */
export function stretchesOf(days: readonly NotedDay[]): Stretch[] {
  const found: Stretch[] = []
  for (const { day, ...what } of days) {
    const last = found.find(
      ({ to, name, kind }) => name.en === what.name.en && kind === what.kind && Date.parse(day) - Date.parse(to) === DAY_MS,
    )
    if (last === undefined) found.push({ ...what, from: day, to: day, length: 1 })
    else {
      last.to = day
      last.length += 1
    }
  }
  return found
}
