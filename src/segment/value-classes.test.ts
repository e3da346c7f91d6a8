import { expect, test } from 'vitest'
import { DEFAULT_TIER_SCHEME } from './tier-scheme.ts'
import { valueClassOf } from './value-classes.ts'

test.each([
  [{ r: 5, f: 5, m: 4 }, 'high_value'],
  [{ r: 4, f: 2, m: 2 }, 'potential'],
  [{ r: 1, f: 4, m: 5 }, 'at_risk'],
  [{ r: 2, f: 1, m: 1 }, 'general'],
  // On the limits: recency 3 counts as recent, an average of 4 as high value, one of 3 as having been valuable.
  [{ r: 3, f: 4, m: 4 }, 'high_value'],
  [{ r: 3, f: 3, m: 5 }, 'high_value'],
  [{ r: 3, f: 4, m: 3 }, 'potential'],
  [{ r: 2, f: 4, m: 4 }, 'at_risk'],
  [{ r: 2, f: 3, m: 3 }, 'at_risk'],
  [{ r: 2, f: 3, m: 2 }, 'general'],
  [{ r: 1, f: 5, m: 1 }, 'at_risk'],
  [{ r: 0, f: 0, m: 0 }, null],
] as const)('value class of %o is %s', (score, expected) => {
  expect(valueClassOf(score, DEFAULT_TIER_SCHEME.classes)).toBe(expected)
})
