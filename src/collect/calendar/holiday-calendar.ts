import type { Project, ProjectSettings } from '#access/project-settings.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { NotedDay } from './noted-day.ts'
import { checkOwnDay, daysOf, type OwnDay, type OwnDayWish } from './own-day.ts'
import { calendarCountries, countryOfTimeZone, FIRST_YEAR, isOfficial, LAST_YEAR, publicDays } from './public-days.ts'

/** Where the country comes from: chosen for the calendar, chosen for the project, or the one the time zone belongs to. */
export type CountrySource = 'calendar' | 'project' | 'time-zone'

export interface CalendarYear {
  readonly year: number
  /** ISO 3166-1, or '' where none is known. */
  readonly country: string
  readonly countrySource: CountrySource
  /** Whether the public days of that year are as the government announced them. */
  readonly official: boolean
  readonly days: readonly NotedDay[]
  readonly own: readonly OwnDay[]
}

export interface OwnDayStore {
  /** Those that touch the days from `first` to `last`, by their first day. */
  list(first: string, last: string): Promise<readonly OwnDay[]>
  /** False when the same name already has that first day, or there are as many as there may be. */
  add(day: OwnDay, by: string, now: Date): Promise<'added' | 'exists' | 'full'>
  /** The entry that was removed; null when there is none. */
  remove(id: string): Promise<OwnDay | null>
}

export interface CalendarParts {
  readonly store: OwnDayStore
  readonly settings: { read(name: string): Promise<object | null>; write(name: string, value: object, now: Date): Promise<void> }
  readonly project: Pick<Project, 'country' | 'timeZone'> & Pick<ProjectSettings, 'sourceOf'>
  readonly clock: Clock
}

const NAME = 'calendar'

/** Public holidays of the project's country and the company's own days. */
export class HolidayCalendar {
  readonly #parts: CalendarParts

  constructor(parts: CalendarParts) {
    this.#parts = parts
  }

  async country(): Promise<{ readonly country: string; readonly source: CountrySource }> {
    const { settings, project } = this.#parts
    const stored = (await settings.read(NAME)) as { readonly country?: unknown } | null
    if (typeof stored?.country === 'string' && stored.country !== '') return { country: stored.country, source: 'calendar' }
    const chosen = project.sourceOf('country') !== 'default'
    return chosen ? { country: project.country, source: 'project' } : { country: countryOfTimeZone(project.timeZone), source: 'time-zone' }
  }

  /** Null follows the project again. @throws AppError invalid-input for a country without a calendar */
  async setCountry(country: string | null): Promise<void> {
    const code = country?.trim().toUpperCase() ?? ''
    if (code !== '' && !calendarCountries().includes(code)) {
      throw new AppError(
        'invalid-input',
        'calendar-country-unknown',
        `There is no calendar of "${code.slice(0, 20)}": give an ISO 3166 code of two letters such as CN, or enter the holidays as your own days.`,
        { details: { country: code.slice(0, 20) } },
      )
    }
    await this.#parts.settings.write(NAME, { country: code }, this.#parts.clock.now())
  }

  /** @throws AppError invalid-input for a year that calendars are not made for */
  async year(year: number): Promise<CalendarYear> {
    if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
      throw new AppError('invalid-input', 'calendar-year-wrong', `The year must lie between ${FIRST_YEAR} and ${LAST_YEAR}.`, {
        details: { first: FIRST_YEAR, last: LAST_YEAR },
      })
    }
    const { country, source } = await this.country()
    const [first, last] = [`${year}-01-01`, `${year}-12-31`]
    const own = await this.own(first, last)
    const days = [...publicDays(country, year), ...own.flatMap(daysOf).filter(({ day }) => day >= first && day <= last)]
    return {
      year,
      country,
      countrySource: source,
      official: isOfficial(country, year),
      days: days.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
      own,
    }
  }

  async own(first: string, last: string): Promise<readonly OwnDay[]> {
    return await this.#parts.store.list(first, last)
  }

  /** All days from `first` to `last` that are not like other days. */
  async specialDays(first: string, last: string): Promise<ReadonlySet<string>> {
    const { country } = await this.country()
    const days = (await this.own(first, last)).flatMap(daysOf)
    for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year += 1) days.push(...publicDays(country, year))
    return new Set(days.map(({ day }) => day).filter((day) => day >= first && day <= last))
  }

  /** @throws AppError invalid-input for what cannot be a day, conflict where it is there already or there are too many */
  async add(wish: OwnDayWish, by: string): Promise<OwnDay> {
    const now = this.#parts.clock.now()
    const day = { id: newId(now), ...checkOwnDay(wish) }
    const outcome = await this.#parts.store.add(day, by, now)
    if (outcome === 'exists') {
      throw new AppError('conflict', 'calendar-day-exists', `“${day.name}” already begins on ${day.from}: remove that entry first.`, {
        details: { name: day.name, day: day.from },
      })
    }
    if (outcome === 'full') throw new AppError('conflict', 'calendar-full', 'There are 2,000 own days: remove those of past years first.')
    return day
  }

  /** @throws AppError not-found */
  async remove(id: string): Promise<OwnDay> {
    const removed = await this.#parts.store.remove(id)
    if (removed === null) throw new AppError('not-found', 'calendar-day-not-found', 'There is no such day any more: reload the calendar.')
    return removed
  }
}
