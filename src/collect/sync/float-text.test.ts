import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floatText } from './float-text.ts'

test('a number of single precision is written as short as it was meant', () => {
  expect(floatText('123456.78125')).toBe('123456.78')
  expect(floatText('-19.899999618530273')).toBe('-19.9')
  expect(floatText('16777216')).toBe('16777216')
  expect(floatText('no number')).toBe('no number')
})

test('it stays the same number', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(Number(floatText(String(value))))).toBe(value + 0)
    }),
  )
})
