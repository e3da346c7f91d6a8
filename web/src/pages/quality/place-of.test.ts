import { expect, test } from 'vitest'
import { placeOf } from './place-of.ts'

test('a row is counted as its file does, a message within its request from 1', () => {
  expect(placeOf({ origin: 'import', position: 20_003 })).toBe(20_003)
  expect(placeOf({ origin: 'tracking', position: 0 })).toBe(1)
  expect(placeOf({ origin: 'tracking', position: 20_152 })).toBe(153)
})
