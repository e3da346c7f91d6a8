import { expect, test } from 'vitest'
import { cutoffsText, readCutoffs } from './cutoffs-text.ts'

test.each([
  ['30, 60.5', [30, 60.5]],
  ['30，60、90； 120', [30, 60, 90, 120]],
  [' 7 ', [7]],
  ['', []],
  ['30, many', null],
])('%j is read as %j', (text, numbers) => {
  expect(readCutoffs(text)).toEqual(numbers)
})

test('what is shown reads back', () => {
  expect(readCutoffs(cutoffsText([1, 2.5, 1000]))).toEqual([1, 2.5, 1000])
})
