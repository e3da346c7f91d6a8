import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { RoleStore } from './access-store.ts'
import { actorLabel, checkOwnPermissions, checkOwnScope } from './actor.ts'
import type { Actor } from './actor.ts'
import type { AuditLog } from './audit-log.ts'
import { isPermission } from './permission.ts'
import type { Permission } from './permission.ts'
import type { Role } from './role.ts'
import { limitsOf } from './scope.ts'

export interface RoleWords {
  readonly name: string
  readonly permissions: readonly string[]
  readonly sees: Role['sees']
}

/** Roles as data: the built-in ones can only be read; the others hold at most what whoever makes or changes them holds. Every change is audited. */
export class RoleService {
  readonly #roles: RoleStore
  readonly #audit: AuditLog
  readonly #clock: Clock

  constructor(parts: { readonly roles: RoleStore; readonly audit: AuditLog; readonly clock: Clock }) {
    this.#roles = parts.roles
    this.#audit = parts.audit
    this.#clock = parts.clock
  }

  /** Built-in ones first, each with the number of people who have it. */
  async list(): Promise<readonly (Role & { readonly users: number })[]> {
    return await this.#roles.list()
  }

  /** Throws `role-not-found`. */
  async get(id: string): Promise<Role> {
    const role = await this.#roles.byId(id)
    if (role === null) throw roleNotFound()
    return role
  }

  /** Throws `unknown-permission`, `permission-not-yours`, `scope-not-yours` or `role-name-taken`. */
  async create(actor: Actor, words: RoleWords): Promise<Role> {
    const role: Role = { id: newId(this.#clock.now()), builtIn: false, ...read(words) }
    checkGrant(actor, role)
    if (!(await this.#roles.insert({ ...role, createdAt: this.#clock.now() }))) throw nameTaken()
    await this.#note(actor, 'role-created', role.id, { permissions: [...role.permissions], sees: role.sees })
    return role
  }

  /** Holds from the next request of everybody who has the role. Throws as `create`, `role-not-found` or `role-built-in`. */
  async change(actor: Actor, id: string, patch: Partial<RoleWords>): Promise<Role> {
    const before = await this.#own(actor, id)
    const role: Role = { ...before, ...read({ ...before, ...patch }) }
    checkGrant(actor, role)
    const stored = await this.#roles.update(role)
    if (stored === 'name-taken') throw nameTaken()
    if (stored === 'gone') throw roleNotFound()
    await this.#note(actor, 'role-changed', id, { permissions: [...role.permissions], sees: role.sees })
    return role
  }

  /** Throws `role-not-found`, `role-built-in` or `role-in-use`. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.#own(actor, id)
    const removed = await this.#roles.remove(id)
    if (removed === 'gone') throw roleNotFound()
    if (removed === 'in-use') {
      throw new AppError('conflict', 'role-in-use', 'Somebody has this role: give them another role first.')
    }
    await this.#note(actor, 'role-deleted', id, {})
  }

  /** A role that the actor may touch: not built in, and nothing in it that the actor does not have. */
  async #own(actor: Actor, id: string): Promise<Role> {
    const role = await this.get(id)
    if (role.builtIn) {
      throw new AppError(
        'conflict',
        'role-built-in',
        'This role comes with the program and cannot be changed: make one of your own instead.',
      )
    }
    checkGrant(actor, role)
    return role
  }

  async #note(actor: Actor, action: string, id: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#audit.append({ at: this.#clock.now(), actor: actorLabel(actor), action, target: `role:${id}`, detail })
  }
}

function checkGrant(actor: Actor, role: Role): void {
  checkOwnPermissions(actor, role.permissions)
  checkOwnScope(actor, { ...limitsOf(actor.scope), role })
}

function read({ name, permissions, sees }: RoleWords): Pick<Role, 'name' | 'permissions' | 'sees'> {
  return { name: name.trim(), permissions: [...new Set(permissions)].map((each) => known(each)), sees }
}

function known(text: string): Permission {
  if (isPermission(text)) return text
  throw new AppError(
    'invalid-input',
    'unknown-permission',
    'permissions names something that is no permission: take names from GET /api/v1/permissions.',
  )
}

function roleNotFound(): AppError {
  return new AppError('not-found', 'role-not-found', 'There is no such role: reload the list.')
}

function nameTaken(): AppError {
  return new AppError('conflict', 'role-name-taken', 'There is already a role of this name: change that one or take another name.')
}
