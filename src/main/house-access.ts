import type { Kysely } from 'kysely'
import { createAccess } from '#access/access.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { createApiKeyStore } from '#store/relational/api-key-store.ts'
import { createAuditLog } from '#store/relational/audit-store.ts'
import { createBusinessLineStore } from '#store/relational/business-line-store.ts'
import type { Database } from '#store/relational/database.ts'
import { createRateLeases } from '#store/relational/rate-lease-store.ts'
import { createRoleStore } from '#store/relational/role-store.ts'
import { createSessionStore } from '#store/relational/session-store.ts'
import { createStrangerStore } from '#store/relational/stranger-store.ts'
import { createUserStore } from '#store/relational/user-store.ts'

export type HouseAccess = ReturnType<typeof buildAccess>

/** Who may do what, and how often. */
export function buildAccess({ db, keyring, clock }: { readonly db: Kysely<Database>; readonly keyring: Keyring; readonly clock: Clock }) {
  const sessions = createSessionStore(db)
  const strangers = createStrangerStore(db)
  const access = createAccess({
    users: createUserStore(db),
    roles: createRoleStore(db),
    businessLines: createBusinessLineStore(db),
    sessions,
    strangers,
    apiKeys: createApiKeyStore(db),
    audit: createAuditLog(db),
    clock,
    setupSecret: keyring.index,
  })
  return { access, sessions, strangers, rateLeases: createRateLeases(db) }
}
