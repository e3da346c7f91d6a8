import type { Pool } from 'pg'
import { seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import type { AttributeValue } from '#collect/columns/attribute.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { type MeasureTrend, TREND_POINTS, trendOf } from '../measure-trend.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import type { StoredPeople } from '../stored-people.ts'

/** An account itself. */
interface AccountWords {
  readonly id: string
  readonly accountId: string
  readonly name: string
  /** People who are members now, and those who have left. */
  readonly members: number
  readonly formerMembers: number
  readonly updatedAt: Date
}

export interface AccountMember {
  readonly customerId: string
  readonly maskedName: string
  /** What tells people without a name apart; empty where only a device is known. */
  readonly maskedIdentifier: string
  readonly role: string
  readonly since: Date | null
  readonly until: Date | null
  readonly isMember: boolean
}

export interface StoredAccount extends AccountWords {
  readonly attributes: readonly { readonly name: string; readonly value: AttributeValue }[]
  /** Those whom the reader may see. */
  readonly people: readonly AccountMember[]
  /** Members, past and present, whom the reader may not see. */
  readonly hiddenPeople: number
}

export interface CustomerAccount {
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly role: string
  readonly since: Date | null
  readonly until: Date | null
  readonly isMember: boolean
}

/** Accounts and their people, in PostgreSQL. */
export interface AccountStore {
  /** Null when there is none that the reader may see. */
  get(scope: Scope, id: string, now: Date): Promise<StoredAccount | null>
  /** Dated values of an account, by name. */
  measures(id: string): Promise<readonly MeasureTrend[]>
  /** The accounts of a customer with these ids. */
  ofCustomer(customerIds: readonly string[], now: Date): Promise<readonly CustomerAccount[]>
}

const MOST_PEOPLE = 500

/**
 * Grain: one row per account and customer. The newest word says whether they are still there; a role and a first day hold until another is given. Cost: the
 * statements of the accounts asked for.
 */
export const peopleOfAccounts = (condition: string) => `
SELECT s.account_id, coalesce(c.merged_into, c.id) AS customer_id,
  coalesce((array_agg(s.role ORDER BY s.said_at DESC, s.received_at DESC) FILTER (WHERE s.role <> ''))[1], '') AS role,
  (array_agg(s.since ORDER BY s.said_at DESC, s.received_at DESC) FILTER (WHERE s.since IS NOT NULL))[1] AS since,
  (array_agg(s.until ORDER BY s.said_at DESC, s.received_at DESC))[1] AS until
FROM account_statements s JOIN customers c ON c.id = s.person_id
WHERE s.person_id <> '${NO_CUSTOMER}' AND ${condition}
GROUP BY s.account_id, coalesce(c.merged_into, c.id)`

/** Grain: one row per measure and time of one account, oldest first; of several speakers at one time one counts. Cost: by key. */
const VALUES = `
SELECT DISTINCT ON (name, said_at) name, said_at, value FROM account_values WHERE account_id = $1 ORDER BY name, said_at, said_by DESC`

export function createAccountStore({ pool, scoped }: { readonly pool: Pool; readonly scoped: Pick<StoredPeople, 'narrow'> }): AccountStore {
  return {
    get: (scope, id, now) =>
      withEngineErrors('postgres', async () => {
        const { rows: said } = await pool.query<{
          account_key: string
          name: string
          attributes: Record<string, AttributeValue>
          received_at: Date
        }>(
          `SELECT account_key, name, attributes, received_at FROM account_statements WHERE account_id = $1 AND person_id = '${NO_CUSTOMER}' ORDER BY said_at, received_at`,
          [id],
        )
        const [first] = said
        if (first === undefined) return null
        const { rows: all } = await pool.query<MemberRow>(
          `SELECT p.*, c.masked_name, coalesce((SELECT i.masked FROM identifiers i WHERE i.customer_id = p.customer_id AND i.kind <> 'device'
             ORDER BY coalesce(array_position(ARRAY['phone', 'email', 'member_number'], i.kind), 9), i.masked LIMIT 1), '') AS masked_identifier
           FROM (${peopleOfAccounts('s.account_id = $1')}) p JOIN customers c ON c.id = p.customer_id
           ORDER BY (p.until IS NOT NULL AND p.until <= $2), p.role, p.customer_id`,
          [id, now],
        )
        const seen = new Set(
          await scoped.narrow(
            scope,
            all.map(({ customer_id }) => customer_id),
          ),
        )
        if (seen.size === 0 && !seesEveryone(scope)) return null
        const members = all.map((row) => memberOf(row, now))
        const attributes: Record<string, AttributeValue> = Object.assign({}, ...said.map((one) => one.attributes))
        return {
          id,
          accountId: first.account_key,
          name: said.findLast(({ name }) => name !== '')?.name ?? '',
          members: members.filter(({ isMember }) => isMember).length,
          formerMembers: members.filter(({ isMember }) => !isMember).length,
          updatedAt: new Date(Math.max(...said.map(({ received_at }) => received_at.getTime()))),
          attributes: Object.entries(attributes)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => ({ name, value })),
          people: members.filter(({ customerId }) => seen.has(customerId)).slice(0, MOST_PEOPLE),
          hiddenPeople: all.length - Math.min(seen.size, MOST_PEOPLE),
        }
      }),
    measures: (id) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ name: string; said_at: Date; value: number }>(VALUES, [id])
        return [...Map.groupBy(rows, ({ name }) => name)].map(([name, values]) => {
          const points = values.map(({ said_at, value }) => ({ at: said_at.toISOString(), value }))
          return trendOf(name, '', points.length, points.slice(-TREND_POINTS))
        })
      }),
    ofCustomer: (customerIds, now) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<MemberRow & { account_key: string; name: string | null }>(
          `SELECT p.*, '' AS masked_name, '' AS masked_identifier, a.account_key, a.name FROM (${peopleOfAccounts('coalesce(c.merged_into, c.id) = ANY ($1::uuid[])')}) p
           JOIN (SELECT account_id, min(account_key) AS account_key,
             (array_agg(name ORDER BY said_at DESC, received_at DESC) FILTER (WHERE name <> ''))[1] AS name FROM account_statements GROUP BY account_id
           ) a ON a.account_id = p.account_id ORDER BY (p.until IS NOT NULL AND p.until <= $2), a.account_key LIMIT 100`,
          [customerIds, now],
        )
        return rows.map((row) => {
          const { role, since, until, isMember } = memberOf(row, now)
          return { id: row.account_id, accountId: row.account_key, name: row.name ?? '', role, since, until, isMember }
        })
      }),
  }
}

interface MemberRow {
  account_id: string
  customer_id: string
  masked_name: string
  masked_identifier: string
  role: string
  since: Date | null
  until: Date | null
}

function memberOf({ customer_id, masked_name, masked_identifier, role, since, until }: MemberRow, now: Date): AccountMember {
  return {
    customerId: customer_id,
    maskedName: masked_name,
    maskedIdentifier: masked_identifier,
    role,
    since,
    until,
    isMember: until === null || until > now,
  }
}
