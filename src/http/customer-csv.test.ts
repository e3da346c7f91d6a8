import { expect, test } from 'vitest'
import { csvCell } from './customer-csv.ts'

test.each([
  ['=1+1', `'=1+1`],
  ['+8613800138000', `'+8613800138000`],
  ['-2', `'-2`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['＝cmd', `'＝cmd`],
  ['\t=1', `'\t=1`],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['plain', 'plain'],
])('%j becomes %j in a file', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})

test('numbers stay numbers, nothing stays empty', () => {
  expect([csvCell(-2.5), csvCell(0), csvCell(null)]).toEqual(['-2.5', '0', ''])
})
