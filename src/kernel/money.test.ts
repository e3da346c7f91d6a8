import { expect, test } from 'vitest'
import { minorDigits, toMajor, toMinor } from './money.ts'

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
