import type { ClickHouseClient } from '@clickhouse/client'
import { AppError } from '#kernel/app-error.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { needsOf } from '#segment/conditions/condition-needs.ts'
import type { Dossier, Member, Membership } from '#segment/conditions/dossier.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import { ACCOUNT_PEOPLE, isMemberAt } from '../account-sources.ts'
import { factsOf } from '../customer-of-origin.ts'
import { readRows } from '../queries/read-rows.ts'
import type { ScopeSql } from '../scope-sql.ts'
import { accountActRows, membersSql } from './account-sql.ts'
import { actRows } from './act-sources.ts'
import { compileConditions } from './condition-sql.ts'
import type { FieldParts } from './read-dossiers.ts'
import { readActs, readFields } from './read-dossiers.ts'
import { SqlBinder } from './sql-binder.ts'

export type AccountParts = FieldParts & {
  readonly segments: SegmentMeanings
  /** Whom the reader may see: people of accounts who are out of it are not counted. */
  readonly seen: ScopeSql
}

/** More people than can be told one by one: what an address of the engine takes as values. */
const MOST_PEOPLE = 4_000
/** A person is in a few accounts; one who is in more is judged by the first. */
const MOST_ACCOUNTS = 50

/** The accounts that a customer is a member of now, with what conditions over accounts ask of each. Cost: one pass over the accounts, and that of each account. */
export async function readMemberships(
  client: ClickHouseClient,
  customerId: string,
  conditions: readonly Condition[],
  parts: AccountParts,
): Promise<Membership[]> {
  if (conditions.length === 0) return []
  const rows = await readRows<{ id: string; role: string; name: string; account_key: string }>(
    client,
    `SELECT p.account_id AS id, p.role AS role, a.name AS name, a.account_key AS account_key
     FROM ${ACCOUNT_PEOPLE} AS p INNER JOIN (SELECT account_id, name, account_key FROM accounts FINAL WHERE is_there = 1) AS a ON a.account_id = p.account_id
     WHERE p.customer_id = {customerId:UUID} AND ${isMemberAt("{now:DateTime64(3,'UTC')}")} ORDER BY account_key LIMIT ${MOST_ACCOUNTS}`,
    { customerId, now: parts.now },
  )
  return await Promise.all(
    rows.map(async ({ id, role, name, account_key }) => ({
      role,
      name: name === '' ? account_key : name,
      account: await readAccountDossier(client, id, conditions, parts),
    })),
  )
}

/**
 * What is known of one account, as far as conditions over accounts ask. Cost: a look into each source of fields, the key ranges of its people, and one query over these.
 *
 * @throws AppError `customer-too-busy`, `account-too-large`
 */
export async function readAccountDossier(
  client: ClickHouseClient,
  accountId: string,
  conditions: readonly Condition[],
  parts: AccountParts,
): Promise<Dossier> {
  const { own, peopleTests } = needsOf(conditions, parts.segments, parts)
  const { seen } = parts
  const bind = new SqlBinder()
  const people = await readRows<{ customer_id: string; role: string }>(
    client,
    `SELECT toString(customer_id) AS customer_id, role FROM ${membersSql(parts.now, seen.where('customer_id'), bind)}
     WHERE account_id = ${bind.id(accountId)} ORDER BY customer_id LIMIT ${MOST_PEOPLE + 1}`,
    { ...seen.params, ...bind.params },
  )
  if (people.length > MOST_PEOPLE) {
    throw new AppError('too-large', 'account-too-large', `This account has more than ${MOST_PEOPLE} people: too many to say why.`, {
      details: { most: MOST_PEOPLE },
    })
  }
  const ids = people.map(({ customer_id }) => customer_id)
  const [fields, acts, members] = await Promise.all([
    readFields(client, accountId, own.fields, parts, (bind) => membersSql(parts.now, seen.where('customer_id'), bind), seen.params),
    Promise.all(
      [...own.kinds].map(async (kind) => {
        const query =
          kind === 'measure' ? accountActRows(kind, 'account_id = {accountId:UUID}', '') : actRows(kind, factsOf('{ids:Array(UUID)}'))
        return [kind, await readActs(client, { query, params: { ids, accountId } })] as const
      }),
    ),
    readMembers(
      client,
      people,
      peopleTests.map((test) => test.people),
      parts,
    ),
  ])
  return {
    customerId: accountId,
    fields,
    pastFields: new Map(),
    acts: Object.fromEntries(acts),
    consents: new Map(),
    snapshots: new Set(),
    people: members,
  }
}

/** Who of some people meets each condition, by the query that counts. */
async function readMembers(
  client: ClickHouseClient,
  people: readonly { readonly customer_id: string; readonly role: string }[],
  conditions: readonly Condition[],
  parts: AccountParts,
): Promise<Member[]> {
  if (conditions.length === 0 || people.length === 0) return people.map(({ role }) => ({ role, meets: () => false }))
  const { seen, ...asked } = parts
  const whose = { records: 'customer_id IN {members:Array(UUID)}', facts: factsOf('{members:Array(UUID)}') }
  const { query, params } = compileConditions(conditions, { ...asked, whose, seen: seen.where('customer_id') })
  const rows = await readRows<Record<string, string | number>>(client, query, {
    ...seen.params,
    ...params,
    members: people.map(({ customer_id }) => customer_id),
  })
  const keys = conditions.map((condition) => JSON.stringify(condition))
  const met = new Map(
    rows.map((row) => [
      String(row['customer_id']),
      new Set(keys.filter((_, i) => Number(row[`m${i}`]) === 1 || String(row[`m${i}`]) === 'true')),
    ]),
  )
  return people.map(({ customer_id, role }) => ({
    role,
    meets: (condition) => met.get(customer_id)?.has(JSON.stringify(condition)) === true,
  }))
}
