import { expect, test } from 'vitest'
import { Rng, shuffle } from './rng.ts'

test('a shuffled list holds the same, in each order equally often', () => {
  const rng = new Rng('orders')
  const orders = new Map<string, number>()
  for (let k = 0; k < 6_000; k += 1) {
    const order = rng.shuffle(['a', 'b', 'c']).join('')
    orders.set(order, (orders.get(order) ?? 0) + 1)
  }
  expect([...orders.keys()].toSorted()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  // 1,000 of each are expected, with a standard deviation of 29.
  for (const times of orders.values()) expect(Math.abs(times - 1_000)).toBeLessThan(4 * 29)
})

test('draws choose among the places not yet filled, from the last one down', () => {
  expect(shuffle([1, 2, 3], () => 1 - 2 ** -32)).toEqual([1, 2, 3])
  expect(shuffle([1, 2, 3], () => 0)).toEqual([2, 3, 1])
  expect(shuffle([], () => 0)).toEqual([])
})
