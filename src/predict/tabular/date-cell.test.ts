import { describe, expect, it } from 'vitest'
import { dateTraits, looksLikeDate, needsOrder, readDay } from './date-cell.ts'

const utc = (year: number, month: number, day: number, hours = 0): number => Date.UTC(year, month - 1, day, hours) / 86_400_000

describe('readDay', () => {
  it.each<[string, 'dmy' | 'mdy' | 'ymd', number]>([
    ['2024-01-05', 'dmy', utc(2024, 1, 5)],
    ['2024/1/5 12:00', 'dmy', utc(2024, 1, 5, 12)],
    ['2024年1月5日', 'dmy', utc(2024, 1, 5)],
    ['2024年1月', 'dmy', utc(2024, 1, 1)],
    ['2024-03', 'dmy', utc(2024, 3, 1)],
    ['05/01/24', 'dmy', utc(2024, 1, 5)],
    ['01/05/24', 'mdy', utc(2024, 1, 5)],
    ['5.1.99', 'dmy', utc(1999, 1, 5)],
    ['25/04/2024', 'dmy', utc(2024, 4, 25)],
    ['5 Jan 2024', 'dmy', utc(2024, 1, 5)],
    ['05-Jan-24', 'mdy', utc(2024, 1, 5)],
    ['Jan 5, 2024', 'dmy', utc(2024, 1, 5)],
    ['January 5th, 2024 6:00 PM', 'dmy', utc(2024, 1, 5, 18)],
    ['Fri, 05 Jan 2024 10:00:00 +0000', 'dmy', utc(2024, 1, 5, 10)],
    ['2024-01-05T10:00:00+08:00', 'dmy', utc(2024, 1, 5, 2)],
    ['2024-01-05T10:00:00.000Z', 'dmy', utc(2024, 1, 5, 10)],
    ['Fri Jan 05 2024 08:00:00 GMT+0800 (China Standard Time)', 'dmy', utc(2024, 1, 5)],
    ['Mar 2024', 'dmy', utc(2024, 3, 1)],
    ['1 mars 2024', 'dmy', utc(2024, 3, 1)],
    ['24/03/05', 'ymd', utc(2024, 3, 5)],
    ['2024-01-05 10:00 PST', 'dmy', utc(2024, 1, 5, 18)],
    ['2024-01-05 10:00 CST', 'dmy', utc(2024, 1, 5, 10)],
  ])('%s, %s', (text, order, day) => {
    expect(looksLikeDate(text)).toBe(true)
    expect(readDay(text, order)).toBeCloseTo(day, 9)
  })

  it.each(['30/02/24', '2024-13-01', '192.168.1.1', 'maybe 5 2024', '5 apples 24', 'Model 3 2024', '1-2-3', '31 Abc 2024'])(
    '%s is none',
    (text) => {
      expect(readDay(text, 'dmy')).toBeNaN()
    },
  )
})

it('the order of day and month matters only when the text is ambiguous', () => {
  expect(['03/04/24', '04/04/2024', '2024-04-25', '5 Jan 2024', 'maybe 5 2024'].map(needsOrder)).toEqual([true, false, false, false, false])
})

it.each(['1.234,56', '12.345', '20240105', '45321', 'customer 1234', 'C-000123', '3 / 4'])('%s does not look like a date', (text) => {
  expect(looksLikeDate(text)).toBe(false)
})

it('reports how dates are written', () => {
  expect(dateTraits('05-Jan-24')).toEqual(['two-digit-years', 'month-names'])
  expect(dateTraits('2024-01-05T10:00:00+08:00')).toEqual(['offsets'])
  expect(dateTraits('2024-01-05')).toEqual([])
})
