import { describe, expect, test } from 'vitest'
import { MIN_ARM, MIN_RETAINED, verdictOf, verdictText } from './verdict.ts'
import type { Verdict, VerdictFacts } from './verdict.ts'

const over: VerdictFacts = { smallestArm: 500, retained: 200, sampleRatioOk: true, elapsedShare: 1, worstError: 0.01 }
const lift = (estimate: number, low: number, high: number) => ({ estimate, low, high })

// The interval at 2.2414 instead of 1.96 standard errors reaches 1.14357 times as far.
test.each<[Verdict, number, number, number]>([
  ['works', 0.1, 0.0127, 0.2],
  ['not_enough_data', 0.1, 0.0124, 0.2],
  ['harms', -0.1, -0.2, -0.0127],
  ['not_enough_data', -0.1, -0.2, -0.0124],
  ['does_not_work', 0, -0.0174, 0.0174],
  ['not_enough_data', 0, -0.0176, 0.0174],
  ['not_enough_data', 0, -0.0174, 0.0176],
  // On the limit itself: nothing at all, and just worthwhile.
  ['does_not_work', 0, 0, 0],
  ['not_enough_data', -0.02, -0.02, 0.01],
  ['not_enough_data', 0.02, -0.01, 0.02],
])('%s: %f, 95 %% interval %f to %f', (verdict, estimate, low, high) => {
  expect(verdictOf(lift(estimate, low, high), over)).toBe(verdict)
})

test.each<[Verdict, Partial<VerdictFacts>]>([
  ['works', { smallestArm: MIN_ARM }],
  ['not_enough_data', { smallestArm: MIN_ARM - 1 }],
  ['works', { retained: MIN_RETAINED }],
  ['not_enough_data', { retained: MIN_RETAINED - 1 }],
  ['not_enough_data', { sampleRatioOk: false }],
])('%s with %o', (verdict, facts) => {
  expect(verdictOf(lift(0.1, 0.08, 0.12), { ...over, ...facts })).toBe(verdict)
})

// 3.02 standard errors of .01.
test.each<[Verdict, number, Partial<VerdictFacts>]>([
  ['works', 0.0303, {}],
  ['not_yet', 0.0301, {}],
  ['not_yet', -0.0301, {}],
  ['harms', -0.0303, {}],
  ['works', 0.0303, { elapsedShare: 0.5 }],
  ['not_yet', 0.0303, { elapsedShare: 0.49 }],
  ['not_yet', 0.0303, { smallestArm: MIN_ARM - 1 }],
  ['not_yet', 0.0303, { sampleRatioOk: false }],
  ['not_yet', 0, { worstError: 0 }],
])('before the end, %s: %f with %o', (verdict, estimate, facts) => {
  expect(verdictOf(lift(estimate, estimate, estimate), { ...over, elapsedShare: 0.9, ...facts })).toBe(verdict)
})

test('without a measurement there is no verdict', () => {
  expect(verdictOf(null, over)).toBe('not_enough_data')
  expect(verdictOf(null, { ...over, elapsedShare: 0.9 })).toBe('not_yet')
})

describe('the words', () => {
  const facts = { sampleRatioOk: true, daysLeft: 0, hasControl: true, retained: 100 }
  const measured = lift(0.0812, 0.0401, 0.1223)
  const words = (verdict: Verdict, change: Partial<typeof facts> = {}, of: typeof measured | null = measured): string =>
    verdictText(verdict, of, { ...facts, ...change }).en

  test('a lift and its interval in percentage points', () => {
    expect(words('works')).toBe('It works: 8.1 percentage points more customers stayed (95% confidence interval 4.0 to 12.2 points).')
    expect(words('harms', {}, lift(-0.0812, -0.1223, -0.0401))).toBe(
      'It does harm: 8.1 percentage points fewer customers stayed (95% confidence interval -12.2 to -4.0 points). Consider stopping it.',
    )
    expect(verdictText('harms', lift(-0.0812, -0.1223, -0.0401), facts).zh).toContain('下降 8.1 个百分点')
    expect(words('does_not_work')).toBe('No effect worth having (95% confidence interval 4.0 to 12.2 points).')
    expect(words('not_enough_data')).toBe('Not enough data to tell (95% confidence interval 4.0 to 12.2 points).')
    expect(words('not_enough_data', {}, null)).toBe('Not enough data to tell.')
  })

  test('a verdict before the end says that it is early', () => {
    expect(words('works', { daysLeft: 1 })).toMatch(/conclude early\. Its size may still change\.$/u)
    expect(words('harms', { daysLeft: 3 })).toContain('conclude early')
    expect(verdictText('works', measured, { ...facts, daysLeft: 1 }).zh).toContain('提前得出结论')
    expect(verdictText('works', measured, facts).zh).not.toContain('提前')
  })

  test('what prevents a verdict is reported first', () => {
    expect(words('works', { hasControl: false, sampleRatioOk: false })).toBe('Without a control group the effect cannot be known.')
    expect(words('works', { sampleRatioOk: false })).toContain("don't match the planned split")
    expect(words('not_yet', { retained: 0, daysLeft: 1 })).toContain('has 1 day left')
    expect(words('not_yet', { daysLeft: 2 })).toContain('has 2 days left')
    expect(words('not_enough_data', { retained: 0 }, null)).toContain('no customer in either group has ordered')
  })
})
