import { expect, test } from 'vitest'
import { poolSparse } from './pool-sparse.ts'

const stratum = (id: string, treated: number, control: number, treatedChance = 0.8) => ({ id, treated, control, treatedChance })
const pooled = (...strata: ReturnType<typeof stratum>[]): string[] =>
  poolSparse(strata, (each) => each).map((group) => group.map(({ id }) => id).join('+'))

test('large strata stay apart', () => expect(pooled(stratum('a', 80, 20), stratum('b', 40, 10))).toEqual(['a', 'b']))

test('sparse ones join each other before they join a large one', () =>
  expect(pooled(stratum('a', 800, 200), stratum('b', 16, 4), stratum('c', 3, 0), stratum('d', 9, 3))).toEqual(['a', 'b+c+d']))

test('only customers with the same chance are put together; what cannot be compared is left out', () => {
  expect(pooled(stratum('a', 80, 20), stratum('b', 30, 0, 1))).toEqual(['a'])
  expect(pooled(stratum('a', 80, 20), stratum('b', 5, 4, 0.5))).toEqual(['a', 'b'])
  expect(pooled(stratum('b', 30, 0))).toEqual([])
})
