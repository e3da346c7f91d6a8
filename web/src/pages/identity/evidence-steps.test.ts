import { expect, test } from 'vitest'
import { evidenceSteps, placeIn } from './evidence-steps.ts'

test('every field begins where the one before ended, and bars lie between the least and the most that is reached', () => {
  const steps = evidenceSteps([
    { field: 'prior', level: 'pair', bits: -10 },
    { field: 'name', level: 'same', bits: 12 },
    { field: 'phone', level: 'one-digit', bits: 8 },
  ])
  expect(steps.map(({ from, to }) => [from, to])).toEqual([
    [0, -10],
    [-10, 2],
    [2, 10],
  ])
  expect([-10, 0, 10].map(placeIn(steps))).toEqual([0, 0.5, 1])
  expect(placeIn([])(0)).toBe(0)
})
