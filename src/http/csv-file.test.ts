import { expect, test } from 'vitest'
import { wordOf, zonedMinute } from './csv-file.ts'

test('instants are told in the zone of the project', () => {
  expect(zonedMinute('2026-03-15T16:30:00.000Z', 'Asia/Shanghai')).toBe('2026-03-16 00:30')
  expect(zonedMinute('2026-07-01T03:59:59.000Z', 'America/New_York')).toBe('2026-06-30 23:59')
  expect(zonedMinute(null, 'UTC')).toBeNull()
})

test('a code has its word; one that nobody knows stays as it is', () => {
  const words = { store: { zh: '门店', en: 'Store' } }
  expect([wordOf(words, 'store', 'zh'), wordOf(words, 'kiosk', 'zh'), wordOf(words, 'toString', 'en'), wordOf(words, '', 'en')]).toEqual([
    '门店',
    'kiosk',
    'toString',
    null,
  ])
})
