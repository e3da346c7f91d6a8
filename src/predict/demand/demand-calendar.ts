import type { OwnDay } from '#collect/calendar/own-day.ts'
import { publicHolidays } from '#collect/calendar/public-days.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { addDays, daysBetween } from '#kernel/local-day.ts'
import { Lunar } from 'lunar-typescript'

/** A stretch of days around a holiday or a shopping day that may sell more or less than usual. */
export interface CalendarPhase {
  /** The same key every year, so that an effect estimated in one year applies to the next. */
  readonly key: string
  readonly name: BilingualText
  /** The day itself, which `from` and `to` (inclusive) lie around. */
  readonly day: string
  readonly from: string
  readonly to: string
}

interface Phase {
  readonly key: string
  readonly name: BilingualText
  readonly from: number
  readonly to: number
}

const SPRING: readonly Phase[] = [
  { key: 'spring-festival', name: { zh: '春节', en: 'Spring Festival' }, from: -5, to: 9 },
  { key: 'before-spring-festival', name: { zh: '年货季', en: 'Before Spring Festival' }, from: -25, to: -6 },
]
const QINGMING: readonly Phase[] = [{ key: 'qingming', name: { zh: '清明节', en: 'Qingming' }, from: -1, to: 1 }]
const DRAGON_BOAT: readonly Phase[] = [{ key: 'dragon-boat', name: { zh: '端午节', en: 'Dragon Boat Festival' }, from: -2, to: 1 }]
const MID_AUTUMN: readonly Phase[] = [
  { key: 'mid-autumn', name: { zh: '中秋节', en: 'Mid-Autumn Festival' }, from: -1, to: 1 },
  { key: 'before-mid-autumn', name: { zh: '中秋节前', en: 'Before Mid-Autumn' }, from: -14, to: -2 },
]
/** Shopping days on fixed dates, with the weeks of their pre-sales. */
const SHOPPING_CN: readonly { readonly date: string; readonly phases: readonly Phase[] }[] = [
  { date: '05-01', phases: [{ key: 'labour-day', name: { zh: '劳动节', en: 'Labour Day' }, from: 0, to: 4 }] },
  { date: '06-18', phases: [{ key: '618', name: { zh: '618 大促', en: '618 shopping festival' }, from: -17, to: 2 }] },
  { date: '10-01', phases: [{ key: 'national-day', name: { zh: '国庆节', en: 'National Day' }, from: 0, to: 6 }] },
  {
    date: '11-11',
    phases: [
      { key: 'double-11', name: { zh: '双11 大促', en: 'Double 11' }, from: -17, to: 1 },
      { key: 'after-double-11', name: { zh: '双11 之后', en: 'After Double 11' }, from: 2, to: 9 },
    ],
  },
  { date: '12-12', phases: [{ key: 'double-12', name: { zh: '双12 大促', en: 'Double 12' }, from: -3, to: 1 }] },
]
const BLACK_FRIDAY: readonly Phase[] = [{ key: 'black-friday', name: { zh: '黑色星期五', en: 'Black Friday' }, from: -4, to: 3 }]
const CHRISTMAS: readonly Phase[] = [{ key: 'before-christmas', name: { zh: '圣诞节前', en: 'Before Christmas' }, from: -21, to: -2 }]

/**
 * Holidays and shopping days that touch the days from `first` to `last` (ISO, inclusive), in the order of their days; they may overlap. China: the lunar
 * holidays, Qingming, Labour Day, National Day, 618, Double 11 and 12. Elsewhere: the country's public holidays, Black Friday and the
 * weeks before Christmas. With them the company's own holidays and events, of which those of one name share their effect.
 */
export function demandCalendar(country: string, first: string, last: string, own: readonly OwnDay[] = []): CalendarPhase[] {
  const found: CalendarPhase[] = []
  const add = (day: string, phases: readonly Phase[]): void => {
    for (const { key, name, from, to } of phases) {
      const phase = { key, name, day, from: addDays(day, from), to: addDays(day, to) }
      if (phase.from <= last && phase.to >= first) found.push(phase)
    }
  }
  for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)) + 1; year += 1) {
    if (country === 'CN') addChinese(year, add)
    else addForeign(country, year, add)
  }
  for (const { name, kind, from, to } of own) {
    if (kind === 'workday') continue
    add(from, [{ key: `own: ${name}`, name: { zh: name, en: name }, from: 0, to: daysBetween(from, to) }])
  }
  return found.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

function addChinese(year: number, add: (day: string, phases: readonly Phase[]) => void): void {
  const spring = Lunar.fromYmd(year, 1, 1)
  add(spring.getSolar().toYmd(), SPRING)
  const qingming = spring.getJieQiTable()['清明']
  if (qingming !== undefined) add(qingming.toYmd(), QINGMING)
  add(Lunar.fromYmd(year, 5, 5).getSolar().toYmd(), DRAGON_BOAT)
  add(Lunar.fromYmd(year, 8, 15).getSolar().toYmd(), MID_AUTUMN)
  for (const { date, phases } of SHOPPING_CN) add(`${year}-${date}`, phases)
}

function addForeign(country: string, year: number, add: (day: string, phases: readonly Phase[]) => void): void {
  for (const { date, name, rule, type, substitute } of publicHolidays(country, year)) {
    if (type !== 'public' || substitute === true) continue
    add(date.slice(0, 10), [{ key: `public: ${rule}`, name: { zh: name, en: name }, from: 0, to: 0 }])
  }
  add(blackFriday(year), BLACK_FRIDAY)
  add(`${year}-12-25`, CHRISTMAS)
}

/** The day after the fourth Thursday of November. */
function blackFriday(year: number): string {
  const first = new Date(Date.UTC(year, 10, 1)).getUTCDay()
  const thursday = 1 + ((4 - first + 7) % 7) + 21
  return `${year}-11-${thursday + 1}`
}
