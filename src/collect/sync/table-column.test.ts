import { expect, test } from 'vitest'
import { cellText, classOfType, isCursor } from './table-column.ts'

test('numbers keep their digits, times say their zone, and what is no date is empty', () => {
  expect(cellText('postgresql', { class: 'number' }, '123456789012345678.000001')).toBe('123456789012345678.000001')
  expect(cellText('postgresql', { class: 'time' }, '2026-01-05 00:00:00.123456+00')).toBe('2026-01-05T00:00:00.123456Z')
  expect(cellText('mysql', { class: 'time' }, '2026-01-05 00:00:00')).toBe('2026-01-05T00:00:00Z')
  expect(cellText('mysql', { class: 'local-time' }, '2026-01-05 00:00:00')).toBe('2026-01-05 00:00:00')
  expect(cellText('mysql', { class: 'date' }, '0000-00-00')).toBe('')
  expect(cellText('postgresql', { class: 'boolean' }, 'f')).toBe('false')
  expect(cellText('postgresql', { class: 'text' }, null)).toBe('')
})

test('only columns whose values grow with new rows can be a cursor', () => {
  const classOf = (type: string) => classOfType('postgresql', type)
  expect(
    ['int8', 'timestamptz', 'date', 'text', 'uuid', 'bytea', 'hstore'].map((type) =>
      isCursor({ name: '', type, class: classOf(type), nullable: false }),
    ),
  ).toEqual([true, true, true, false, false, false, false])
  expect(classOfType('mysql', 'DECIMAL')).toBe('number')
})
