import { AppError } from '#kernel/app-error.ts'
import { PERMISSIONS } from './permission.ts'
import type { Role } from './role.ts'
import { covers, everyone, scopeOfAccount } from './scope.ts'
import type { Scope, ScopeLimits } from './scope.ts'
import type { User } from './user.ts'

const PERSON = 'user:'

/** Who acts: a person in the console or a program with a key; what they may do, and whom they may see. */
export interface Actor {
  readonly kind: 'user' | 'key' | 'system'
  readonly id: string
  readonly permissions: ReadonlySet<string>
  readonly scope: Scope
  /** The person behind a key. */
  readonly ownerId?: string
}

export function actorOfUser(user: User): Actor {
  return { kind: 'user', id: user.id, permissions: new Set(user.role.permissions), scope: scopeOfAccount(user) }
}

/** A program may do what its key was given and its owner may still do today, and sees whom its owner sees. */
export function actorOfKey(key: { readonly id: string; readonly permissions: readonly string[] }, owner: User): Actor {
  const allowed = new Set<string>(owner.role.permissions)
  return {
    kind: 'key',
    id: key.id,
    ownerId: owner.id,
    permissions: new Set(key.permissions.filter((each) => allowed.has(each))),
    scope: scopeOfAccount(owner),
  }
}

/** Whoever owns the data folder already: the command line on this machine, and the program itself. */
export function systemActor(id: string): Actor {
  return { kind: 'system', id, permissions: new Set(PERMISSIONS), scope: everyone('whoever owns the data folder owns the data') }
}

/** How a person is written where actors are. */
export function personLabel(userId: string): string {
  return `${PERSON}${userId}`
}

/** The person that an actor is; null for a program. */
export function personOfLabel(label: string): string | null {
  return label.startsWith(PERSON) ? label.slice(PERSON.length) : null
}

/** How an actor is written into ledgers and the audit log. Ids only, no names. */
export function actorLabel(actor: Actor): string {
  return actor.kind === 'system' ? actor.id : `${actor.kind}:${actor.id}`
}

/**
 * Nobody gives more than they have.
 * @throws AppError forbidden `permission-not-yours`
 */
export function checkOwnPermissions(actor: Actor, permissions: readonly string[]): void {
  const missing = permissions.find((permission) => !actor.permissions.has(permission))
  if (missing === undefined) return
  throw new AppError('forbidden', 'permission-not-yours', `You cannot give ${missing}, because you do not have it yourself.`, {
    details: { permission: missing },
  })
}

/**
 * Nobody opens more customers to others than they see.
 * @throws AppError forbidden `scope-not-yours`
 */
export function checkOwnScope(actor: Actor, given: ScopeLimits & { readonly role: Pick<Role, 'sees'> }): void {
  if (covers(actor.scope, scopeOfAccount({ id: '', ...given }))) return
  throw new AppError(
    'forbidden',
    'scope-not-yours',
    'You cannot give access to customers that you do not see yourself: stay within your own limits.',
  )
}
