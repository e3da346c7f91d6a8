import { expect, test } from 'vitest'
import { poolSparse } from './pool-sparse.ts'

const stratum = (id: string, treated: number, control: number, treatedChance = 0.8) => ({ id, treated, control, treatedChance })
const pooled = (...strata: ReturnType<typeof stratum>[]): string[] =>
  poolSparse(strata, (each) => each).map((group) => group.map(({ id }) => id).join('+'))

test('large strata stay apart', () => expect(pooled(stratum('a', 80, 20), stratum('b', 40, 10))).toEqual(['a', 'b']))

test('sparse ones join each other before they join a large one', () =>
  expect(pooled(stratum('a', 800, 200), stratum('b', 16, 4), stratum('c', 3, 0), stratum('d', 9, 3))).toEqual(['a', 'b+c+d']))

test('only customers with the same probability are merged; strata that cannot be compared are left out', () => {
  expect(pooled(stratum('a', 80, 20), stratum('b', 30, 0, 1))).toEqual(['a'])
  expect(pooled(stratum('a', 80, 20), stratum('b', 5, 4, 0.5))).toEqual(['a', 'b'])
  expect(pooled(stratum('b', 30, 0))).toEqual([])
})

test('an arm of five is large enough, one of four is not', () => {
  expect(pooled(stratum('a', 80, 20), stratum('b', 5, 5))).toEqual(['a', 'b'])
  expect(pooled(stratum('a', 80, 20), stratum('b', 5, 4))).toEqual(['a+b'])
  expect(pooled(stratum('a', 80, 20), stratum('b', 4, 5))).toEqual(['a+b'])
})

test('the smallest by both arms together is merged first, with the smallest other', () => {
  // b (24) joins c (50), which makes 74; a (103) joins d (56).
  expect(pooled(stratum('a', 100, 3), stratum('b', 4, 20), stratum('c', 40, 10), stratum('d', 6, 50))).toEqual(['b+c', 'a+d'])
})

test('a merged group is no longer sparse', () => {
  expect(pooled(stratum('a', 3, 3), stratum('b', 80, 20), stratum('c', 2, 2), stratum('d', 90, 20))).toEqual(['a+c', 'b', 'd'])
})

test('probabilities that differ by rounding are equal', () => {
  expect(pooled(stratum('a', 80, 20), stratum('b', 4, 1, 0.8 + 1e-9))).toEqual(['a+b'])
  expect(pooled(stratum('a', 80, 20), stratum('b', 4, 1, 0.801))).toEqual(['a', 'b'])
  expect(pooled(stratum('a', 80, 20), stratum('b', 0, 30, 0.1), stratum('c', 0, 3, 0.8))).toEqual(['a+c'])
})
