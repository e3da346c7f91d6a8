import type { Kysely } from 'kysely'
import { personOfLabel } from '#access/actor.ts'
import { scopeOfAccount, seesEveryone } from '#access/scope.ts'
import type { Permission } from '#access/permission.ts'
import type { ApprovalPeople } from '#act/approvals/approval-ports.ts'
import type { Database } from './database.ts'
import { createUserStore } from './user-store.ts'

const DECIDES: Permission = 'approvals:decide'
const KEY = 'key:'

/** Who may approve, and whose a key is. Whoever sees a part of the customers only cannot judge a message to all of them. */
export function createApprovalPeople(db: Kysely<Database>): ApprovalPeople {
  const users = createUserStore(db)
  return {
    async approvers() {
      const people = await users.list()
      return people
        .filter((user) => user.disabledAt === null && user.role.permissions.includes(DECIDES) && seesEveryone(scopeOfAccount(user)))
        .map(({ id, name }) => ({ id, name }))
    },
    async personOf(label) {
      const person = personOfLabel(label)
      if (person !== null || !label.startsWith(KEY)) return person
      const row = await db.selectFrom('api_keys').select('created_by').where('id', '=', label.slice(KEY.length)).executeTakeFirst()
      return row?.created_by ?? null
    },
  }
}
