import { expect, test } from 'vitest'
import { csvCell } from '#kernel/csv-cell.ts'
import { escapeHtml } from '#kernel/escape-html.ts'
import { csvCell as webCsvCell } from '../../web/src/format/csv-cell.ts'
import { escapeHtml as webEscapeHtml } from '../../web/src/format/escape-html.ts'

// The server and the console each write files and markup; both are held to the same tables.

test.each([
  ['=1+1', `'=1+1`],
  ['+8613800138000', `'+8613800138000`],
  ['-2', `'-2`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['＝cmd', `'＝cmd`],
  ['＋1', `'＋1`],
  ['－1', `'－1`],
  ['＠a', `'＠a`],
  [' =1', `' =1`],
  ['\u3000=1', `'\u3000=1`],
  ['\t=1', `'\t=1`],
  ['\r=1', `"'\r=1"`],
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['plain - text', 'plain - text'],
  ['', ''],
])('%j becomes the cell %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
  expect(webCsvCell(text)).toBe(cell)
})

test('numbers stay numbers, nothing and no number stay empty', () => {
  expect([csvCell(-2.5), csvCell(0), csvCell(null), csvCell(Number.NaN)]).toEqual(['-2.5', '0', '', ''])
})

test.each([
  ['-12.5', '-12.5'],
  ['+86 138-1234-8000', '+86 138-1234-8000'],
  ['-2+3+cmd', `'-2+3+cmd`],
  ['＝1', `'＝1`],
])('in a file that is given back, %j becomes %j', (text, cell) => {
  expect(csvCell(text, { keepNumbers: true })).toBe(cell)
})

test.each([
  ['<script>alert("1")</script>', '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;'],
  ["O'Neil & Söhne", 'O&#39;Neil &amp; Söhne'],
  ['&lt;', '&amp;lt;'],
  ['留客', '留客'],
])('%j becomes the markup %j', (text, markup) => {
  expect(escapeHtml(text)).toBe(markup)
  expect(webEscapeHtml(text)).toBe(markup)
})
