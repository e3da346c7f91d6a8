import { expect, it } from 'vitest'
import { csvRow } from './quarantine-csv.ts'

it.each([
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+cmd|x', "'+cmd|x"],
  ['-2+3+cmd', "'-2+3+cmd"],
  ['-12.5', '-12.5'],
  ['+86 138-1234-8000', '+86 138-1234-8000'],
  ['a,b', '"a,b"'],
  ['茶', '茶'],
])('writes %s so that no spreadsheet runs it', (cell, written) => {
  expect(csvRow([cell])).toBe(`${written}\r\n`)
})
