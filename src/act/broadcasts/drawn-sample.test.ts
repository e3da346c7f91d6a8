import { expect, test } from 'vitest'
import { DrawnSample } from './drawn-sample.ts'

const drawnOf = (size: number, keys: readonly string[], seed = 'b1') => {
  const sample = new DrawnSample<string>(size, seed)
  for (const key of keys) sample.offer(key, key)
  return sample.drawn()
}
const KEYS = Array.from({ length: 20_000 }, (_, i) => `customer ${String(i).padStart(6, '0')}`)

test('the same are drawn in whatever order they come, and others for another broadcast', () => {
  const drawn = drawnOf(500, KEYS)
  expect(drawn).toHaveLength(500)
  expect(new Set(drawnOf(500, KEYS.toReversed()))).toEqual(new Set(drawn))
  expect(drawnOf(500, KEYS, 'b2')).not.toEqual(drawn)
})

test('a sample is of the whole and not of its beginning', () => {
  const late = drawnOf(500, KEYS).filter((key) => key >= 'customer 010000').length
  // 250 of 500 with a standard error of 11: five of them to either side.
  expect(Math.abs(late - 250)).toBeLessThan(56)
})

test('fewer than the size are all drawn', () => {
  expect(new Set(drawnOf(500, KEYS.slice(0, 30)))).toEqual(new Set(KEYS.slice(0, 30)))
})
