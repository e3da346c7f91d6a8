import { expect, test } from 'vitest'
import { lockMs } from './lockout.ts'

test('four mistakes are free, then the wait doubles from 30 s to a quarter of an hour', () => {
  expect([1, 4, 5, 6, 7, 10, 50].map((failures) => lockMs(failures) / 1000)).toEqual([0, 0, 30, 60, 120, 900, 900])
})
