import { describe, expect, it } from 'vitest'
import { createFormat, fractionDigits, interval, majorUnits, minorUnits } from './format.ts'

const zh = createFormat('zh-CN', 'Asia/Shanghai')
const en = createFormat('en', 'Europe/London')

describe('money', () => {
  it.each([
    ['CNY', 2, 123456, 1234.56],
    ['JPY', 0, 123456, 123456],
    ['KWD', 3, 123456, 123.456],
  ])('has the minor units of %s', (currency, digits, minor, major) => {
    expect(fractionDigits(currency)).toBe(digits)
    expect(majorUnits({ minor, currency })).toBe(major)
    expect(minorUnits(major, currency)).toEqual({ minor, currency })
  })

  it.each(['元', 'US$', 'RMBX', ''])('of a currency that is no code (%j) is written with the text as it is', (currency) => {
    expect(zh.money({ minor: 123456, currency })).toBe(`${currency} 1,234.56`.trim())
    expect(en.moneyCompact({ minor: 12345, currency })).toBe(`${currency} 123`.trim())
    expect(fractionDigits(currency)).toBe(2)
  })

  it('is written with its symbol, and short where it is long', () => {
    expect(zh.money({ minor: 888720889, currency: 'GBP' })).toBe('£8,887,208.89')
    expect(en.money({ minor: 1.234e20, currency: 'GBP' })).toBe('£1,234,000,000,000,000,000.00')
    expect(zh.moneyCompact({ minor: 888720889, currency: 'CNY' })).toBe('¥888.7 万')
    expect(en.moneyCompact({ minor: 888720889, currency: 'GBP' })).toBe('£8.9M')
    expect(en.moneyCompact({ minor: 12345, currency: 'GBP' })).toBe('£123')
  })
})

describe('numbers', () => {
  it('shows shares, differences and intervals in the words of the language', () => {
    expect(en.percent(0.4321)).toBe('43.2%')
    expect(en.points(0.0312)).toBe('+3.1 pp')
    expect(zh.points(-0.004)).toBe('-0.4 个百分点')
    expect(en.signedInteger(12)).toBe('+12')
    expect(interval({ estimate: 0.02, low: 0.01, high: 0.03 }, en.points)).toBe('[+1.0 pp, +3.0 pp]')
  })
})

it.each([
  ['percent', en.percent(-0.0004), '0.0%'],
  ['whole percent', en.percent(-0.004, 0), '0%'],
  ['points', zh.points(-0.0004), '0.0 个百分点'],
  ['size of points', en.pointsSize(-0.0004), '0.0 pp'],
  ['integer', en.integer(-0.4), '0'],
  ['signed integer', en.signedInteger(-0.4), '0'],
  ['decimal', en.decimal(-0.004), '0.00'],
  ['compact', en.compact(-0.04), '0'],
  ['minus zero', en.integer(-0), '0'],
  ['money', en.money({ minor: -0, currency: 'GBP' }), '£0.00'],
  ['short money', en.moneyCompact({ minor: -40, currency: 'GBP' }), '£0'],
  ['estimated money', en.majorMoney(-0.004, 'GBP'), '£0.00'],
  ['a true minus', en.percent(-0.01), '-1.0%'],
])('%s has no minus before zero', (_name, written, expected) => expect(written).toBe(expected))

it.each([
  [0, '< 1 sec', '< 1 秒'],
  [40, '< 1 sec', '< 1 秒'],
  [999, '< 1 sec', '< 1 秒'],
  [1_000, '1 sec', '1 秒'],
  [12_340, '12.3 sec', '12.3 秒'],
  [59_990, '59.9 sec', '59.9 秒'],
  [125_000, '2 min', '2 分钟'],
  [5_400_000, '1.5 hr', '1.5 小时'],
])('%d ms took %s', (milliseconds, english, chinese) => {
  expect(en.duration(milliseconds)).toBe(english)
  expect(zh.duration(milliseconds)).toBe(chinese)
})

describe('time', () => {
  it('is the time zone of the project, not of the browser', () => {
    expect(zh.dateTime('2011-09-09T18:30:00Z')).toBe('2011年9月10日 02:30')
    expect(zh.dateRange('2026-01-04T18:30:00Z', '2026-03-05T02:00:00Z')).toBe('2026年1月5日 – 3月5日')
    expect(zh.dateRange('2025-12-05T02:00:00Z', '2026-03-05T02:00:00Z')).toBe('2025年12月5日 – 2026年3月5日')
    expect(zh.dateRange('2026-03-05T02:00:00Z', '2026-03-05T02:30:00Z')).toBe('2026年3月5日')
    expect(en.date('2011-09-09T18:30:00Z')).toBe('9 Sept 2011')
    expect(en.month('2011-09')).toBe('Sept 2011')
    expect(zh.month('2011-09-01')).toBe('2011年9月')
  })

  it('counts from now in the largest unit that fits', () => {
    const now = Date.parse('2026-01-10T00:00:00Z')
    expect(en.relative('2026-01-10T02:00:00Z', now)).toBe('in 2 hours')
    expect(zh.relative('2026-01-07T00:00:00Z', now)).toBe('3 天前')
  })
})

it.each(['Pacific/Kiritimati', 'Asia/Shanghai', 'Pacific/Pago_Pago'])('a day of the project stays that day in %s', (timeZone) => {
  expect(createFormat('en', timeZone).day('2026-03-01')).toBe('1 Mar 2026')
})
