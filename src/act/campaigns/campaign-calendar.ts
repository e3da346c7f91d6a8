import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Clock } from '#kernel/clock.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { addDays, daysBetween, isDay, localDay } from '#kernel/local-day.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import type { Broadcast } from '../broadcasts/broadcast.ts'
import type { SeriesService } from '../broadcasts/series/series-service.ts'
import {
  broadcastEntry,
  calendarDays,
  joinJourneyDays,
  journeyEntries,
  leftOutEntry,
  runEntry,
  seriesEntries,
  slotEntry,
} from './calendar-entries.ts'
import type { CalendarDay } from './calendar-entries.ts'
import type { CalendarReader } from './campaign-ports.ts'

export const MOST_DAYS = 62
/** So far ahead series and journeys are worked out. */
const MOST_AHEAD = 400

export interface NamedDay {
  readonly day: string
  readonly name: BilingualText
  readonly kind: 'holiday' | 'workday' | 'event'
}

export interface CampaignDay extends CalendarDay {
  readonly named: readonly Omit<NamedDay, 'day'>[]
}

interface CalendarPorts {
  readonly reader: CalendarReader
  /** Series that are live, also those that are paused. */
  readonly series: () => Promise<readonly Broadcast[]>
  readonly coming: Pick<SeriesService, 'next'>
  /** Holidays, moved working days and own days. */
  readonly named: (from: string, to: string) => Promise<readonly NamedDay[]>
  readonly project: { readonly timeZone: string }
  readonly clock: Clock
}

/** What went out and what is to go out, by day. */
export class CampaignCalendar {
  readonly #ports: CalendarPorts

  constructor(ports: CalendarPorts) {
    this.#ports = ports
  }

  /** @throws AppError `campaigns-days` */
  async days(from: string, to: string): Promise<readonly CampaignDay[]> {
    const { reader, project, clock, named } = this.#ports
    const now = clock.now()
    const { timeZone } = project
    checkDays(from, to, localDay(now, timeZone))
    const [first, last] = [startOfDay(from, timeZone), startOfDay(addDays(to, 1), timeZone)]
    // The local times of customers begin and end up to a day apart from those of the project.
    const wide = [new Date(first.getTime() - 2 * DAY_MS), new Date(last.getTime() + 2 * DAY_MS)] as const
    const [broadcasts, leftOut, runs, journeys, slots, coming, days] = await Promise.all([
      reader.broadcasts(...wide),
      reader.leftOut(from, to),
      reader.runs(first, last),
      reader.journeys(),
      reader.slots(...wide, timeZone),
      this.#coming(to, now),
      named(from, to),
    ])
    const entries = [
      ...broadcasts.flatMap((row) => broadcastEntry(row, timeZone) ?? []),
      ...leftOut.map(leftOutEntry),
      ...coming,
      ...runs.map((row) => runEntry(row, timeZone)),
      ...joinJourneyDays([...journeys.flatMap((row) => journeyEntries(row, { from, to, now, timeZone })), ...slots.map(slotEntry)]),
    ]
    return calendarDays(from, to, entries).map((day) => ({
      ...day,
      named: days.filter((one) => one.day === day.day).map(({ name, kind }) => ({ name, kind })),
    }))
  }

  async #coming(to: string, now: Date) {
    const { series, coming, project } = this.#ports
    const ahead = daysBetween(localDay(now, project.timeZone), to) + 2
    if (ahead <= 0) return []
    const all = await series()
    const entries = await Promise.all(all.map(async (one) => seriesEntries(one, await coming.next(one, ahead))))
    return entries.flat()
  }
}

function checkDays(from: string, to: string, today: string): void {
  if (isDay(from) && isDay(to) && from <= to && daysBetween(from, to) < MOST_DAYS && daysBetween(today, to) <= MOST_AHEAD) return
  throw new AppError(
    'invalid-input',
    'campaigns-days',
    `from and to must be days such as 2026-01-31, ${MOST_DAYS} days together at most, and not more than ${MOST_AHEAD} days ahead.`,
    { details: { most: MOST_DAYS, ahead: MOST_AHEAD } },
  )
}
