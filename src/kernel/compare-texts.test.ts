import { expect, test } from 'vitest'
import { compareTexts } from './compare-texts.ts'

test('texts are in one order, by their code units', () => {
  expect(['b', 'a', 'é', 'B', '', 'a'].toSorted(compareTexts)).toEqual(['', 'B', 'a', 'a', 'b', 'é'])
  expect(compareTexts('a', 'a')).toBe(0)
})
