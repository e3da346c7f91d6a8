import { expect, it } from 'vitest'
import { chineseDays, isAnnounced } from './chinese-days.ts'
import { countryOfTimeZone, isOfficial, publicDays } from './public-days.ts'

const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
const named = (country: string, year: number, name: string) =>
  publicDays(country, year)
    .filter(({ name: { en } }) => en === name)
    .map(({ day }) => day.slice(5))

it('has the days off and the moved working days of 2026 as the State Council announced them', () => {
  expect(named('CN', 2026, 'Spring Festival')).toEqual(Array.from({ length: 9 }, (_, i) => `02-${15 + i}`))
  expect(named('CN', 2026, 'National Day')).toEqual(['10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07'])
  const worked = publicDays('CN', 2026).filter(({ kind }) => kind === 'workday')
  expect(worked.map(({ day }) => day.slice(5))).toEqual(['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'])
  expect(new Set(publicDays('CN', 2026).map(({ basis }) => basis))).toEqual(new Set(['announced']))
})

/**
 * Weekdays off less weekend days worked are what the law gives: 11 days until 2024, 13 since (State Council decrees 644 and 795). 2015 had one more (3 September), 2020
 * two (the Spring Festival was prolonged to 2 February).
 */
it('gives as many days in each announced year as the law did', () => {
  const expected: Record<number, number> = { 2015: 12, 2020: 13, 2025: 13, 2026: 13 }
  for (let year = 2014; year <= 2026; year += 1) {
    expect([year, isAnnounced(year)]).toEqual([year, true])
    const days = chineseDays(year)
    const off = days.filter(({ day, kind }) => kind === 'holiday' && !isWeekend(day)).length
    const worked = days.filter(({ kind }) => kind === 'workday')
    expect([year, worked.every(({ day }) => isWeekend(day))]).toEqual([year, true])
    expect([year, off - worked.length]).toEqual([year, expected[year] ?? 11])
  }
})

/** Spring Festival, Qingming, Dragon Boat and Mid-Autumn of 2028 and 2033 by the almanac of the Hong Kong Observatory. */
it('works out years that nobody announced by the lunar calendar, says so, and moves no working days', () => {
  expect(isOfficial('CN', 2028)).toBe(false)
  const days = publicDays('CN', 2028)
  expect(days.every(({ basis, kind }) => basis === 'rule' && kind === 'holiday')).toBe(true)
  expect(days).toHaveLength(13)
  expect(named('CN', 2028, 'Spring Festival')).toEqual(['01-25', '01-26', '01-27', '01-28'])
  expect(named('CN', 2028, 'Qingming Festival')).toEqual(['04-04'])
  expect(named('CN', 2028, 'Dragon Boat Festival')).toEqual(['05-28'])
  expect(named('CN', 2028, 'Mid-Autumn Festival')).toEqual(['10-03'])
  // A leap eleventh month follows in that year: the autumn is as ever.
  expect(named('CN', 2033, 'Mid-Autumn Festival')).toEqual(['09-08'])
})

/** The same almanac. The new moon of 2027 is four minutes before midnight, which calendars of less exact astronomy (that of Intl among them) put on the 7th. */
it('has the lunar new year of the coming years on its day, also where the new moon is minutes from midnight', () => {
  const firsts = [
    '2027-02-06',
    '2028-01-26',
    '2029-02-13',
    '2030-02-03',
    '2031-01-23',
    '2032-02-11',
    '2033-01-31',
    '2034-02-19',
    '2035-02-08',
  ]
  const found = firsts.map((day) => publicDays('CN', Number(day.slice(0, 4))).filter(({ name }) => name.en === 'Spring Festival')[1]?.day)
  expect(found).toEqual(firsts)
})

it('knows the public holidays of other countries by rule, with days off in lieu', () => {
  expect(named('US', 2026, 'Thanksgiving Day')).toEqual(['11-26'])
  expect(named('GB', 2026, 'Summer bank holiday')).toEqual(['08-31'])
  expect(named('GB', 2026, 'Boxing Day (day off in lieu)')).toEqual(['12-28'])
  expect(publicDays('DE', 2026)).toContainEqual({
    day: '2026-10-03',
    kind: 'holiday',
    basis: 'rule',
    name: { zh: '德国统一日', en: 'Day of German Unity' },
  })
  expect(named('JP', 2026, 'Mountain Day')).toEqual(['08-11'])
  expect(named('SG', 2026, 'National Day')).toEqual(['08-09'])
  for (const country of ['US', 'GB', 'DE', 'JP', 'SG']) {
    for (const year of [2025, 2026, 2027]) {
      const untranslated = publicDays(country, year).filter(({ name }) => !/\p{Script=Han}/u.test(name.zh))
      expect([country, year, untranslated]).toEqual([country, year, []])
    }
  }
  expect(publicDays('', 2026)).toEqual([])
  expect(publicDays('XX', 2026)).toEqual([])
})

it('finds the country of a time zone where it is one', () => {
  expect(['Asia/Shanghai', 'Asia/Tokyo', 'UTC'].map(countryOfTimeZone)).toEqual(['CN', 'JP', ''])
})
