import { describe, expect, it } from 'vitest'
import { cleanCell } from './clean-cell.ts'

describe('cleanCell', () => {
  it.each([
    ['="0012"', '0012'],
    ['="a ""b"""', 'a "b"'],
    ['=3001002003004005006', '3001002003004005006'],
    ['=A1+B1', '=A1+B1'],
    ["'0012", '0012'],
    ["'+8613900000001", '+8613900000001'],
    ["'张三", '张三'],
    ["'s-Hertogenbosch", "'s-Hertogenbosch"],
    ["'ana@example.com", 'ana@example.com'],
    ["'M1'", 'M1'],
    ['`3001`', '3001'],
    ['`3001', '3001'],
    ['\t123\t', '123'],
    ['1\u00A0234,50', '1 234,50'],
    ['\u202A13900000601\u202C', '13900000601'],
    ['\u200E2026-05-01\u200F', '2026-05-01'],
    ['M\u200B1', 'M1'],
    ['\uFEFFid', 'id'],
    ['１３９００００１３０１', '13900001301'],
    ['２０２６年１月５日', '2026年1月5日'],
    ['￥１２．５０', '¥12.50'],
    ['ａ１＠ｅｘａｍｐｌｅ．ｃｏｍ', 'a1@example.com'],
    ['茶（２包）', '茶（２包）'],
    ['　乌龙茶　', '乌龙茶'],
    ['"x"', 'x'],
    ['"a" and "b"', '"a" and "b"'],
    ['24" x 30"', '24" x 30"'],
    [' plain text ', 'plain text'],
    ['two\nlines', 'two\nlines'],
    ['O’Neil', 'O’Neil'],
    ["O'Neil", "O'Neil"],
    ['-5', '-5'],
    ['#2001', '#2001'],
    ['["a","b"]', '["a","b"]'],
    ['Null', 'Null'],
    ['👩‍👧', '👩‍👧'],
  ])('%j is %j', (cell, clean) => expect(cleanCell(cell)).toBe(clean))

  it.each(['', ' ', '-', '--', '—', 'N/A', '#N/A', 'NULL', 'null', '\\N', 'NaN', '\t', '\u3000', '\u200B', '=""', "'", '`', '""', '#REF!'])(
    '%j is empty',
    (cell) => expect(cleanCell(cell)).toBe(''),
  )
})
