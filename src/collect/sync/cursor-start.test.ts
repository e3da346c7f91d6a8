import { expect, test } from 'vitest'
import { cursorStart } from './cursor-start.ts'

test('rows that were committed late are read again: a thousand numbers, ten minutes, the whole day', () => {
  expect(cursorStart({ class: 'integer' }, '9007199254740993')).toBe('9007199254739993')
  expect(cursorStart({ class: 'integer' }, '5')).toBe('-995')
  expect(cursorStart({ class: 'time' }, '2026-03-01 10:00:00.999999+00')).toBe('2026-03-01 09:50:00+00')
  expect(cursorStart({ class: 'local-time' }, '2026-03-01 00:05:00')).toBe('2026-02-28 23:55:00')
  expect(cursorStart({ class: 'date' }, '2026-03-01')).toBe('2026-03-01')
})

test('without a value that can be counted back from, all is read', () => {
  expect(cursorStart({ class: 'integer' }, null)).toBeNull()
  expect(cursorStart({ class: 'time' }, 'infinity')).toBeNull()
  expect(cursorStart({ class: 'time' }, '2026-13-45 99:00:00+00')).toBeNull()
})
