import type { Permission } from '#http/access/access-schemas.ts'

export const permissionGroups = ['customers', 'predict', 'decide', 'act', 'measure', 'data', 'administration'] as const
export type PermissionGroup = (typeof permissionGroups)[number]

/** The stage that a permission is about; a permission without one does not compile. */
const groupOf: Readonly<Record<Permission, PermissionGroup>> = {
  'overview:read': 'customers',
  'customers:read': 'customers',
  'customers:reveal': 'customers',
  'customers:export': 'customers',
  'customers:note': 'customers',
  'consents:manage': 'customers',
  'segments:read': 'customers',
  'segments:write': 'customers',
  'churn:read': 'predict',
  'churn:train': 'predict',
  'alerts:work': 'predict',
  'value:read': 'predict',
  'demand:read': 'predict',
  'recommendations:read': 'predict',
  'models:train': 'predict',
  'strategies:read': 'decide',
  'strategies:write': 'decide',
  'contents:read': 'decide',
  'contents:write': 'decide',
  'decisions:read': 'decide',
  'decisions:run': 'decide',
  'approvals:decide': 'decide',
  'tasks:read': 'act',
  'tasks:work': 'act',
  'tasks:assign': 'act',
  'channels:read': 'act',
  'channels:manage': 'act',
  'webhooks:manage': 'act',
  'effects:read': 'measure',
  'data:read': 'data',
  'data:import': 'data',
  'sources:manage': 'data',
  'jobs:read': 'data',
  'jobs:cancel': 'data',
  'settings:manage': 'administration',
  'users:manage': 'administration',
  'keys:manage': 'administration',
  'audit:read': 'administration',
}

/** The given permissions by stage, in the order of the flow; stages without any are left out. A newer server's are administration. */
export function byGroup(permissions: readonly string[]): { group: PermissionGroup; permissions: string[] }[] {
  const known: Readonly<Record<string, PermissionGroup | undefined>> = groupOf
  return permissionGroups
    .map((group) => ({ group, permissions: permissions.filter((one) => (known[one] ?? 'administration') === group) }))
    .filter((one) => one.permissions.length > 0)
}
