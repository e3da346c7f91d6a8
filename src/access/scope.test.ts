import { expect, test } from 'vitest'
import { changedLimits, covers, everyone, hasLimits, limitsOf, NO_LIMITS, readLimits, scopeOfAccount, seesEveryone } from './scope.ts'
import type { Scope, ScopeLimits } from './scope.ts'

const account = (stores: readonly string[], sees: 'everyone' | 'own-tasks') =>
  scopeOfAccount({ id: '7', ...NO_LIMITS, stores, role: { sees } })
const limited = (limits: Partial<ScopeLimits>) => scopeOfAccount({ id: '7', ...NO_LIMITS, ...limits, role: { sees: 'everyone' } })

test('no stores mean every store, and an agent has those of the own tasks', () => {
  expect(account([], 'everyone')).toMatchObject({ stores: null, tasksOf: null })
  expect(account(['A'], 'everyone')).toMatchObject({ stores: ['A'], tasksOf: null })
  expect(account([], 'own-tasks')).toMatchObject({ stores: null, tasksOf: '7' })
  expect(account(['A'], 'own-tasks')).toMatchObject({ stores: ['A'], tasksOf: '7' })
})

test('only somebody without any bound sees everyone', () => {
  expect(seesEveryone(everyone('a test'))).toBe(true)
  expect(seesEveryone(account([], 'everyone'))).toBe(true)
  expect(seesEveryone(account(['A'], 'everyone'))).toBe(false)
  expect(seesEveryone(limited({ regions: ['A'] }))).toBe(false)
  expect(seesEveryone(limited({ businessLines: ['A'] }))).toBe(false)
  expect(seesEveryone(account([], 'own-tasks'))).toBe(false)
  expect(() => everyone('')).toThrow('reason')
})

test.each([
  [{}, false],
  [{ stores: ['A'] }, true],
  [{ regions: ['R'] }, true],
  [{ businessLines: ['L'] }, true],
] as const)('%j limits: %s', (limits, expected) => {
  expect(hasLimits({ ...NO_LIMITS, ...limits })).toBe(expected)
})

test.each([
  [[], [], true],
  [[], ['A'], true],
  [['A'], ['A'], true],
  [['A', 'B'], ['B'], true],
  [['A'], ['B'], false],
  [['A'], ['A', 'B'], false],
  [['A'], [], false],
])('stores %j cover %j: %s', (wide, narrow, expected) => {
  expect(covers(account(wide, 'everyone'), account(narrow, 'everyone'))).toBe(expected)
})

test('each kind of limit is covered by itself alone', () => {
  const wide = limited({ stores: ['A', 'B'], regions: ['R'] })
  expect(covers(wide, limited({ stores: ['A'], regions: ['R'] }))).toBe(true)
  expect(covers(wide, limited({ stores: ['A'], regions: ['R'], businessLines: ['L'] }))).toBe(true)
  expect(covers(wide, limited({ stores: ['A'] }))).toBe(false)
  expect(covers(wide, limited({ regions: ['R'] }))).toBe(false)
  expect(covers(limited({ businessLines: ['L'] }), limited({ regions: ['L'] }))).toBe(false)
})

test('limits keep each value once, and only those that are other values than before are a change', () => {
  const before = readLimits({ stores: ['A', 'B', 'A'], regions: ['R'] })
  expect(before).toEqual({ stores: ['A', 'B'], regions: ['R'], businessLines: [] })
  expect(changedLimits(before, { ...before, stores: ['B', 'A'] })).toEqual({})
  expect(changedLimits(before, { stores: ['B', 'C'], regions: [], businessLines: ['L'] })).toEqual({
    stores: ['B', 'C'],
    regions: [],
    businessLines: ['L'],
  })
  expect(limitsOf(limited({ regions: ['R'] }))).toEqual({ stores: [], regions: ['R'], businessLines: [] })
})

test('own tasks are covered by everyone and by the same person’s own tasks, and cover nothing wider', () => {
  const own = account([], 'own-tasks')
  expect(covers(everyone('a test'), own)).toBe(true)
  expect(covers(own, own)).toBe(true)
  expect(covers(own, everyone('a test'))).toBe(false)
  expect(covers(own, scopeOfAccount({ id: '8', ...NO_LIMITS, role: { sees: 'own-tasks' } }))).toBe(false)
})

test('a scope cannot be written by hand', () => {
  // @ts-expect-error: an object that looks like a scope is none; only an account or a reason makes one.
  const forged: Scope = { stores: null, regions: null, businessLines: null, tasksOf: null }
  expect(forged).not.toBeInstanceOf(everyone('a test').constructor)
})
