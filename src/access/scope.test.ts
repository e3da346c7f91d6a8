import { expect, test } from 'vitest'
import { covers, everyone, scopeOfAccount, seesEveryone } from './scope.ts'
import type { Scope } from './scope.ts'

const account = (stores: readonly string[], sees: 'everyone' | 'own-tasks') => scopeOfAccount({ id: '7', stores, role: { sees } })

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
  expect(seesEveryone(account([], 'own-tasks'))).toBe(false)
  expect(() => everyone('')).toThrow('reason')
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

test('own tasks are covered by everyone and by the same person’s own tasks, and cover nothing wider', () => {
  const own = account([], 'own-tasks')
  expect(covers(everyone('a test'), own)).toBe(true)
  expect(covers(own, own)).toBe(true)
  expect(covers(own, everyone('a test'))).toBe(false)
  expect(covers(own, scopeOfAccount({ id: '8', stores: [], role: { sees: 'own-tasks' } }))).toBe(false)
})

test('a scope cannot be written by hand', () => {
  // @ts-expect-error: an object that looks like a scope is none; only an account or a reason makes one.
  const forged: Scope = { stores: null, tasksOf: null }
  expect(forged).not.toBeInstanceOf(everyone('a test').constructor)
})
