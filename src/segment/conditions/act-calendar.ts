import { localDay } from '#kernel/local-day.ts'
import { offsetMs } from '#kernel/zoned-day.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import type { ActProperty } from './condition-field.ts'
import { choicesOf } from './condition-field.ts'
import type { FieldValue } from './dossier.ts'

/** Parts of a day by the hour that each ends before, in order. */
export const DAY_PARTS = [
  ['night', 6],
  ['morning', 11],
  ['noon', 14],
  ['afternoon', 18],
  ['evening', 24],
] as const

/** When an act happened, by the calendar of the project's time zone: properties that every act has. */
export const CALENDAR_PROPERTIES: readonly ActProperty[] = [
  { name: 'hour', type: 'number', label: { zh: '小时', en: 'hour' } },
  { name: 'weekday', type: 'number', label: { zh: '星期几（1-7）', en: 'day of the week (1-7)' } },
  { name: 'month', type: 'number', label: { zh: '月份', en: 'month' } },
  { name: 'day_of_month', type: 'number', label: { zh: '日', en: 'day of the month' } },
  {
    name: 'day_part',
    type: 'choice',
    label: { zh: '时段', en: 'part of the day' },
    choices: choicesOf({
      night: { zh: '凌晨', en: 'Night' },
      morning: { zh: '早上', en: 'Morning' },
      noon: { zh: '中午', en: 'Midday' },
      afternoon: { zh: '下午', en: 'Afternoon' },
      evening: { zh: '晚上', en: 'Evening' },
    }),
  },
  {
    name: 'day_kind',
    type: 'choice',
    label: { zh: '工作日或周末', en: 'weekday or weekend' },
    choices: choicesOf({ weekday: { zh: '工作日', en: 'Weekday' }, weekend: { zh: '周末', en: 'Weekend' } }),
  },
]

/** A property of the calendar of an instant (milliseconds); undefined: it is none. */
export function calendarValue(property: string, at: number, timeZone: string): FieldValue | undefined {
  const day = localDay(new Date(at), timeZone)
  const weekday = ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
  const hour = Math.floor(((((at + offsetMs(new Date(at), timeZone)) % (24 * HOUR_MS)) + 24 * HOUR_MS) % (24 * HOUR_MS)) / HOUR_MS)
  switch (property) {
    case 'hour':
      return hour
    case 'weekday':
      return weekday
    case 'month':
      return Number(day.slice(5, 7))
    case 'day_of_month':
      return Number(day.slice(8))
    case 'day_part':
      return DAY_PARTS.find(([, end]) => hour < end)?.[0]
    case 'day_kind':
      return weekday > 5 ? 'weekend' : 'weekday'
    default:
      return undefined
  }
}
