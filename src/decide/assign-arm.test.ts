import { expect, test } from 'vitest'
import { hashUnit } from '#kernel/rng.ts'
import { assignArm, assignmentProbability } from './assign-arm.ts'

test('a holdout of 0 puts all customers in the contact group, and one of 1 puts all in the control group', () => {
  const arms = (holdout: number) => new Set(Array.from({ length: 2_000 }, (_, i) => assignArm('run', 's', `c${i}`, holdout)))
  expect(arms(0)).toEqual(new Set(['treated']))
  expect(arms(1)).toEqual(new Set(['control']))
})

test('the draw is 0 or more and below 1, so only draws below a share fall within it', () => {
  const draw = hashUnit('run/s/c')
  expect(assignArm('run', 's', 'c', draw)).toBe('treated')
  expect(assignArm('run', 's', 'c', draw + 1e-9)).toBe('control')
})

test('the recorded probability is that of the arm, and both arms add up to 1', () => {
  expect(assignmentProbability('control', 0.3)).toBe(0.3)
  expect(assignmentProbability('treated', 0.3)).toBe(0.7)
})
