/*
 * Accounts as the analytical side knows them (account-copy.ts), said once: what an account is, who its people are, and its dated values.
 */

/** The accounts that there are. Grain: one row per account. Cost: one pass over the accounts. */
export const ACCOUNTS = 'accounts FINAL WHERE is_there = 1'

/** Everybody who is or was in an account. Grain: one row per account and customer: account_id, customer_id, role, since, until. Cost: one pass over the accounts. */
export const ACCOUNT_PEOPLE = `(
  SELECT account_id, person.1 AS customer_id, person.2 AS role, person.3 AS since, person.4 AS until
  FROM accounts FINAL ARRAY JOIN people AS person WHERE is_there = 1
)`

/**
 * Of a row of ACCOUNT_PEOPLE: they are a member at an instant. Who has not left is one; a first day that nobody said is taken as long ago.
 *
 * @param at SQL of ours
 */
export function isMemberAt(at: string): string {
  return `(until IS NULL OR until > ${at})`
}

/** Dated values of accounts. Grain: one row per account, name and day (UTC): account_id, name, day, measured_at, value. Cost: one pass. */
export const ACCOUNT_MEASURES = '(SELECT account_id, name, day, measured_at, value FROM account_measures FINAL WHERE is_there = 1)'
