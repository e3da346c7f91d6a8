/**
 * What may be done, as data: every HTTP route names one of these, every role is a list of them (the built-in ones stand below, the others in
 * the table of roles). A permission is about a thing and an
 * act, never about a verb of HTTP: reading churn does not allow training.
 */
export const PERMISSIONS = [
  'overview:read',
  'customers:read',
  'customers:reveal',
  'customers:export',
  'customers:note',
  'consents:manage',
  'segments:read',
  'segments:write',
  'churn:read',
  'churn:train',
  'alerts:work',
  'value:read',
  'demand:read',
  'recommendations:read',
  'models:train',
  'strategies:read',
  'strategies:write',
  'contents:read',
  'contents:write',
  'decisions:read',
  'decisions:run',
  'approvals:decide',
  'tasks:read',
  'tasks:work',
  'tasks:assign',
  'channels:read',
  'channels:manage',
  'webhooks:manage',
  'effects:read',
  'data:read',
  'data:import',
  'sources:manage',
  'jobs:read',
  'jobs:cancel',
  'settings:manage',
  'users:manage',
  'keys:manage',
  'audit:read',
] as const

export type Permission = (typeof PERMISSIONS)[number]

export const BUILT_IN_ROLES = ['admin', 'operator', 'analyst', 'agent'] as const
export type BuiltInRole = (typeof BUILT_IN_ROLES)[number]

const ANALYST: readonly Permission[] = [
  'overview:read',
  'customers:read',
  'segments:read',
  'segments:write',
  'churn:read',
  'churn:train',
  'value:read',
  'demand:read',
  'recommendations:read',
  'models:train',
  'strategies:read',
  'contents:read',
  'decisions:read',
  'effects:read',
  'data:read',
  'jobs:read',
]

const OPERATOR: readonly Permission[] = [
  ...ANALYST,
  'customers:reveal',
  'customers:export',
  'customers:note',
  'consents:manage',
  'strategies:write',
  'contents:write',
  'decisions:run',
  'approvals:decide',
  'alerts:work',
  'tasks:read',
  'tasks:work',
  'tasks:assign',
  'channels:read',
  'data:import',
  'jobs:cancel',
]

/** Least privilege: an agent sees tasks and the customers behind them, an analyst changes nothing but models and segments, an operator runs the work. */
const BY_ROLE: Readonly<Record<BuiltInRole, readonly Permission[]>> = {
  admin: PERMISSIONS,
  operator: OPERATOR,
  analyst: ANALYST,
  agent: ['customers:read', 'customers:reveal', 'customers:note', 'consents:manage', 'tasks:read', 'tasks:work'],
}

export function permissionsOf(role: BuiltInRole): readonly Permission[] {
  return BY_ROLE[role]
}

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text)
}
