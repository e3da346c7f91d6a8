import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { armOfCustomer, judgeEntry } from './enter-journey.ts'
import type { EntryQuestion } from './enter-journey.ts'

const NOW = new Date('2026-03-16T04:00:00Z')
const last = { id: 'before', enteredAt: new Date(NOW.getTime() - 5 * DAY_MS) }
const ask = (more: Partial<EntryQuestion> = {}) =>
  judgeEntry({
    journeyId: 'j',
    definition: { rule: { kind: 'again' }, holdout: 0 },
    customerId: 'c',
    isPaused: false,
    isInAudience: true,
    inside: null,
    last: null,
    now: NOW,
    ...more,
  })
const rule = (kind: 'once' | 'again' | { days: number }, holdout = 0) => ({
  definition: { rule: typeof kind === 'string' ? { kind } : ({ kind: 'days', ...kind } as const), holdout },
})

test('who meets the audience enters', () => {
  expect(ask()).toEqual({ kind: 'enter', isHeldOut: false, probability: 1 })
  expect(ask({ isInAudience: false })).toEqual({ kind: 'refuse', reason: 'not_in_audience', runId: null })
  expect(ask({ isPaused: true })).toMatchObject({ reason: 'paused' })
})

test('the run that stands in the way is named', () => {
  expect(ask({ inside: 'run', last })).toEqual({ kind: 'refuse', reason: 'already_inside', runId: 'run' })
  expect(ask({ ...rule('once'), last })).toEqual({ kind: 'refuse', reason: 'entered_before', runId: 'before' })
  expect(ask({ ...rule({ days: 6 }), last })).toEqual({ kind: 'refuse', reason: 'too_soon', runId: 'before' })
  expect(ask({ ...rule({ days: 5 }), last })).toMatchObject({ kind: 'enter' })
  expect(ask({ last })).toMatchObject({ kind: 'enter' })
})

test('the draw is the same each time that a customer enters, and of the share', () => {
  const held = Array.from({ length: 4_000 }, (_, i) => {
    const verdict = ask({ ...rule('again', 0.2), customerId: `c${i}` })
    const again = ask({ ...rule('again', 0.2), customerId: `c${i}`, last })
    if (verdict.kind !== 'enter' || again.kind !== 'enter') throw new Error('nobody is refused here')
    return { ...verdict, isSame: verdict.isHeldOut === again.isHeldOut }
  })
  expect(held.every(({ isSame }) => isSame)).toBe(true)
  expect(Math.abs(held.filter(({ isHeldOut }) => isHeldOut).length / held.length - 0.2)).toBeLessThan(0.025)
  expect(held.every(({ isHeldOut, probability }) => probability === (isHeldOut ? 0.2 : 0.8))).toBe(true)
  expect(armOfCustomer('j', 'c1', 0)).toBe('treated')
})
