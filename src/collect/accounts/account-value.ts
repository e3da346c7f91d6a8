import { NO_CUSTOMER } from '#kernel/id.ts'
import type { AccountStatement } from './account-statement.ts'

/** A number that was said of an account, as of a day. */
export interface AccountValue {
  readonly accountId: string
  readonly name: string
  readonly saidBy: string
  /** UTC, YYYY-MM-DD. */
  readonly day: string
  readonly saidAt: number
  readonly value: number
}

/** The dated values in statements: every number that is said of an account, the last of each day and speaker. */
export function accountValues(statements: readonly AccountStatement[]): AccountValue[] {
  const values = new Map<string, AccountValue>()
  for (const { accountId, personId, saidBy, saidAt, attributes } of statements) {
    if (personId !== NO_CUSTOMER) continue
    const day = new Date(saidAt).toISOString().slice(0, 10)
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue
      const key = `${accountId} ${saidBy} ${day} ${name}`
      const before = values.get(key)
      if (before === undefined || before.saidAt <= saidAt) values.set(key, { accountId, name, saidBy, day, saidAt, value })
    }
  }
  return [...values.values()]
}
