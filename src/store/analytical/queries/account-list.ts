import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import { seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { cutPage, mapPage } from '#kernel/page.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import type { PeopleQuery } from '#segment/segments/segment-ports.ts'
import type { Database } from '../../relational/database.ts'
import { ACCOUNT_MEASURES, ACCOUNT_PEOPLE, isMemberAt } from '../account-sources.ts'
import { scopeSql } from '../scope-sql.ts'
import { ofSomeone, realEvent, soldLine } from '../sold-line.ts'
import { IS_COUNTED } from './customer-groups.ts'
import { hasOrderLines } from './has-order-lines.ts'
import { readRows } from './read-rows.ts'

export const ACCOUNT_SORTS = ['name', 'members', 'activePeople', 'spend', 'lastActive', 'measure', 'change'] as const
export type AccountSort = (typeof ACCOUNT_SORTS)[number]

export interface AccountFilter {
  /** Part of the id or the name. */
  readonly search?: string | undefined
  /** Those of a condition over accounts, as a query of ours. */
  readonly among?: PeopleQuery | undefined
  readonly ids?: readonly string[] | undefined
  /** The measure that is shown of each. */
  readonly measure?: string | undefined
  readonly sort: AccountSort
  readonly isDescending: boolean
}

/** An account in the list. What people did is of members now whom the reader may see. */
export interface AccountRow {
  readonly id: string
  readonly accountId: string
  readonly name: string
  /** People who are members now, and those who have left: all of them, seen or not. */
  readonly members: number
  readonly formerMembers: number
  /** Members who did or bought something in the last 30 days. */
  readonly activePeople: number
  /** When one of them last did or bought something; null: never. */
  readonly lastActiveAt: string | null
  /** What members bought in the last 365 days; null: no order was ever taken in. */
  readonly spend: Money | null
  /** Some of it was in a currency without a rate, and is not in it. */
  readonly hasOtherSpend: boolean
  /** The newest value of the measure that was asked for, and how it changed since the newest that is 30 days older; null where it is not known. */
  readonly measure: { readonly value: number; readonly at: string; readonly change: number | null } | null
  readonly updatedAt: string
}

export const ACTIVE_DAYS = 30
const SPEND_DAYS = 365

interface Row {
  id: string
  account_key: string
  name: string
  members: string
  former: string
  active_people: string
  last_at: string | null
  spend: number
  other: number
  measured: number
  value: number
  measured_at: string
  change: number | null
  updated_at: string
  sort_value: number
  sort_name: string
}

const SORTS: Readonly<Record<Exclude<AccountSort, 'name'>, string>> = {
  members: 'toFloat64(members)',
  activePeople: 'toFloat64(active_people)',
  spend: 'toFloat64(spend)',
  lastActive: 'toFloat64(toUnixTimestamp64Milli(last_at))',
  measure: 'if(measured = 1, toFloat64(value), NULL)',
  change: 'change',
}

/**
 * One page of accounts of which the reader sees somebody. Grain: one row per account. Cost: one pass over the accounts and their people, over the events and order lines of these, and over the
 * values of one measure.
 */
export async function readAccountList(
  {
    client,
    db,
    currency,
    now,
  }: { readonly client: ClickHouseClient; readonly db: Kysely<Database>; readonly currency: string; readonly now: Date },
  scope: Scope,
  { search = '', among, ids, measure = '', sort, isDescending }: AccountFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<AccountRow>> {
  const [own, ordersKnown] = await Promise.all([scopeSql(db, scope), hasOrderLines(client)])
  const worst = isDescending ? '-1e300' : '1e300'
  const sortValue = sort === 'name' ? '0.' : `ifNull(${SORTS[sort]}, ${worst})`
  const [afterValue, afterName, afterId] = cursor === null ? [null, null, null] : readPageKey(cursor, ['number', 'text', 'uuid'])
  const direction = isDescending ? 'DESC' : 'ASC'
  const members = `(SELECT account_id, customer_id FROM ${ACCOUNT_PEOPLE} WHERE ${isMemberAt(NOW)} AND ${IS_COUNTED} AND ${own.where('customer_id')})`
  const isMember = `customer_id IN (SELECT customer_id FROM ${members})`
  const where = [
    seesEveryone(scope) ? '1' : `a.account_id IN (SELECT account_id FROM ${ACCOUNT_PEOPLE} WHERE ${own.where('customer_id')})`,
    search === '' ? '1' : 'positionCaseInsensitiveUTF8(concat(account_key, char(10), name), {search:String}) > 0',
    among === undefined ? '1' : `a.account_id IN (${among.query})`,
    ids === undefined ? '1' : 'a.account_id IN {accountIds:Array(UUID)}',
  ]
  const rows = await readRows<Row>(
    client,
    `SELECT * FROM (
      SELECT toString(a.account_id) AS id, account_key, name, members, former, updated_at, active_people, last_at, toFloat64(total) AS spend, other, measured, value, measured_at, change,
        ${sortValue} AS sort_value, lowerUTF8(if(name = '', account_key, name)) AS sort_name, a.account_id AS account_id
      FROM (
        SELECT account_id, account_key, accounts.name AS name, updated_at,
          arrayCount(p -> NOT ifNull(p.4 <= ${NOW}, 0), people) AS members, arrayCount(p -> ifNull(p.4 <= ${NOW}, 0), people) AS former
        FROM accounts FINAL WHERE is_there = 1
      ) AS a
      LEFT JOIN (
        SELECT m.account_id AS account_id, countIf(did.last_did > {activeSince:DateTime64(3,'UTC')}) AS active_people, toNullable(max(did.last_did)) AS last_at,
          sum(did.spent) AS total, max(did.has_other) AS other
        FROM ${members} AS m INNER JOIN (
          SELECT customer_id, max(at) AS last_did, sum(amount) AS spent, max(is_other) AS has_other FROM (
            SELECT customer_id, occurred_at AS at, toDecimal64(0, 6) AS amount, 0 AS is_other FROM events WHERE ${ofSomeone()} AND ${realEvent()} AND ${isMember}
            UNION ALL
            SELECT customer_id, occurred_at AS at, if(occurred_at > {spendSince:DateTime64(3,'UTC')}, ifNull(project_amount, 0), 0) AS amount,
              project_amount IS NULL AND occurred_at > {spendSince:DateTime64(3,'UTC')} AS is_other
            FROM order_lines FINAL WHERE ${soldLine('order_lines')} AND ${isMember}
          ) WHERE at <= ${NOW} GROUP BY customer_id
        ) AS did ON did.customer_id = m.customer_id GROUP BY m.account_id
      ) AS f ON f.account_id = a.account_id
      LEFT JOIN (
        SELECT account_id, 1 AS measured, argMax(account_values.value, day) AS value, max(account_values.measured_at) AS measured_at,
          if(countIf(day <= today_is - ${ACTIVE_DAYS}) = 0, NULL, value - argMaxIf(account_values.value, day, day <= today_is - ${ACTIVE_DAYS})) AS change
        FROM (SELECT *, max(day) OVER (PARTITION BY account_id) AS today_is FROM ${ACCOUNT_MEASURES} WHERE name = {measure:String}) AS account_values GROUP BY account_id
      ) AS v ON v.account_id = a.account_id
      WHERE ${where.join(' AND ')}
    ) WHERE ${afterValue === null ? '1' : `(sort_value, sort_name, account_id) ${isDescending ? '<' : '>'} ({afterValue:Float64}, {afterName:String}, {afterId:UUID})`}
    ORDER BY sort_value ${direction}, sort_name ${direction}, account_id ${direction} LIMIT {limit:UInt32}`,
    {
      ...among?.params,
      ...own.params,
      now,
      activeSince: new Date(now.getTime() - ACTIVE_DAYS * DAY_MS),
      spendSince: new Date(now.getTime() - SPEND_DAYS * DAY_MS),
      search,
      measure,
      limit: limit + 1,
      ...(ids === undefined ? {} : { accountIds: ids }),
      ...(afterValue === null ? {} : { afterValue, afterName, afterId }),
    },
  )
  const page = cutPage(rows, limit, (last) => JSON.stringify([last.sort_value, last.sort_name, last.id]))
  return mapPage(page, (row) => rowOf(row, ordersKnown ? currency : null))
}

const NOW = "{now:DateTime64(3,'UTC')}"

function rowOf(row: Row, currency: string | null): AccountRow {
  return {
    id: row.id,
    accountId: row.account_key,
    name: row.name,
    members: Number(row.members),
    formerMembers: Number(row.former),
    activePeople: Number(row.active_people),
    lastActiveAt: row.last_at === null ? null : new Date(row.last_at).toISOString(),
    spend: currency === null ? null : { minor: toMinor(row.spend, currency), currency },
    hasOtherSpend: row.other === 1,
    measure: row.measured === 1 ? { value: row.value, at: new Date(row.measured_at).toISOString(), change: row.change } : null,
    updatedAt: new Date(row.updated_at).toISOString(),
  }
}

/** When each of some people last did or bought something. Cost: their key ranges. */
export async function readLastActs(
  client: ClickHouseClient,
  customerIds: readonly string[],
  factsOfIds: string,
): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map()
  const rows = await readRows<{ id: string; last_did: string }>(
    client,
    `SELECT toString(customer_id) AS id, max(at) AS last_did FROM (
       SELECT customer_id, occurred_at AS at FROM events WHERE ${realEvent()} AND ${factsOfIds}
       UNION ALL SELECT customer_id, occurred_at AS at FROM order_lines FINAL WHERE ${soldLine('order_lines')} AND ${factsOfIds}
     ) GROUP BY id`,
    { ids: customerIds },
  )
  return new Map(rows.map(({ id, last_did }) => [id, new Date(last_did).toISOString()]))
}
