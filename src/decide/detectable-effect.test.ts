import { expect, test } from 'vitest'
import { detectableEffect } from './detectable-effect.ts'

/** Size of the contact group needed to tell two shares apart, with `ratio` control customers for each (Fleiss, Levin and Paik 2003, 4.2, without continuity correction). */
function needed(held: number, treated: number, ratio: number): number {
  const mean = (treated + ratio * held) / (1 + ratio)
  const root =
    1.959964 * Math.sqrt((ratio + 1) * mean * (1 - mean)) + 0.841621 * Math.sqrt(ratio * treated * (1 - treated) + held * (1 - held))
  return root ** 2 / (ratio * (treated - held) ** 2)
}

test('equal groups: the sizes that power.prop.test of R gives', () => {
  // power.prop.test(p1 = .50, p2 = .75, power = .80): n = 57.67344; downwards from .75 it is the same distance.
  expect(detectableEffect(57.67344, 57.67344, 0.5)).toBeCloseTo(0.25, 5)
  expect(detectableEffect(57.67344, 57.67344, 0.75)).toBeCloseTo(0.25, 5)
})

test.each([
  [0.2, 0.25, 0.25],
  [0.2, 0.3, 1 / 9],
  [0.05, 0.06, 0.25],
  [0.4, 0.55, 4],
  [0.9, 0.85, 0.25],
  [0.7, 0.6, 1 / 9],
  [0.9, 0.6, 1],
])('unequal groups: %d held out against %d, %d held out for each contacted', (held, treated, ratio) => {
  const n = needed(held, treated, ratio)
  expect(detectableEffect(n, n * ratio, held)).toBeCloseTo(Math.abs(treated - held), 5)
})

test('a base rate of 0 or 1 is moved inwards by one in a thousand', () => {
  expect(detectableEffect(500, 100, 0)).toBe(detectableEffect(500, 100, 0.001))
  expect(detectableEffect(500, 100, 1)).toBe(detectableEffect(500, 100, 0.999))
  expect(detectableEffect(500, 100, 0)).not.toBeNull()
})

test('an empty group detects nothing, and one customer vs. very many only the largest effects', () => {
  expect([detectableEffect(0, 100, 0.3), detectableEffect(100, 0, 0.3), detectableEffect(0, 0, 0.3)]).toEqual([null, null, null])
  expect(detectableEffect(1, 100_000, 0.001)).toBeGreaterThan(0.3)
  expect(detectableEffect(100_000, 1, 0.001)).toBeGreaterThan(0.3)
})

test.each([0.1, 0.3, 0.5, 0.7, 0.9])('two customers against one detect nothing, whatever the base rate (%d)', (base) => {
  expect(detectableEffect(2, 1, base)).toBeNull()
})
