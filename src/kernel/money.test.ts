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
