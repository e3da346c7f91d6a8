import { expect, test } from 'vitest'
import { RowLines } from './row-lines.ts'
import type { TableColumn } from './table-column.ts'

const columns: TableColumn[] = [
  { name: 'id', type: 'bigint', class: 'integer', nullable: false },
  { name: '__proto__', type: 'text', class: 'text', nullable: true },
]

test('a row is one line of JSON whatever its values hold, and its key is known by the number of its line', () => {
  const lines = new RowLines('postgresql', columns, ['id'], 'salt')
  const text = lines.line(['9007199254740993', 'a "b"\nc\u0000 \uD800'])
  expect(text.split('\n')).toHaveLength(2)
  expect(JSON.parse(text)).toHaveProperty('id', '9007199254740993')
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['id', '__proto__'])
  lines.line(['9007199254740994', null])
  expect(lines.keyOf(1)).not.toBe(lines.keyOf(2))
  expect(lines.rows).toBe(2)
})

test('a key that is empty or names two rows ends the run: a changed row could not be told from another one', () => {
  const lines = new RowLines('mysql', columns, ['id'], 'salt')
  for (let id = 0; id < 2_000; id += 1) lines.line([String(id), null])
  expect(() => lines.line(['7', 'x'])).toThrow(/same value in two rows/)
  expect(() => lines.line([null, 'x'])).toThrow(/is empty in a row/)
})
