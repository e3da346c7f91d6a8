import type { ActKind, PeopleTest } from '#segment/conditions/condition.ts'
import { ACCOUNT_PEOPLE, isMemberAt } from '../account-sources.ts'
import { IS_COUNTED } from '../queries/customer-groups.ts'
import { actRows } from './act-sources.ts'
import { contractRows } from './contract-source.ts'
import type { SqlBinder } from './sql-binder.ts'
import { numberSql } from './value-sql.ts'

/*
 * Accounts in the query of conditions (ADR 0043). An account stands where a customer stands: its rows have its id as customer_id, so that the same tests are put to both.
 */

/**
 * Who is in an account now, of those who count as customers. Grain: one row per account and customer. Cost: one pass over the accounts and the customers.
 *
 * @param seen A condition over customer_id: whom the reader may see
 */
export function membersSql(now: Date, seen: string, bind: Pick<SqlBinder, 'time'>): string {
  return `(SELECT account_id, customer_id, role FROM ${ACCOUNT_PEOPLE} WHERE ${isMemberAt(bind.time(now))} AND ${IS_COUNTED} AND ${seen})`
}

/** Where only customers are asked about, nobody's contracts are those of an account. */
export const NO_MEMBERS = '(SELECT account_id, account_id AS customer_id FROM accounts WHERE 0)'

/** The accounts themselves, as rows of a source of fields. */
export const ACCOUNT_ROWS = `(SELECT account_id AS customer_id, account_key, accounts.name AS name, attribute_texts, attribute_numbers, attribute_flags, attribute_dates, people
    FROM accounts FINAL WHERE is_there = 1)`

/** The contracts of an account's people together. Grain: one row per account of whose people one had a contract. Cost: one pass over the facts of subscriptions. */
export function accountContractRows(members: string, at: string): string {
  return `(SELECT m.account_id AS customer_id, sum(c.running) AS running, sum(c.current_seats) AS current_seats, min(c.next_renewal) AS next_renewal,
      min(c.first_start) AS first_start, max(c.last_end) AS last_end
    FROM ${members} AS m INNER JOIN (${contractRows(at)}) AS c ON c.customer_id = m.customer_id GROUP BY m.account_id)`
}

/** Acts of accounts: what their people did, and measures, which are their own. @param whose Conditions over the rows of the table of the acts */
export function accountActRows(kind: ActKind, whose: string, members: string): string {
  if (kind === 'measure') {
    return `SELECT account_id AS customer_id, concat(name, '\\n', toString(day)) AS id, measured_at AS at, measured_at AS available_at, toString(measures.name) AS name,
      toNullable(measures.value) AS value, '' AS unit
    FROM account_measures AS measures FINAL WHERE is_there = 1 AND ${whose}`
  }
  return `SELECT r.* REPLACE (m.account_id AS customer_id) FROM (${actRows(kind, whose)}) AS r INNER JOIN ${members} AS m ON m.customer_id = r.customer_id`
}

/** Of a row of members: they are in one of the roles of a test. */
export function inRoleSql(roles: readonly string[] | undefined, bind: SqlBinder): string {
  return roles === undefined ? '1' : `has(${bind.texts(roles)}, m.role)`
}

/** A test of how many people meet a condition, over the people of one account. @param met Of a row: they meet it */
export function peopleTestSql(test: PeopleTest, met: string, bind: SqlBinder): string {
  const role = inRoleSql(test.roles, bind)
  if (test.share !== true) return `(${numberSql(test, `toFloat64(countIf(${met} AND ${role}))`, bind)})`
  return `(countIf(${role}) > 0 AND ifNull(${numberSql(test, `countIf(${met} AND ${role}) / countIf(${role})`, bind)}, 0))`
}
