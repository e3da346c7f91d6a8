import { AppError } from '#kernel/app-error.ts'
import { addDays, daysBetween, isDay } from '#kernel/local-day.ts'
import type { DayKind, NotedDay } from './noted-day.ts'
import { FIRST_YEAR, LAST_YEAR } from './public-days.ts'

/** Days that a company entered. The same name in several years is one thing that comes back, whose effect can be learned. */
export interface OwnDay {
  readonly id: string
  readonly name: string
  readonly kind: DayKind
  /** Local, YYYY-MM-DD; both belong to it. */
  readonly from: string
  readonly to: string
}

/** As it is entered; without `to` it is one day. */
export interface OwnDayWish {
  readonly name: string
  readonly kind: DayKind
  readonly from: string
  readonly to?: string | undefined
}

/** Longer than this is a season rather than a day. */
export const MOST_OWN_DAYS = 62
const LONGEST_NAME = 60

/** Trimmed and checked. @throws AppError invalid-input that says what is wrong */
export function checkOwnDay(wish: OwnDayWish): Omit<OwnDay, 'id'> {
  const name = wish.name.trim()
  if (name === '' || name.length > LONGEST_NAME) {
    throw new AppError('invalid-input', 'calendar-name-wrong', `Give the day a name of 1 to ${LONGEST_NAME} letters.`, {
      details: { most: LONGEST_NAME },
    })
  }
  const { kind, from, to = from } = wish
  for (const day of [from, to]) {
    if (isKnownDay(day)) continue
    const message = `"${day.slice(0, 20)}" is no day from ${FIRST_YEAR} to ${LAST_YEAR}: write it as 2026-11-11.`
    throw new AppError('invalid-input', 'calendar-date-wrong', message, {
      details: { value: day.slice(0, 20), first: FIRST_YEAR, last: LAST_YEAR },
    })
  }
  const days = daysBetween(from, to) + 1
  if (days < 1 || days > MOST_OWN_DAYS) {
    const message = `From ${from} to ${to} are ${days} days: the last must not lie before the first, and at most ${MOST_OWN_DAYS} belong together.`
    throw new AppError('invalid-input', 'calendar-range-wrong', message, { details: { from, to, most: MOST_OWN_DAYS } })
  }
  return { name, kind, from, to }
}

/** The days of an entry, one by one. */
export function daysOf({ name, kind, from, to }: OwnDay): NotedDay[] {
  const text = { zh: name, en: name }
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => ({ day: addDays(from, i), name: text, kind, basis: 'own' }))
}

function isKnownDay(text: string): boolean {
  if (!isDay(text)) return false
  const year = Number(text.slice(0, 4))
  return year >= FIRST_YEAR && year <= LAST_YEAR
}
