import { expect, it } from 'vitest'
import { correctedCells } from './correct-rows.ts'

it('reads the dates of a column in one order of parts, and leaves what is no such date as it came', () => {
  const read = (cell: string, parts: 'ymd' | 'dmy' | 'mdy') => correctedCells([{ kind: 'date', column: 'd', parts }], { d: cell })['d']
  expect(read('31.12.2025', 'dmy')).toBe('2025-12-31')
  expect(read('12/31/25 9:05', 'mdy')).toBe('2025-12-31 09:05')
  expect(read('31122025', 'dmy')).toBe('2025-12-31')
  expect(read(' 2025-3-1 ', 'ymd')).toBe('2025-03-01')
  for (const [cell, parts] of [
    ['30.02.2025', 'dmy'],
    ['12/31/2025', 'dmy'],
    ['soon', 'dmy'],
    ['1.1.123', 'dmy'],
  ] as const)
    expect(read(cell, parts)).toBeUndefined()
})

it('sets a column in all rows, and replaces a word only where the cell is that word', () => {
  const rows = [{ s: ' shipped out ' }, { s: 'shipped' }, {}]
  const replaced = rows.map((row) => correctedCells([{ kind: 'replace', column: 's', from: 'shipped out', to: 'paid' }], row))
  expect(replaced).toEqual([{ s: 'paid' }, {}, {}])
  expect(rows.map((row) => correctedCells([{ kind: 'set', column: 's', to: 'x' }], row))).toEqual([{ s: 'x' }, { s: 'x' }, { s: 'x' }])
})
