import { expect, test } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { AddressSet } from './address-set.ts'

test('a set of addresses holds what was added and nothing else, however large it grows', () => {
  const rng = new Rng(1)
  const pairs = Array.from({ length: 20_000 }, (): [number, number] => [Math.floor(rng.next() * 2 ** 32), Math.floor(rng.next() * 2 ** 32)])
  // Numbers that differ in one bit, and in one word only.
  pairs.push([0, 1], [1, 0], [1, 1], [2 ** 31, 0], [0, 2 ** 32 - 1])
  const set = new AddressSet()
  for (const [i, [high, low]] of pairs.entries()) {
    expect(set.has(high, low)).toBe(false)
    if (i % 2 === 0) set.add(high, low)
  }
  const held = pairs.filter(([high, low]) => set.has(high, low))
  expect(held).toEqual(pairs.filter((_, i) => i % 2 === 0))
  expect(set.has(0, 0)).toBe(false)
})
