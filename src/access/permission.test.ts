import { expect, test } from 'vitest'
import { BUILT_IN_ROLES, isPermission, PERMISSIONS, permissionsOf } from './permission.ts'

test('administration is the administrator’s alone', () => {
  for (const role of ['operator', 'analyst', 'agent'] as const) {
    for (const permission of [
      'users:manage',
      'keys:manage',
      'audit:read',
      'settings:manage',
      'sources:manage',
      'webhooks:manage',
      'channels:manage',
    ] as const) {
      expect(permissionsOf(role)).not.toContain(permission)
    }
  }
})

test('an analyst sees no personal data in clear, sends nothing and imports nothing', () => {
  for (const permission of ['customers:reveal', 'customers:export', 'decisions:run', 'data:import', 'strategies:write'] as const) {
    expect(permissionsOf('analyst')).not.toContain(permission)
  }
})

test('an agent works tasks and the customers behind them, and sees nothing of how customers are chosen', () => {
  expect(permissionsOf('agent').filter((each) => !/^(?:tasks|customers|consents):/.test(each))).toEqual([])
  for (const permission of ['customers:export', 'tasks:assign'] as const) expect(permissionsOf('agent')).not.toContain(permission)
})

test('an administrator may do everything, nobody anything twice or anything unknown', () => {
  expect(permissionsOf('admin')).toEqual(PERMISSIONS)
  for (const role of BUILT_IN_ROLES) {
    expect(new Set(permissionsOf(role)).size).toBe(permissionsOf(role).length)
    expect(permissionsOf(role).every((each) => isPermission(each))).toBe(true)
  }
  expect(isPermission('customers:erase')).toBe(false)
})
