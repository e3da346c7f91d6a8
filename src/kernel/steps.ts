import { Breather } from './breather.ts'

/** Long work in short steps: each yield gives the number of rows in the step. No step takes more than `STEP_ROWS`. */
export type Steps<T> = Generator<number, T, void>

/** A few milliseconds of the plainest work, on a slow machine too. */
export const STEP_ROWS = 10_000

/** Calls `work` for 0 to n - 1. */
export function* eachInSteps(n: number, work: (i: number) => void): Steps<void> {
  for (let start = 0; start < n; start += STEP_ROWS) {
    const end = Math.min(n, start + STEP_ROWS)
    for (let i = start; i < end; i += 1) work(i)
    yield end - start
  }
}

/** Sorts ascending: short runs are sorted, then merged in pairs. Uses `values` as working space. 0 and -0 count as equal. */
export function* sortInSteps(values: Float64Array): Steps<Float64Array> {
  for (let start = 0; start < values.length; start += STEP_ROWS) {
    const run = values.subarray(start, start + STEP_ROWS)
    run.sort()
    yield run.length
  }
  let from: Float64Array = values
  let to: Float64Array = new Float64Array(values.length)
  for (let width = STEP_ROWS; width < values.length; width *= 2) {
    let [left, right, middle, end] = [0, 0, 0, 0]
    yield* eachInSteps(values.length, (i) => {
      if (i === end) {
        left = i
        middle = right = Math.min(values.length, i + width)
        end = Math.min(values.length, i + 2 * width)
      }
      const takesLeft = left < middle && (right >= end || (from[left] as number) <= (from[right] as number))
      to[i] = (takesLeft ? from[left++] : from[right++]) as number
    })
    ;[from, to] = [to, from]
  }
  return from
}

/** Runs all steps at once: for few rows, and when nothing else is waiting. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Runs all steps, yielding to other work between them. */
export async function withRests<T>(steps: Steps<T>): Promise<T> {
  const breather = new Breather()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await breather.pause()
  }
}
