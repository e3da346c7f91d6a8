import type { Role } from './role.ts'
import type { ScopeLimits } from './scope.ts'

export type Language = 'zh-CN' | 'en'

/** With the limits of whose customers the person sees. */
export interface User extends ScopeLimits {
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

/** One account for all spellings of an address: case and Unicode form do not matter. */
export function emailKeyOf(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase()
}
