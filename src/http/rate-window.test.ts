import { expect, test } from 'vitest'
import { RateWindow } from './rate-window.ts'

test('counts each name by itself, says how long to wait, and starts again with the next minute', () => {
  const window = new RateWindow(3)
  for (let i = 0; i < 3; i += 1) window.take('a', 1_000)
  window.take('b', 1_000)
  expect(() => window.take('a', 21_000)).toThrow('wait 40 seconds')
  window.take('a', 61_000)
})

test('made-up names do not pile up', () => {
  const window = new RateWindow(1)
  for (let i = 0; i < 120_000; i += 1) window.take(`10.0.0.${i}`, 0)
  expect(() => window.take('10.0.0.119999', 0)).toThrow('Too many requests')
})
