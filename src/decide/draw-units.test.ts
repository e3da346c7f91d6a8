import { expect, test } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { drawUnits } from './draw-units.ts'
import type { AccountMember } from './draw-units.ts'
import type { Reservation } from './reservation.ts'

const AS_OF = new Date('2026-03-01T00:00:00Z')
const of = (accountId: string, ...people: string[]): AccountMember[] => people.map((customerId) => ({ accountId, customerId }))
const held = (customerId: string, arm: 'treated' | 'control' | null, days = 10, runId = 'earlier'): [string, Reservation] => [
  customerId,
  {
    customerId,
    decisionId: '',
    runId,
    reservedAt: new Date(AS_OF.getTime() - DAY_MS),
    until: new Date(AS_OF.getTime() + days * DAY_MS),
    ...(arm === null ? {} : { drawn: { unit: 'u', arm } }),
  },
]
const units = (people: string[], members: AccountMember[], reservations: [string, Reservation][] = []) =>
  drawUnits(people, members, { runId: 'run', asOf: AS_OF, reservations: new Map(reservations) })

test('the people of an account are one unit; who is in none has none', () => {
  const found = units(['p', 'q', 'r', 'alone'], [...of('a', 'p', 'q', 'not asked'), ...of('b', 'r')])
  expect(found.get('p')).toEqual({ id: 'a', accounts: 1, running: null, given: null })
  expect(found.get('q')).toBe(found.get('p'))
  expect(found.get('r')?.id).toBe('b')
  expect(found.has('alone')).toBe(false)
})

test('accounts that share people of the run are one unit, by chains too, named after the smallest', () => {
  const found = units(['p', 'q', 'r', 's'], [...of('d', 'p', 'q'), ...of('c', 'q', 'r'), ...of('a', 'r'), ...of('e', 's')])
  expect(new Set(['p', 'q', 'r'].map((one) => found.get(one)))).toEqual(new Set([{ id: 'a', accounts: 3, running: null, given: null }]))
  expect(found.get('s')).toMatchObject({ id: 'e', accounts: 1 })
})

test('somebody who is not decided on joins no accounts', () => {
  const found = units(['p', 'q'], [...of('a', 'p', 'adviser'), ...of('b', 'q', 'adviser')])
  expect([found.get('p')?.id, found.get('q')?.id]).toEqual(['a', 'b'])
})

test('a company keeps the arm of a member whose period runs, whoever is asked for, until the last of them is free', () => {
  const members = of('a', 'p', 'held', 'longer')
  expect(units(['p'], members, [held('held', 'treated', 10), held('longer', 'treated', 20)]).get('p')?.running).toEqual({
    arm: 'treated',
    until: new Date(AS_OF.getTime() + 20 * DAY_MS),
  })
  expect(units(['p'], members, [held('held', 'treated', 0)]).get('p')?.running).toBeNull()
})

test('of two arms it is the control arm, in one account or in two that came together', () => {
  const both = [held('x', 'treated', 30), held('y', 'control', 10)]
  expect(units(['p'], of('a', 'p', 'x', 'y'), both).get('p')?.running?.arm).toBe('control')
  expect(units(['p'], [...of('a', 'p', 'x'), ...of('b', 'p', 'y')], both).get('p')?.running).toEqual({
    arm: 'control',
    until: new Date(AS_OF.getTime() + 30 * DAY_MS),
  })
})

test('a person drawn alone, as all were before, binds nobody', () => {
  expect(units(['p'], of('a', 'p', 'x'), [held('x', null)]).get('p')?.running).toBeNull()
})

test('an unfinished part of the same run gives its arm without being an earlier run', () => {
  expect(units(['p'], of('a', 'p', 'x'), [held('x', 'control', 10, 'run')]).get('p')).toMatchObject({
    running: null,
    given: { unit: 'u', arm: 'control' },
  })
})
