import { DAY_MS } from '#kernel/clock.ts'
import { addDays } from '#kernel/local-day.ts'
import Holidays from 'date-holidays'
import { chineseDays, isAnnounced } from './chinese-days.ts'
import { holidayName } from './holiday-names.ts'
import type { NotedDay } from './noted-day.ts'

/** Years that calendars are made for. */
export const FIRST_YEAR = 2014
export const LAST_YEAR = 2049

/** Countries with a calendar, ISO 3166-1. */
export function calendarCountries(): string[] {
  return Object.keys(new Holidays().getCountries()).toSorted()
}

/** Where the days of the whole country would leave out some that nearly all of it has. */
const REGION: Readonly<Record<string, string>> = { GB: 'ENG' }

/** Public holidays of the whole country as its list has them, in English; of the United Kingdom, those of England. Empty for an unknown country. */
export function publicHolidays(country: string, year: number): ReturnType<Holidays['getHolidays']> {
  if (country === '') return []
  const region = REGION[country]
  const options = { languages: 'en', types: ['public' as const] }
  const list = region === undefined ? new Holidays(country, options) : new Holidays(country, region, options)
  return list.getHolidays(year) ?? []
}

/** Holidays of a country and, where its government announced them, the days worked for them, in the order of their days. `''` has none. */
export function publicDays(country: string, year: number): NotedDay[] {
  if (country === 'CN') return inOrder(chineseDays(year))
  return inOrder(
    publicHolidays(country, year).flatMap(({ date, start, end, name, substitute }) =>
      Array.from({ length: Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS)) }, (_, i): NotedDay => ({
        day: addDays(date.slice(0, 10), i),
        name: holidayName(country, name, substitute === true),
        kind: 'holiday',
        basis: 'rule',
      })),
    ),
  )
}

/** Whether the days of that year are those that the government decided, rather than worked out by rule. */
export function isOfficial(country: string, year: number): boolean {
  return country === 'CN' && isAnnounced(year)
}

function inOrder(days: readonly NotedDay[]): NotedDay[] {
  return days.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

const found = new Map<string, string>()

/** The country (ISO 3166-1) a time zone belongs to, or '' when none or several match: `countryOfTimeZone('Asia/Shanghai')` is CN. Kept, since it takes a third of a second. */
export function countryOfTimeZone(timeZone: string): string {
  const known = found.get(timeZone)
  if (known !== undefined) return known
  const countries = calendarCountries().filter((country) => new Holidays(country).getTimezones()?.includes(timeZone))
  const country = countries.length === 1 ? (countries[0] ?? '') : ''
  found.set(timeZone, country)
  return country
}
