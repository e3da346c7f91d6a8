import { expect, it } from 'vitest'
import { cellsOf } from './row-reading.ts'

const HEADING = ['a', '', 'a']

it.each([
  ['a whole row', { a: '1', 'column 2': '2', 'a (2)': '3' }, ['1', '2', '3']],
  ['a row that was too short stays so', { a: '1', 'column 2': '2' }, ['1', '2']],
  ['a row that was too long stays so', { a: '1', 'column 2': '2', 'a (2)': '3', 'column 4': '4' }, ['1', '2', '3', '4']],
  ['a row whose surplus was emptied fits', { a: '1', 'column 2': '2', 'a (2)': '3', 'column 4': ' ' }, ['1', '2', '3']],
  ['columns in another order', { 'a (2)': '3', a: '1', 'column 2': '2' }, ['1', '2', '3']],
])('%s', (_name, content, cells) => expect(cellsOf(HEADING, content)).toEqual(cells))
