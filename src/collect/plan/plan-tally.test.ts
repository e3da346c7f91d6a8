import { expect, test } from 'vitest'
import type { PlanViolation } from './compile-plan.ts'
import { APART_AT_ONCE, PlanTally } from './plan-tally.ts'

const wrong: PlanViolation = { kind: 'wrong_type', property: 'price', mode: 'flag' }
const message = { type: 'track', event: ' Viewed ', userId: 'M0001024', properties: { price: 'x', email: 'li@example.com' } }

test('messages are counted by source, day, event and property, with the first one masked', () => {
  const tally = new PlanTally()
  tally.add('s', '2026-05-01', message, [wrong], true)
  tally.add('s', '2026-05-01', message, [wrong], false)
  tally.add('t', '2026-05-01', message, [{ ...wrong, mode: 'allow' }], true)
  expect(tally.counts).toMatchObject([
    { sourceId: 's', event: 'Viewed', property: 'price', count: 2, quarantined: 1 },
    { sourceId: 't', count: 1, quarantined: 0, example: null },
  ])
  expect(JSON.stringify(tally.counts)).not.toMatch(/li@example|M0001024/u)
})

test('names that hold something personal are kept without it, and a large message by its size', () => {
  const tally = new PlanTally()
  tally.add('s', 'd', { type: 'track', event: 'mail li@example.com', text: 'a'.repeat(20_000) }, [{ ...wrong, property: '\ud800' }], true)
  expect(tally.counts[0]?.event).not.toContain('li@example.com')
  expect(tally.counts[0]?.property.isWellFormed()).toBe(true)
  expect(tally.counts[0]?.example).toMatchObject({ tooLarge: expect.any(Number) as number })
})

test('a sender with a new name in every message is counted all the same, without a line for each', () => {
  const tally = new PlanTally()
  for (let i = 0; i < APART_AT_ONCE + 50; i += 1) tally.add('s', 'd', { type: 'track', event: `e${i}` }, [wrong], true)
  expect(tally.counts).toHaveLength(APART_AT_ONCE + 1)
  expect(tally.counts.reduce((sum, { count }) => sum + count, 0)).toBe(APART_AT_ONCE + 50)
  expect(tally.counts.at(-1)).toMatchObject({ event: '', property: '', kind: 'wrong_type', count: 50 })
})
