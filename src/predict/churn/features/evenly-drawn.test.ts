import { expect, test } from 'vitest'
import { evenlyDrawn } from './evenly-drawn.ts'

const rows = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

test.each([
  [0, []],
  [3, [0, 1, 2]],
  [4, [0, 1, 2, 3]],
  [5, [0, 2, 4]],
  [8, [0, 2, 4, 6]],
  [9, [0, 3, 6]],
])('of %i rows at most 4, at equal distances', (count, drawn) => expect(evenlyDrawn(rows(count), 4)).toEqual(drawn))
