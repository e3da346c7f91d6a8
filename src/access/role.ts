import { BUILT_IN_ROLES, isPermission, permissionsOf } from './permission.ts'
import type { BuiltInRole, Permission } from './permission.ts'

/** What people of this role may do, and whether they see customers beyond those of their tasks. */
export interface Role {
  /** `admin`, `operator`, `analyst`, `agent`, or the id of a role that an administrator made. */
  readonly id: string
  readonly name: string
  readonly builtIn: boolean
  readonly permissions: readonly Permission[]
  readonly sees: 'everyone' | 'own-tasks'
}

export function isBuiltInRole(id: string): id is BuiltInRole {
  return (BUILT_IN_ROLES as readonly string[]).includes(id)
}

/**
 * A role as it holds today. Built-in ones come from the program, so that a release can add a permission; of the others only permissions that the
 * program still knows.
 */
export function roleFromRow(row: {
  readonly id: string
  readonly name: string
  readonly permissions: readonly string[]
  readonly sees: Role['sees']
}): Role {
  const { id, name, sees } = row
  if (isBuiltInRole(id)) {
    return { id, name, builtIn: true, permissions: permissionsOf(id), sees: id === 'agent' ? 'own-tasks' : 'everyone' }
  }
  return { id, name, builtIn: false, permissions: row.permissions.filter((each) => isPermission(each)), sees }
}
