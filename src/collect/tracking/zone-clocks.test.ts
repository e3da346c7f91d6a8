import { expect, test } from 'vitest'
import { ZoneClocks } from './zone-clocks.ts'

test('each zone has one clock of its own', () => {
  const clocks = new ZoneClocks()
  const noon = Date.parse('2026-07-01T12:00:00Z')
  expect(['Asia/Shanghai', 'UTC', 'Asia/Tokyo'].map((zone) => (noon - clocks.of(zone)(noon)) / 3_600_000)).toEqual([8, 0, 9])
  expect(clocks.of('Asia/Tokyo')).toBe(clocks.of('Asia/Tokyo'))
  expect(() => clocks.of('Mars/Base')).toThrow('Mars/Base')
})
