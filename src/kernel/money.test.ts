import { expect, test } from 'vitest'
import { isCurrency, minorDigits, toMajor, toMinor } from './money.ts'

test.each([
  ['CNY', 2],
  ['JPY', 0],
  ['ISK', 0],
  ['XAF', 0],
  ['KWD', 3],
  ['OMR', 3],
])('%s has %i digits after the point', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits)
  expect(toMajor(toMinor(1234, currency), currency)).toBe(1234)
})

test.each(['', '元', 'US$', 'RMBX', 'ABC'])('a code that is none (%j) has two', (code) => {
  expect(toMinor(12.34, code)).toBe(1234)
  expect(toMajor(1234, code)).toBe(12.34)
})

test('sums past 2^53 minor units are kept to their sixteen digits, and read as integers', () => {
  expect(toMinor(95_000_000_000_000, 'CNY')).toBe(9_500_000_000_000_000)
  expect(JSON.stringify(toMinor(-1_234_567_890_123_456, 'CNY'))).toBe('-123456789012345600')
  expect(JSON.stringify(toMinor(9e18, 'CNY'))).toBe('900000000000000000000')
  for (const major of [1e19, Number.NaN, Number.NEGATIVE_INFINITY]) expect(() => toMinor(major, 'CNY')).toThrow(/out of range/u)
})

test('halves are rounded away from zero, as at a till', () => {
  expect([12.345, -12.345, 0.005, -0.005, 1.005].map((major) => toMinor(major, 'CNY'))).toEqual([1235, -1235, 1, -1, 101])
  expect([12.344, -12.344, 0, 0.5, 1.5].map((major) => toMinor(major, 'CNY'))).toEqual([1234, -1234, 0, 50, 150])
  expect([0.5, 2.4].map((major) => toMinor(major, 'JPY'))).toEqual([1, 2])
})

test('an amount of 1e21 minor units is out of range, one just below is not', () => {
  expect(() => toMinor(1e21, 'JPY')).toThrow(expect.objectContaining({ code: 'amount-out-of-range' }))
  expect(() => toMinor(-1e21, 'JPY')).toThrow(expect.objectContaining({ code: 'amount-out-of-range' }))
  expect(toMinor(9.99e20, 'JPY')).toBe(9.99e20)
})

test('a currency is an ISO 4217 code in capitals', () => {
  expect(['CNY', 'USD', 'cny', 'RMB', 'CN', ''].map((code) => isCurrency(code))).toEqual([true, true, false, false, false, false])
})

test('the digits of a currency are the same the second time', () => {
  for (const currency of ['KWD', 'JPY', 'KWD', 'JPY']) expect(minorDigits(currency)).toBe(currency === 'KWD' ? 3 : 0)
})
