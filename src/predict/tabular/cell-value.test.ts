import { describe, expect, it } from 'vitest'
import { cellText, looksLikeDate, readNumber } from './cell-value.ts'

it.each(['', '  ', 'NA', 'n/a', 'NaN', 'null', 'Infinity', '-inf', '-', '?', '无', undefined])('%j says nothing', (cell) => {
  expect(cellText(cell)).toBeNull()
})

describe('readNumber', () => {
  it.each([
    ['12.5', 12.5],
    ['-.5', -0.5],
    ['1e3', 1000],
    ['1,234,567.5', 1_234_567.5],
    ['￥1,234.5', 1234.5],
    ['(12.5)', -12.5],
    ['12%', 0.12],
    ['１２', 12],
  ])('%s is %f', (text, value) => expect(readNumber(text)).toBe(value))

  it.each(['abc', '1.2.3', '12 apples', '1e400', '0x10', '2024-01-05'])('%s is none', (text) => expect(readNumber(text)).toBeNaN())
})

it.each([
  ['2024-01-05', true],
  ['5/1/2024 10:30', true],
  ['2024年1月5日', true],
  ['10-20', false],
  ['192.168.1.1', false],
])('%s looks like a date: %s', (text, is) => expect(looksLikeDate(text)).toBe(is))
