import type { Pool } from 'pg'
import type { AttributeValue } from '#collect/columns/attribute.ts'
import { accountFacts } from '#collect/records/record-facts.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { StoredFact } from '#quality/rules/repeated-facts.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { peopleOfAccounts } from './account-store.ts'

/** Grain: one row per account, with what the newest words on it come to, the newest accounts. Cost: one pass over the statements of accounts. */
const ACCOUNTS = `
SELECT * FROM (
  SELECT account_id::text AS key, min(account_key) AS account_key, '' AS customer, max(said_at) AS at, NULL::timestamptz AS since, NULL::timestamptz AS until, '' AS role,
    coalesce((array_agg(name ORDER BY said_at DESC, received_at DESC) FILTER (WHERE name <> ''))[1], '') AS name,
    array_agg(attributes ORDER BY said_at, received_at) FILTER (WHERE attributes <> '{}') AS attributes
  FROM account_statements WHERE person_id = '${NO_CUSTOMER}' GROUP BY account_id ORDER BY at DESC, key LIMIT $1
) newest ORDER BY at, key`

/** Grain: one row per account and customer, those who joined last. Cost: one pass over the statements of accounts. */
const MEMBERS = `
SELECT * FROM (
  SELECT p.account_id || ' ' || p.customer_id AS key, p.customer_id::text AS customer, a.account_key, a.at, p.since, p.until, p.role, '' AS name, NULL::jsonb[] AS attributes
  FROM (${peopleOfAccounts('true')}) p JOIN (
    SELECT account_id, min(account_key) AS account_key, max(said_at) AS at FROM account_statements GROUP BY account_id
  ) a ON a.account_id = p.account_id ORDER BY a.at DESC, key LIMIT $1
) newest ORDER BY at, key`

interface Row {
  key: string
  account_key: string
  customer: string
  at: Date
  since: Date | null
  until: Date | null
  role: string
  name: string
  attributes: Record<string, AttributeValue>[] | null
}

/** The newest accounts, or the newest of their people, as rules of quality see them. */
export async function readAccountFacts(pool: Pool, scope: 'accounts' | 'account-members', most: number): Promise<StoredFact[]> {
  const { rows } = await withEngineErrors('postgres', () => pool.query<Row>(scope === 'accounts' ? ACCOUNTS : MEMBERS, [most]))
  return rows.flatMap((row): StoredFact[] => {
    const attributes = Object.entries(Object.assign({}, ...(row.attributes ?? [])) as Record<string, AttributeValue>)
    const [fact] = accountFacts({
      accountId: row.account_key,
      name: row.name,
      attributes: attributes.map(([name, value]) => ({ name, value })),
      role: row.role,
      since: row.since?.getTime(),
      until: row.until?.getTime(),
      hasPerson: scope === 'account-members',
    })
    return fact === undefined ? [] : [{ key: row.key, customerId: row.customer, source: '', at: row.at.getTime(), read: fact.read }]
  })
}
