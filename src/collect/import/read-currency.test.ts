import { expect, test } from 'vitest'
import { readCurrency } from './read-currency.ts'

test.each([
  ['', 'CNY'],
  ['￥', 'CNY'],
  ['usd', 'USD'],
  [' ＵＳＤ ', 'USD'],
  ['RMB', 'CNY'],
  ['人民币', 'CNY'],
  ['€', 'EUR'],
  ['US$', 'USD'],
])('"%s" is %s', (text, code) => expect(readCurrency(text, 'CNY')).toBe(code))

test('¥ is the yen in a house that counts in yen', () => expect(readCurrency('¥', 'JPY')).toBe('JPY'))

test.each(['__proto__', 'constructor', 'NULL', '1e400', 'ABC', '$', 'C'.repeat(1_000), "'; DROP TABLE x"])('"%s" is none', (text) =>
  expect(readCurrency(text, 'CNY')).toBeUndefined(),
)
