import { describe, expect, it } from 'vitest'
import { formatDecimal } from '../import/parse-decimal.ts'
import { currenciesOf, currencyOf, currencyOfHeading } from './currency-words.ts'
import { DecimalEvidence, decimalReader, isEmptyNumber, type DecimalFormat } from './decimal-format.ts'

function evidenceOf(column: readonly string[]): DecimalEvidence {
  const evidence = new DecimalEvidence()
  for (const text of column) evidence.observe(text)
  return evidence
}

function readColumn(column: readonly string[]): (string | undefined)[] {
  const read = decimalReader(evidenceOf(column).format, 6)
  return column.map((text) => {
    const value = read(text)
    return value === undefined ? undefined : formatDecimal(value, 6)
  })
}

describe('a column of numbers', () => {
  it.each<[string, string[], (string | undefined)[]]>([
    ['comma before the cents', ['1.111,11', '1.000', '12,50'], ['1111.11', '1000', '12.5']],
    ['point before the cents', ['1,234.50', '1,234', '7.5'], ['1234.5', '1234', '7.5']],
    ['thousands alone', ['1,234'], ['1234']],
    ['comma where another cell says so', ['1,234', '12,5'], ['1.234', '12.5']],
    ['millions', ['1.234.567', '1.234'], ['1234567', '1234']],
    ['India', ['1,00,000', '12,34,567.50', '1,000'], ['100000', '1234567.5', '1000']],
    ['Switzerland', ["1'234.50", '1’234’567.00', '12.5'], ['1234.5', '1234567', '12.5']],
    ['blanks', ['1 234,50', '1\u00a0234\u00a0567,00', '1\u202f000,5'], ['1234.5', '1234567', '1000.5']],
    ['signs behind', ['12,50-', '3,00', '+4,00'], ['-12.5', '3', '4']],
    ['brackets', ['(12.50)', '($1,200.00)', '$(3.20)'], ['-12.5', '-1200', '-3.2']],
    [
      'signs of money',
      ['¥28.00', '￥1,299.00', '-$12.34', '$-12.34', 'US$ 5.00', '€9.90', '9.90 €', '12.34USD', 'CNY 3.10'],
      ['28', '1299', '-12.34', '-12.34', '5', '9.9', '9.9', '12.34', '3.1'],
    ],
    [
      'more of them',
      ['R$ 1.234,50', '12,00 zł', '99,00 kr', 'kr.45,50', 'Rs.500', '₩ 3.000', '0元', '25元', '120円', '3,50 Kč'],
      ['1234.5', '12', '99', '45.5', '500', '3000', '0', '25', '120', '3.5'],
    ],
    ['prices without cents', ['12,-', '12,50', '5,– €'], ['12', '12.5', '5']],
    [
      'other forms',
      ['１２．５', '.5', '3.', '1.2E3', '2件', '0.1234565', '-0.0000005'],
      ['12.5', '0.5', '3', '1200', '2', '0.123457', '-0.000001'],
    ],
    [
      'no numbers',
      ['12%', '5 %', 'abc', '1.2.3.4', '--1', '1234567890123', '12.5', '1,23,4', '12/5', '2026-01-02', '0,125,000', 'INV-12'],
      [undefined, undefined, undefined, undefined, undefined, undefined, '12.5', undefined, undefined, undefined, undefined, undefined],
    ],
  ])('%s', (_, column, values) => {
    expect(readColumn(column)).toEqual(values)
  })

  it.each<[string[], DecimalFormat, boolean]>([
    [['1.111,11', '1.000'], { mark: ',', sure: true }, false],
    [['1.000', '2.000'], { mark: '.', sure: false }, false],
    [['1.000', '500', '20'], { mark: ',', sure: false }, false],
    [['1.000', '500', '12000'], { mark: '.', sure: false }, false],
    [['1,234'], { mark: '.', sure: false }, false],
    [['0.125'], { mark: '.', sure: true }, false],
    [['1234.567'], { mark: '.', sure: true }, false],
    [['5', '1200'], { mark: '.', sure: true }, false],
    [[], { mark: '.', sure: true }, false],
    [['1.50', '2.50', '1,50'], { mark: '.', sure: false }, true],
  ])('%j is %j', (column, format, contradictory) => {
    const evidence = evidenceOf(column)
    expect(evidence.format).toEqual(format)
    expect(evidence.contradictory).toBe(contradictory)
  })

  it('refuses what the other cells make impossible, and never takes 1,50 for 150', () => {
    expect(readColumn(['1.50', '2.50', '1,50'])).toEqual(['1.5', '2.5', undefined])
  })

  it('tells an empty cell from an unreadable one', () => {
    expect(['', '-', '--', ' — ', 'N/A', 'null', '0', 'x'].map(isEmptyNumber)).toEqual([true, true, true, true, true, true, false, false])
  })

  it('keeps every cent of large amounts', () => {
    expect(readColumn(['999999999999.999999', '-123456789.01'])).toEqual(['999999999999.999999', '-123456789.01'])
  })
})

describe('currencies', () => {
  it.each([
    ['US$12', 'USD'],
    ['12.50 €', 'EUR'],
    ['£3', 'GBP'],
    ['R$ 1.234,50', 'BRL'],
    ['0元', 'CNY'],
    ['RMB 5', 'CNY'],
    ['120円', 'JPY'],
    ['HK$9', 'HKD'],
    ['5 zł', 'PLN'],
    ['12 usd', 'USD'],
    ['¥28.00', undefined],
    ['$5', undefined],
    ['99 kr', undefined],
    ['12.50', undefined],
    ['12 cup', undefined],
  ])('%s: %s', (text, code) => {
    expect(currencyOf(text)).toBe(code)
  })
  it('says what a sign can stand for', () => {
    expect(currenciesOf('￥28')).toEqual(['CNY', 'JPY'])
    expect(currenciesOf('$5')).toContain('CAD')
  })
  it.each([
    ['Total (USD)', 'USD'],
    ['金额(元)', 'CNY'],
    ['商家应收金额(元)（支付金额）', 'CNY'],
    ['金额（单位：元）', 'CNY'],
    ['Total EUR', 'EUR'],
    ['amount_usd', 'USD'],
    ['Grand Total (Base)', undefined],
    ['Total ($)', undefined],
    ['Currency', undefined],
    ['USD', undefined],
    ['Try date', undefined],
    ['USD to EUR', undefined],
  ])('heading %s: %s', (heading, code) => {
    expect(currencyOfHeading(heading)).toBe(code)
  })
})
