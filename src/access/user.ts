import type { Role } from './permission.ts'

export type Language = 'zh-CN' | 'en'

export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly language: Language
  /** Grows with every change of password or role; sessions of an older version are dead. */
  readonly credentialVersion: number
  /** The password is a temporary one of an administrator. */
  readonly mustChangePassword: boolean
  readonly createdAt: Date
  readonly disabledAt: Date | null
}

export interface UserWithSecret extends User {
  readonly passwordHash: string
  readonly lockedUntil: Date | null
}

/** Who acts: a person in the console or a program with a key. */
export interface Actor {
  readonly kind: 'user' | 'key' | 'system'
  readonly id: string
  readonly permissions: ReadonlySet<string>
  /** The person behind a key. */
  readonly ownerId?: string
}

/** How an actor is written into ledgers and the audit log. Ids only, no names. */
export function actorLabel(actor: Actor): string {
  return actor.kind === 'system' ? 'system' : `${actor.kind}:${actor.id}`
}

/** One account for all spellings of an address: case and Unicode form do not matter. */
export function emailKeyOf(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}
