import { describe, expect, test } from 'vitest'
import { isCutRow } from './cut-end.ts'

describe('the last row of a file without a line break at its end', () => {
  const above = ['O1,2026-01-02,120.50', 'O2,2026-01-03,8.00', 'O3,2026-01-03,99.90']

  test.each(['O4,2026-01-04,120.5', 'O4,2026-01-04,12', 'O4,2026-01-0', 'O4,2026-01-04,'])('is cut: %s', (last) => {
    expect(isCutRow(above, last, ',')).toBe(true)
  })

  test.each(['O4,2026-01-04,7.00', '', 'O4,2026-01-04,1234.50'])('is whole: %s', (last) => {
    expect(isCutRow(above, last, ',')).toBe(false)
  })

  test('is cut within a date that ends each row, and within a quotation', () => {
    const dated = ['O1,5,2026-01-02', 'O2,25.5,2026-01-03', 'O3,1,2026-01-03']
    expect([isCutRow(dated, 'O4,7,2026-01', ','), isCutRow(dated, 'O4,7,2026-01-05', ',')]).toEqual([true, false])
    const quoted = ['"O1";"tea"', '"O2";"green tea"', '"O3";"mug"']
    expect([isCutRow(quoted, '"O4";"gre', ';'), isCutRow(quoted, '"O4";"a long name"', ';')]).toEqual([true, false])
  })

  test('says nothing where rows differ anyway', () => {
    expect(isCutRow(['O1,5', 'O2,25.5', 'O3,100'], 'O4,7', ',')).toBe(false)
    expect(isCutRow(['O1,5.00'], 'O2,7', ',')).toBe(false)
  })
})
