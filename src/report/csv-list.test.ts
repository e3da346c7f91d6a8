import { expect, test } from 'vitest'
import { csvList } from './csv-list.ts'

test('starts with a byte-order mark, so that Excel reads the Chinese', () => {
  expect(csvList(['客户'], [['张三']])).toBe('\uFEFF客户\r\n张三\r\n')
})

test('quotes commas, quotation marks and line breaks', () => {
  expect(csvList(['a', 'b'], [['x,y', 'say "hi"\nnow']])).toBe('\uFEFFa,b\r\n"x,y","say ""hi""\nnow"\r\n')
})

test.each(['=1+1', '+86 138', '-2', '@SUM(A1)', '\t=1', ' =1', '＝1'])('disarms %j', (text) => {
  expect(
    csvList(['a'], [[text]])
      .slice(1)
      .split('\r\n')
      .slice(1)
      .join('\r\n'),
  ).toMatch(/^"?'/)
})

test('leaves numbers numbers, and unknown ones empty', () => {
  expect(csvList(['a', 'b', 'c'], [[-1.5, null, Number.NaN]])).toBe('\uFEFFa,b,c\r\n-1.5,,\r\n')
})
