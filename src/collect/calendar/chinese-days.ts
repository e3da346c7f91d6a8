import type { BilingualText } from '#kernel/bilingual-text.ts'
import { addDays } from '#kernel/local-day.ts'
import { HolidayUtil, Lunar } from 'lunar-typescript'
import type { NotedDay } from './noted-day.ts'

/** The first year whose arrangement was checked against the number of days the law gives. */
const FIRST_ANNOUNCED = 2014
/** The arrangement of a year comes as a whole; the last days of December may stand alone in that of the next year. */
const WHOLE_YEAR = 20

const NEW_YEAR: BilingualText = { zh: '元旦', en: 'New Year’s Day' }
const SPRING: BilingualText = { zh: '春节', en: 'Spring Festival' }
const QINGMING: BilingualText = { zh: '清明节', en: 'Qingming Festival' }
const LABOUR: BilingualText = { zh: '劳动节', en: 'Labour Day' }
const DRAGON_BOAT: BilingualText = { zh: '端午节', en: 'Dragon Boat Festival' }
const MID_AUTUMN: BilingualText = { zh: '中秋节', en: 'Mid-Autumn Festival' }
const NATIONAL: BilingualText = { zh: '国庆节', en: 'National Day' }

/** By the names of the list of announced days. */
const NAMES: Readonly<Record<string, BilingualText>> = {
  元旦节: NEW_YEAR,
  春节: SPRING,
  清明节: QINGMING,
  劳动节: LABOUR,
  端午节: DRAGON_BOAT,
  中秋节: MID_AUTUMN,
  国庆节: NATIONAL,
  国庆中秋: { zh: '国庆节、中秋节', en: 'National Day and Mid-Autumn Festival' },
  抗战胜利日: { zh: '抗战胜利纪念日', en: 'Victory Day' },
}

/** Whether the State Council's arrangement of that year, with the days moved for it, is known here. */
export function isAnnounced(year: number): boolean {
  return year >= FIRST_ANNOUNCED && HolidayUtil.getHolidays(String(year)).length >= WHOLE_YEAR
}

/**
 * Holidays of mainland China. A year that was announced has all its days off and the weekend days worked for them; any other has the days that the law of 2025
 * gives, found by the lunar calendar and the sun, and no moved days, since nobody can know them.
 */
export function chineseDays(year: number): NotedDay[] {
  return isAnnounced(year) ? announcedDays(year) : daysByRule(year)
}

function announcedDays(year: number): NotedDay[] {
  return HolidayUtil.getHolidays(String(year)).map((one) => {
    const name = NAMES[one.getName()] ?? { zh: one.getName(), en: one.getName() }
    return one.isWork()
      ? { day: one.getDay(), kind: 'workday', basis: 'announced', name: { zh: `${name.zh}调休上班`, en: `Working day for ${name.en}` } }
      : { day: one.getDay(), kind: 'holiday', basis: 'announced', name }
  })
}

function daysByRule(year: number): NotedDay[] {
  const first = lunarDay(year, 1, 1)
  const qingming = Lunar.fromYmd(year, 1, 1).getJieQiTable()['清明']?.toYmd()
  const runs: [string, number, BilingualText][] = [
    [`${year}-01-01`, 1, NEW_YEAR],
    [addDays(first, -1), 4, SPRING],
    ...(qingming === undefined ? [] : [[qingming, 1, QINGMING] satisfies [string, number, BilingualText]]),
    [`${year}-05-01`, 2, LABOUR],
    [lunarDay(year, 5, 5), 1, DRAGON_BOAT],
    [lunarDay(year, 8, 15), 1, MID_AUTUMN],
    [`${year}-10-01`, 3, NATIONAL],
  ]
  return runs.flatMap(([from, days, name]) =>
    Array.from({ length: days }, (_, i): NotedDay => ({ day: addDays(from, i), name, kind: 'holiday', basis: 'rule' })),
  )
}

function lunarDay(year: number, month: number, day: number): string {
  return Lunar.fromYmd(year, month, day).getSolar().toYmd()
}
