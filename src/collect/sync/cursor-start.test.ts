import { expect, test } from 'vitest'
import { cursorReached, cursorStart } from './cursor-start.ts'

test('rows that were committed late are read again: a thousand numbers, ten minutes (and an hour more by the clock on the wall), the whole day', () => {
  expect(cursorStart('postgresql', { class: 'integer' }, '9007199254740993')).toBe('9007199254739993')
  expect(cursorStart('postgresql', { class: 'integer' }, '5')).toBe('-995')
  expect(cursorStart('postgresql', { class: 'time' }, '2026-03-01 10:00:00.999999+00')).toBe('2026-03-01 09:50:00+00')
  expect(cursorStart('postgresql', { class: 'local-time' }, '2026-03-01 00:05:00')).toBe('2026-02-28 22:55:00')
  expect(cursorStart('postgresql', { class: 'date' }, '2026-03-01')).toBe('2026-03-01')
  // MySQL knows no such short zone.
  expect(cursorStart('mysql', { class: 'time' }, '2026-03-01 10:00:00.123')).toBe('2026-03-01 09:50:00')
})

test('without a value that can be counted back from, all is read', () => {
  expect(cursorStart('postgresql', { class: 'integer' }, null)).toBeNull()
  expect(cursorStart('postgresql', { class: 'time' }, 'infinity')).toBeNull()
  expect(cursorStart('postgresql', { class: 'time' }, '2026-13-45 99:00:00+00')).toBeNull()
})

test('a time that is still to come does not hide the rows after it', () => {
  const readAt = new Date('2026-03-15T08:00:00Z')
  expect(cursorReached('postgresql', { class: 'time' }, '2099-12-31 00:00:00+00', readAt)).toBe('2026-03-14 08:00:00+00')
  expect(cursorReached('mysql', { class: 'local-time' }, '9999-12-31 23:59:59.999', readAt)).toBe('2026-03-14 08:00:00')
  expect(cursorReached('mysql', { class: 'date' }, '2026-04-01', readAt)).toBe('2026-03-14')
  for (const last of ['2026-03-15 07:59:59.999999+00', '2026-03-15 22:00:00', 'infinity']) {
    expect(cursorReached('postgresql', { class: 'local-time' }, last, readAt)).toBe(last)
  }
  expect(cursorReached('mysql', { class: 'integer' }, '99991231', readAt)).toBe('99991231')
})
