import { expect, test } from 'vitest'
import { hourGain } from './send-time-gain.ts'

const of = (chosen: readonly [number, number], random: readonly [number, number]) =>
  hourGain({
    channel: 'email',
    chosen: { messages: chosen[0], reacted: chosen[1] },
    random: { messages: random[0], reacted: random[1] },
  })

test('a difference is told only where the interval leaves out none', () => {
  // Newcombe's interval by hand: .30 [.2724, .3291] and .20 [.1489, .2632] give .10 [.0311, .1588].
  const better = of([1_000, 300], [180, 36])
  expect(better.verdict).toBe('better')
  expect(better.difference?.estimate).toBeCloseTo(0.1, 12)
  expect(better.difference?.low).toBeCloseTo(0.1 - Math.hypot(0.3 - 0.2724, 0.2645 - 0.2), 2)
  expect(of([1_000, 200], [180, 36]).verdict).toBe('no_difference')
  expect(of([1_000, 100], [180, 36]).verdict).toBe('worse')
})

test('few messages of an arm say nothing, and none divides by nothing', () => {
  expect(of([1_000, 300], [49, 0])).toMatchObject({ verdict: 'not_enough_data', shares: null, difference: null })
  expect(of([0, 0], [0, 0]).verdict).toBe('not_enough_data')
})
