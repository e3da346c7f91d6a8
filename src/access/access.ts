import type { KeyObject } from 'node:crypto'
import type { Clock } from '#kernel/clock.ts'
import type { ApiKeyStore, BusinessLineStore, RoleStore, SessionStore, StrangerStore, UserStore } from './access-store.ts'
import { ApiKeyService } from './api-key-service.ts'
import type { AuditLog } from './audit-log.ts'
import { BusinessLineService } from './business-line-service.ts'
import { LoginService } from './login-service.ts'
import type { PasswordCost } from './password.ts'
import { RoleService } from './role-service.ts'
import { SetupGate } from './setup-gate.ts'
import { UserService } from './user-service.ts'

/** Everything about who may do what, over six stores. */
export interface Access {
  readonly login: LoginService
  readonly setup: SetupGate
  readonly users: UserService
  readonly roles: RoleService
  readonly businessLines: BusinessLineService
  readonly apiKeys: ApiKeyService
  readonly audit: AuditLog
}

export function createAccess(parts: {
  readonly users: UserStore
  readonly roles: RoleStore
  readonly businessLines: BusinessLineStore
  readonly sessions: SessionStore
  readonly strangers: StrangerStore
  readonly apiKeys: ApiKeyStore
  readonly audit: AuditLog
  readonly clock: Clock
  /** Whoever reads the output of a node that has it may set up the first account: the same code on every node. */
  readonly setupSecret: KeyObject
  /** Of new passwords, where it is not the usual one: tests make hundreds of accounts that nobody attacks. */
  readonly passwordCost?: PasswordCost
}): Access {
  return {
    login: new LoginService(parts),
    setup: new SetupGate(parts),
    users: new UserService(parts),
    roles: new RoleService(parts),
    businessLines: new BusinessLineService(parts),
    apiKeys: new ApiKeyService(parts),
    audit: parts.audit,
  }
}
