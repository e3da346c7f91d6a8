import { DAY_MS } from './clock.ts'
import { localDay } from './local-day.ts'

/** Local wall-clock time minus UTC, in milliseconds. */
export function offsetMs(instant: Date, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(instant)
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
  return wall - Math.floor(instant.getTime() / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one takes longer than using it a hundred times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

/** The first instant of a day (YYYY-MM-DD) in a zone, also where its midnight is skipped or comes twice. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // The offset that holds there is one of those in force a day before and a day after.
  const offsets = [-DAY_MS, DAY_MS].map((far) => offsetMs(new Date(midnight + far), timeZone))
  const starts = offsets.map((offset) => midnight - offset).toSorted((a, b) => a - b)
  return new Date(starts.find((start) => localDay(new Date(start), timeZone) === day) ?? (starts[0] as number))
}

/** The instant of the change of the clock between two that are at most a day or two apart, to the second: the first at which it is changed. Null: there is none. */
export function clockChange(from: Date, until: Date, timeZone: string): Date | null {
  const before = offsetMs(from, timeZone)
  if (offsetMs(until, timeZone) === before) return null
  let [low, high] = [Math.floor(from.getTime() / 1_000), Math.ceil(until.getTime() / 1_000)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(new Date(middle * 1_000), timeZone) === before) low = middle
    else high = middle
  }
  return new Date(high * 1_000)
}
