import type { Pool } from 'pg'
import type { MemberReader } from '#decide/draw-units.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { peopleOfAccounts } from './account-store.ts'

/** Who is a member of which account, in PostgreSQL. */
export function createMemberReader(pool: Pool): MemberReader {
  return {
    members: (at) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ account_id: string; customer_id: string }>(
          `SELECT account_id, customer_id FROM (${peopleOfAccounts('true')}) p WHERE until IS NULL OR until > $1 ORDER BY account_id, customer_id`,
          [at],
        )
        return rows.map((row) => ({ accountId: row.account_id, customerId: row.customer_id }))
      }),
  }
}
