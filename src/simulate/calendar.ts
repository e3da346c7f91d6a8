import { DAY_MS, HOUR_MS } from '#kernel/clock.ts'

/** China has one zone and no summer time. */
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS

/** First day of the lunar year (春节), by calendar year. */
const SPRING_FESTIVAL: Readonly<Record<number, string>> = {
  2020: '01-25',
  2021: '02-12',
  2022: '02-01',
  2023: '01-22',
  2024: '02-10',
  2025: '01-29',
  2026: '02-17',
  2027: '02-06',
  2028: '01-26',
  2029: '02-13',
  2030: '02-03',
  2031: '01-23',
  2032: '02-11',
}

/** The shop's time axis: whole days counted from the end of the history (T0 = day 0), negative before it. */
export interface Calendar {
  readonly end: Date
  readonly firstDay: number
  readonly answerDays: number
  /** Relative demand on a day; about 1 on average. */
  season(day: number): number
  /** Instant in ms within [day, day + 1) at the given local hour (0-24, fractions allowed). */
  instant(day: number, localHour: number): number
}

/** Shares by hour of the day: shopping peaks at lunch and in the evening. */
export const SHOPPING_HOURS: readonly number[] = [
  1, 0.5, 0.2, 0.1, 0.1, 0.2, 0.6, 1.5, 2.5, 4, 5, 5, 6, 5, 4.5, 4.5, 5, 5, 6, 7.5, 9, 9, 6, 3,
]

export function createCalendar(end: Date, months: number, answerDays: number): Calendar {
  const start = new Date(end)
  start.setUTCMonth(start.getUTCMonth() - months)
  const firstDay = -Math.round((end.getTime() - start.getTime()) / DAY_MS)
  const season = new Float64Array(answerDays - firstDay + 1)
  for (let i = 0; i < season.length; i += 1) season[i] = seasonAt(end.getTime() + (firstDay + i) * DAY_MS)
  const endLocalHour = ((end.getTime() + SHANGHAI_OFFSET_MS) % DAY_MS) / HOUR_MS
  return {
    end,
    firstDay,
    answerDays,
    season: (day) => season[day - firstDay] ?? 1,
    instant: (day, localHour) => end.getTime() + day * DAY_MS + Math.floor(((((localHour - endLocalHour) % 24) + 24) % 24) * HOUR_MS),
  }
}

function seasonAt(instant: number): number {
  const local = new Date(instant + SHANGHAI_OFFSET_MS)
  const monthDay = (local.getUTCMonth() + 1) * 100 + local.getUTCDate()
  const weekend = local.getUTCDay() === 0 || local.getUTCDay() === 6 ? 1.12 : 0.96
  let festival = 1
  if (monthDay >= 601 && monthDay <= 620) festival = 1.3
  else if (monthDay >= 1025 && monthDay <= 1112) festival = 1.4
  else {
    const spring = SPRING_FESTIVAL[local.getUTCFullYear()]
    if (spring !== undefined) {
      const days = (local.getTime() - Date.parse(`${local.getUTCFullYear()}-${spring}T00:00:00Z`)) / DAY_MS
      if (days >= -5 && days < 10) festival = 0.6
    }
  }
  return weekend * festival
}

/** `2026-03-01 20:15:09`, the wall clock in Shanghai. */
export function shanghaiText(instant: number): string {
  return new Date(instant + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** `20260301`, the date in Shanghai. */
export function shanghaiDay(instant: number): string {
  return new Date(instant + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10).replaceAll('-', '')
}
