import { describe, expect, it } from 'vitest'
import { ColumnCollector } from './column-sample.ts'
import { cellText, readNumber, withoutUnit } from './cell-value.ts'
import { looksLikeDate } from './date-cell.ts'

it.each(['', '  ', 'NA', 'n/a', 'NaN', 'null', 'Infinity', '-inf', '-', '?', '无', undefined])('%j is a missing value', (cell) => {
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
    ['1 234.5', 1234.5],
    ["1'234.50", 1234.5],
    ['US$ 1,200', 1200],
    ['1,23,456', 123_456],
    ['1.5万', 15_000],
    ['- 3.5', -3.5],
    ['(￥12.5)', -12.5],
    ['5万元', 50_000],
    ['-€ 5', -5],
  ])('%s is %f', (text, value) => expect(readNumber(text)).toBe(value))

  it.each([
    ['12,50', 12.5],
    ['1.234,5', 1234.5],
    ['1.000', 1000],
    ['-1.111,11 €', -1111.11],
    ['12,5%', 0.125],
    ['7', 7],
  ])('%s is %f in a column with decimal commas', (text, value) => expect(readNumber(text, 'comma')).toBe(value))

  it.each(['12.5', '1.2.3', '12,5,3'])('%s is none in a column with decimal commas', (text) => expect(readNumber(text, 'comma')).toBeNaN())

  it.each(['abc', '10 20', '1.2.3', '12 apples', '1e400', '0x10', '2024-01-05', '3元5', '1$2', '10²', '½', '①'])('%s is none', (text) =>
    expect(readNumber(text)).toBeNaN(),
  )
})

it.each([
  ['2024-01-05', true],
  ['5/1/2024 10:30', true],
  ['2024年1月5日', true],
  ['10-20', false],
  ['192.168.1.1', false],
])('%s looks like a date: %s', (text, is) => expect(looksLikeDate(text)).toBe(is))

it.each([
  ['comma', ['12,50', '1.000', '7']],
  ['comma', ['1.234,5', '1.234']],
  ['comma', ['1.234.567', '12']],
  ['comma', ['0,123']],
  ['comma', ['12,5%', '3%']],
  ['comma', ['1,2万']],
  ['comma', ['1.299,00 €', '1.000']],
  ['point', ['12.50', '1,234']],
  ['point', ['1,234.5']],
  ['point', ['1,234,567', '12']],
  ['point', ['1.234', '2.345', '1.5']],
  ['point', ['12']],
] as const)('a decimal %s stands in %s', (style, cells) => {
  const column = new ColumnCollector('x')
  for (const [slot, cell] of cells.entries()) column.set(slot, cell)
  expect(column.finish(cells.length).numberStyle).toBe(style)
})

it('a unit after a number does not decide the number style', () => {
  expect(['12,5%', '3 ％', '1.2万', '7'].map(withoutUnit)).toEqual(['12,5', '3', '1.2', '7'])
})
