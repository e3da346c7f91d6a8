import { expect, it } from 'vitest'
import { csvText } from './csv.ts'

it('quotes what must be quoted and never hands a spreadsheet a formula', () => {
  expect(
    csvText([
      ['a', 'b,c', 'd"e'],
      ['=1+1', '留客', 'line\nbreak'],
      ['＝1+1', '－2', '＠a'],
    ]),
  ).toBe('\uFEFFa,"b,c","d""e"\r\n\'=1+1,留客,"line\nbreak"\r\n\'＝1+1,\'－2,\'＠a\r\n')
})
