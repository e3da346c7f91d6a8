import { expect, test } from 'vitest'
import { writtenRate } from './discount-rate.ts'

test.each([
  ['10%', 0.1],
  ['12,5 %', 0.125],
  ['９折', 0.1],
  ['8.5折', 0.15],
  ['95折', 0.05],
  ['0%', 0],
  ['0.1', undefined],
  ['120%', undefined],
  ['', undefined],
])('%s takes off %s', (text, rate) => {
  const found = writtenRate(text)
  expect(found === undefined ? undefined : Math.round(found * 1e9) / 1e9).toBe(rate)
})
