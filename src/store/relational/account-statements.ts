import type { Pool } from 'pg'
import { accountValues } from '#collect/accounts/account-value.ts'
import { type AccountStatement, foldStatements } from '#collect/accounts/account-statement.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** What is said of accounts, in PostgreSQL. */
export interface AccountStatements {
  /** Writes statements; an older one of the same speaker than what is there changes nothing. */
  say(statements: readonly AccountStatement[]): Promise<void>
  /** How many accounts the imports say something of. */
  saidBy(importIds: readonly string[]): Promise<number>
  /** Takes away what the imports said. */
  takeBack(importIds: readonly string[]): Promise<void>
}

const AT_ONCE = 2_000

const SAY = `
INSERT INTO account_statements AS s (account_id, person_id, said_by, account_key, name, attributes, role, since, until, said_at, received_at)
SELECT account_id, person_id, said_by, account_key, name, attributes, role, since, until, said_at, received_at
FROM jsonb_to_recordset($1::jsonb) AS t (account_id uuid, person_id uuid, said_by text, account_key text, name text, attributes jsonb, role text,
  since timestamptz, until timestamptz, said_at timestamptz, received_at timestamptz)
ON CONFLICT (account_id, person_id, said_by) DO UPDATE SET
  name = CASE WHEN excluded.name = '' THEN s.name ELSE excluded.name END, attributes = s.attributes || excluded.attributes,
  role = CASE WHEN excluded.role = '' THEN s.role ELSE excluded.role END, since = coalesce(excluded.since, s.since), until = excluded.until, said_at = excluded.said_at, received_at = excluded.received_at
WHERE excluded.said_at >= s.said_at`

const SAY_VALUES = `
INSERT INTO account_values AS v (account_id, name, said_by, day, said_at, value)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::float8[])
ON CONFLICT (account_id, name, said_by, day) DO UPDATE SET said_at = excluded.said_at, value = excluded.value WHERE excluded.said_at >= v.said_at`

export function createAccountStatements(pool: Pool): AccountStatements {
  return {
    say: (statements) =>
      withEngineErrors('postgres', async () => {
        const folded = foldStatements(statements)
        for (let start = 0; start < folded.length; start += AT_ONCE) {
          const rows = folded.slice(start, start + AT_ONCE).map((one) => ({
            account_id: one.accountId,
            person_id: one.personId,
            said_by: one.saidBy,
            account_key: one.accountKey,
            name: one.name,
            attributes: one.attributes,
            role: one.role,
            since: timeText(one.since),
            until: timeText(one.until),
            said_at: timeText(one.saidAt),
            received_at: timeText(one.receivedAt),
          }))
          await pool.query(SAY, [JSON.stringify(rows)])
        }
        const values = accountValues(statements)
        for (let start = 0; start < values.length; start += AT_ONCE) {
          const part = values.slice(start, start + AT_ONCE)
          await pool.query(SAY_VALUES, [
            part.map((one) => one.accountId),
            part.map((one) => one.name),
            part.map((one) => one.saidBy),
            part.map((one) => one.day),
            part.map((one) => new Date(one.saidAt)),
            part.map((one) => one.value),
          ])
        }
      }),
    saidBy: (importIds) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ n: string }>(
          'SELECT count(DISTINCT account_id) AS n FROM account_statements WHERE said_by = ANY ($1::text[])',
          [importIds],
        )
        return Number(rows[0]?.n ?? 0)
      }),
    takeBack: (importIds) =>
      withEngineErrors('postgres', async () => {
        await pool.query('DELETE FROM account_values WHERE said_by = ANY ($1::text[])', [importIds])
        await pool.query('DELETE FROM account_statements WHERE said_by = ANY ($1::text[])', [importIds])
      }),
  }
}

function timeText(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
