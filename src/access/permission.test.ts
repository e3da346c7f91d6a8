import { expect, test } from 'vitest'
import { permissionsOf } from './permission.ts'

test('administration is the administrator’s alone', () => {
  for (const role of ['operator', 'analyst', 'agent'] as const) {
    for (const permission of [
      'users:manage',
      'keys:manage',
      'audit:read',
      'settings:manage',
      'sources:manage',
      'webhooks:manage',
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
