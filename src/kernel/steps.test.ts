import { expect, test } from 'vitest'
import { Rng } from './rng.ts'
import type { Steps } from './steps.ts'
import { STEP_ROWS, atOnce, eachInSteps, sortInSteps, withRests } from './steps.ts'

function sizesOf(steps: Steps<unknown>): number[] {
  return [...steps]
}

test('each row once, in its order, no step longer than the limit', () => {
  const seen: number[] = []
  const sizes = sizesOf(eachInSteps(2 * STEP_ROWS + 1, (i) => seen.push(i)))
  expect(sizes).toEqual([STEP_ROWS, STEP_ROWS, 1])
  expect(seen.every((i, place) => i === place)).toBe(true)
  expect(sizesOf(eachInSteps(0, () => expect.unreachable()))).toEqual([])
})

test.each([0, 1, STEP_ROWS - 1, STEP_ROWS, STEP_ROWS + 1, 3 * STEP_ROWS + 7, 8 * STEP_ROWS])(
  '%i numbers are sorted as by the engine',
  (n) => {
    const rng = new Rng('steps')
    const values = Float64Array.from({ length: n }, (_, i) => (i % 97 === 0 ? Infinity : Math.floor(rng.uniform(-500, 500))))
    const expected = values.toSorted()
    expect(Math.max(0, ...sizesOf(sortInSteps(values.slice())))).toBeLessThanOrEqual(STEP_ROWS)
    expect(atOnce(sortInSteps(values))).toEqual(expected)
  },
)

test('the event loop turns between steps', async () => {
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const slow = function* (): Steps<string> {
    for (let i = 0; i < 5; i += 1) {
      const end = performance.now() + 15
      while (performance.now() < end);
      yield 1
    }
    return 'done'
  }
  expect(await withRests(slow())).toBe('done')
  clearInterval(timer)
  expect(turns).toBeGreaterThanOrEqual(3)
})
