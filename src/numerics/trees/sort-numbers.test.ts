import { expect, it } from 'vitest'
import { sortNumbers } from './sort-numbers.ts'

it.each([
  ['few', 100, (i: number) => Math.sin(i * i) * 1e3],
  ['many of every size and sign', 10_000, (i: number) => Math.sin(i * i) * 10 ** ((i % 600) - 300)],
  ['whole numbers', 9_000, (i: number) => ((i * 7919) % 5_000) - 2_500],
  ['equal ones', 5_000, () => 3.5],
  ['32-bit ones', 5_000, (i: number) => Math.fround(Math.cos(i))],
])('sorts %s as Float64Array.sort does', (_, count, value) => {
  const values = Float64Array.from({ length: count }, (__, i) => value(i))
  expect(sortNumbers(values.slice())).toEqual(values.toSorted())
})
