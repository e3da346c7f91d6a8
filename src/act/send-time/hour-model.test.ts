import { expect, test } from 'vitest'
import { total } from './hour-chances.ts'
import type { Hours } from './hour-chances.ts'
import { hoursOf, learnHours, NOBODY_SEEN } from './hour-model.ts'
import type { SampledCustomer } from './hour-model.ts'

const at = (...seen: readonly number[]): Hours => NOBODY_SEEN.map((_, hour) => seen.filter((one) => one === hour).length)
const most = (chances: Hours): number => chances.indexOf(Math.max(...chances))

/** Commuters look about eight, night owls about nine in the evening, each at an hour of their own and at noon once; a few of each do as the others do. They read mails at yet another. */
const SAMPLE: SampledCustomer[] = Array.from({ length: 400 }, (_, i) => {
  const tier = i % 2 === 0 ? 'active' : 'dormant'
  const [usual, other] = tier === 'active' ? [8, 21] : [21, 8]
  const hour = (i % 10 < 8 ? usual : other) + ([0, -1, 0, 1, 0][Math.floor(i / 10) % 5] ?? 0)
  const read = (hour + (i % 3) * 5) % 24
  return { tier, active: at(hour, hour, hour, hour, hour, hour, 12), reacted: i % 4 === 0 ? at(read, read, read, read) : NOBODY_SEEN }
})

test('somebody nobody saw has the hours of customers like them, or of all', () => {
  const model = learnHours('email', SAMPLE)
  const nobody = { active: NOBODY_SEEN, reacted: NOBODY_SEEN }
  expect(hoursOf(model, 'active', nobody)).toMatchObject({ kind: 'alike' })
  expect(most(hoursOf(model, 'active', nobody).chances)).toBe(8)
  expect(most(hoursOf(model, 'dormant', nobody).chances)).toBe(21)
  expect(hoursOf(model, 'gone', nobody)).toMatchObject({ kind: 'all' })
  expect(model.customers).toBe(400)
})

test('somebody seen often has their own hours, and what they react to on the channel goes before what they do', () => {
  const model = learnHours('email', SAMPLE)
  const morning = at(...Array.from({ length: 60 }, () => 6))
  expect(hoursOf(model, 'dormant', { active: morning, reacted: NOBODY_SEEN })).toMatchObject({ kind: 'own' })
  expect(most(hoursOf(model, 'dormant', { active: morning, reacted: NOBODY_SEEN }).chances)).toBe(6)
  const opens = at(...Array.from({ length: 200 }, () => 15))
  const { chances } = hoursOf(model, 'dormant', { active: morning, reacted: opens })
  expect(most(chances)).toBe(15)
  expect(total(chances)).toBeCloseTo(1, 12)
})

test('a shop without any data has no preference', () => {
  const model = learnHours('sms', [])
  const { chances, kind } = hoursOf(model, '', { active: NOBODY_SEEN, reacted: NOBODY_SEEN })
  expect(kind).toBe('all')
  expect(Math.max(...chances) - Math.min(...chances)).toBeLessThan(1e-12)
})
