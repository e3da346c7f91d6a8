import { expect, it } from 'vitest'
import { daySends, NO_SENDS, sumOfDays } from './day-sends.ts'
import type { SendGroup } from './day-sends.ts'

const group = (state: SendGroup['state'], more: Partial<SendGroup> = {}): SendGroup => ({
  state,
  reason: '',
  messages: 0,
  handed: 0,
  finished: 0,
  priced: 0,
  costMinor: 0,
  ...more,
})

it('counts what left today, what came of it, what did not leave and why, and what still waits', () => {
  const day = daySends([
    group('delivered', { messages: 9, handed: 3, finished: 5, priced: 3, costMinor: 15 }),
    group('accepted', { messages: 2, handed: 2, priced: 1, costMinor: 5 }),
    group('failed', { messages: 4, handed: 4, finished: 4, priced: 4, costMinor: 20 }),
    group('suppressed', { reason: 'no_consent', messages: 7, finished: 6 }),
    group('suppressed', { reason: 'held_out', messages: 9, finished: 9 }),
    group('suppressed', { reason: 'cap_day', messages: 3, finished: 0 }),
    group('planned', { reason: 'quiet_hours', messages: 8 }),
    group('claimed', { messages: 1 }),
  ])
  expect(day).toEqual({
    sent: 5,
    delivered: 5,
    failed: 4,
    stopped: [
      { reason: 'held_out', sends: 9 },
      { reason: 'no_consent', sends: 6 },
    ],
    waiting: 9,
    costMinor: 20,
    withoutCost: 1,
  })
})

it('has no cost where messages left and the cost of none is known, and 0 where none left', () => {
  expect(daySends([group('handed', { messages: 2, handed: 2 })])).toMatchObject({ sent: 2, costMinor: null, withoutCost: 2 })
  expect(daySends([])).toEqual(NO_SENDS)
})

it('adds sources up, and a cost that is not known stays out of the sum and is told', () => {
  const unknown = daySends([group('delivered', { messages: 2, handed: 2, finished: 2 })])
  const known = daySends([
    group('delivered', { messages: 1, handed: 1, finished: 1, priced: 1, costMinor: 7 }),
    group('suppressed', { reason: 'no_consent', messages: 1, finished: 1 }),
  ])
  expect(sumOfDays([unknown, known, known])).toEqual({
    sent: 4,
    delivered: 4,
    failed: 0,
    stopped: [{ reason: 'no_consent', sends: 2 }],
    waiting: 0,
    costMinor: 14,
    withoutCost: 2,
  })
  expect(sumOfDays([unknown, unknown])).toMatchObject({ costMinor: null, withoutCost: 4 })
  expect(sumOfDays([])).toEqual(NO_SENDS)
})
