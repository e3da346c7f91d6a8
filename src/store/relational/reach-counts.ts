import { isRealCustomer } from './real-customer.ts'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import { isAddressSuppressed, isPersonSuppressed } from './suppressed.ts'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'

/** How many people there are, how many of them have an email address, and how many may be written to there. */
export interface ReachCounts {
  readonly customers: number
  readonly withEmail: number
  readonly reachable: number
}

/** Grain: one row. Cost: one pass over the customers, with a look at their addresses. Merged and test records are nobody. */
export async function readReachCounts(db: Kysely<Database>, now: Date): Promise<ReachCounts> {
  const result = await sql<{ customers: string; with_email: string; reachable: string }>`
    SELECT count(*) AS customers, count(*) FILTER (WHERE a.has_address) AS with_email,
      count(*) FILTER (WHERE a.open AND s.granted AND NOT ${isPersonSuppressed('c', 'email', now)}) AS reachable
    FROM customers c
    LEFT JOIN (
      SELECT i.customer_id, true AS has_address,
        bool_or(NOT ${isAddressSuppressed('i', 'email', now)}) AS open
      FROM identifiers i
      WHERE i.kind = 'email'
      GROUP BY i.customer_id
    ) a ON a.customer_id = c.id
    LEFT JOIN consents s ON s.customer_id = c.id AND s.purpose = ${CONTACT_PURPOSE} AND s.channel = 'email'
    WHERE ${sql.raw(isRealCustomer('c'))} AND c.merged_into IS NULL`.execute(db)
  const [row] = result.rows
  return { customers: Number(row?.customers ?? 0), withEmail: Number(row?.with_email ?? 0), reachable: Number(row?.reachable ?? 0) }
}
