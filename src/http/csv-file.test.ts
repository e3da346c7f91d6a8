import { expect, test } from 'vitest'
import { csvCell, wordOf, zonedMinute } from './csv-file.ts'

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

test('instants are told in the zone of the project', () => {
  expect(zonedMinute('2026-03-15T16:30:00.000Z', 'Asia/Shanghai')).toBe('2026-03-16 00:30')
  expect(zonedMinute('2026-07-01T03:59:59.000Z', 'America/New_York')).toBe('2026-06-30 23:59')
  expect(zonedMinute(null, 'UTC')).toBeNull()
})

test('a code has its word; one that nobody knows stays as it is', () => {
  const words = { store: { zh: '门店', en: 'Store' } }
  expect([wordOf(words, 'store', 'zh'), wordOf(words, 'kiosk', 'zh'), wordOf(words, 'toString', 'en'), wordOf(words, '', 'en')]).toEqual([
    '门店',
    'kiosk',
    'toString',
    null,
  ])
})
