import { expect, it } from 'vitest'
import { cappedLevels } from './capped-levels.ts'

it('the most frequent levels come first, ties by code, rare ones go', () => {
  expect(cappedLevels([5, 1, 9, 5, 0], 10, 2)).toEqual([2, 0, 3])
  expect(cappedLevels([5, 1, 9, 5, 0], 2, 1)).toEqual([2, 0])
})
