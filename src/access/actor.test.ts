import { describe, expect, test } from 'vitest'
import {
  actorLabel,
  actorOfKey,
  actorOfUser,
  checkOwnPermissions,
  checkOwnScope,
  personLabel,
  personOfLabel,
  systemActor,
} from './actor.ts'
import { roleFromRow } from './role.ts'
import { NO_LIMITS } from './scope.ts'
import type { User } from './user.ts'

function person(change: { readonly role?: string; readonly stores?: readonly string[]; readonly permissions?: readonly string[] }): User {
  return {
    id: '7',
    email: 'li@example.com',
    name: 'Li',
    role: roleFromRow({ id: change.role ?? 'own', name: 'Own', permissions: change.permissions ?? [], sees: 'everyone' }),
    ...NO_LIMITS,
    stores: change.stores ?? [],
    language: 'en',
    credentialVersion: 1,
    mustChangePassword: false,
    createdAt: new Date(0),
    disabledAt: null,
  }
}

test('the log names people and keys by kind and id, and the system by its door', () => {
  expect(actorLabel(actorOfUser(person({})))).toBe('user:7')
  expect(actorLabel(actorOfKey({ id: '8', permissions: [] }, person({})))).toBe('key:8')
  expect(actorLabel(systemActor('cli'))).toBe('cli')
})

test('a person is found again under the name that the log has for them, a program is no person', () => {
  expect(personOfLabel(actorLabel(actorOfUser(person({}))))).toBe('7')
  expect(personOfLabel(personLabel('0190-a'))).toBe('0190-a')
  expect(['key:7', 'cli', 'system', 'user', 'end-user:', ''].map((label) => personOfLabel(label))).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ])
})

test('a key may do what it was given and its owner may still do, and sees whom its owner sees', () => {
  const owner = person({ permissions: ['customers:read', 'tasks:read'], stores: ['A'] })
  const key = actorOfKey({ id: '8', permissions: ['customers:read', 'users:manage'] }, owner)
  expect([...key.permissions]).toEqual(['customers:read'])
  expect(key.scope).toMatchObject({ stores: ['A'], tasksOf: null })
  expect(actorOfKey({ id: '8', permissions: [] }, person({ role: 'agent' })).scope.tasksOf).toBe('7')
})

describe('nobody gives more than they have', () => {
  test('of permissions', () => {
    const actor = actorOfUser(person({ permissions: ['users:manage', 'customers:read'] }))
    expect(() => checkOwnPermissions(actor, ['customers:read'])).not.toThrow()
    expect(() => checkOwnPermissions(actor, ['customers:read', 'audit:read'])).toThrow('audit:read')
  })

  test.each([
    { own: [], given: [], sees: 'everyone' },
    { own: [], given: ['A'], sees: 'everyone' },
    { own: ['A', 'B'], given: ['A'], sees: 'everyone' },
    { own: ['A', 'B'], given: ['A'], sees: 'own-tasks' },
  ] as const)('of customers: with stores $own one may give $given, seeing $sees', ({ own, given, sees }) => {
    expect(() => checkOwnScope(actorOfUser(person({ stores: own })), { ...NO_LIMITS, stores: given, role: { sees } })).not.toThrow()
  })

  test.each([
    { own: ['A'], given: ['A', 'B'], sees: 'everyone' },
    { own: ['A'], given: [], sees: 'everyone' },
    { own: ['A'], given: [], sees: 'own-tasks' },
  ] as const)('of customers: with stores $own one may not give $given, seeing $sees', ({ own, given, sees }) => {
    expect(() => checkOwnScope(actorOfUser(person({ stores: own })), { ...NO_LIMITS, stores: given, role: { sees } })).toThrow(
      'you do not see',
    )
  })

  test('of others’ tasks: an agent can give nobody anything', () => {
    const agent = actorOfUser(person({ role: 'agent' }))
    expect(() => checkOwnScope(agent, { ...NO_LIMITS, role: { sees: 'own-tasks' } })).toThrow('you do not see')
  })
})
