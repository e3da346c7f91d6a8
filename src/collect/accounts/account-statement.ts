import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import type { AttributeValue } from '../columns/attribute.ts'
import type { AccountRow } from '../import/account-row-step.ts'

/** What one speaker says of an account, or of one of its people. Times are epoch milliseconds. */
export interface AccountStatement {
  readonly accountId: string
  /** The origin of the person; NO_CUSTOMER for the account itself. */
  readonly personId: string
  /** The id of an import, SAID_BY_API or SAID_BY_EVENT. */
  readonly saidBy: string
  readonly accountKey: string
  readonly name: string
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly role: string
  readonly since: number | null
  readonly until: number | null
  readonly saidAt: number
  readonly receivedAt: number
}

/**
 * The statements of a row: one of the account, one of the person where it names one. Ids that are personal become a code, and what is personal in texts is
 * replaced: an account is no person, and its attributes are not encrypted.
 *
 * @param personId the origin of the person that the row names, NO_CUSTOMER for none
 */
export function accountStatements(
  row: AccountRow,
  personId: string,
  said: { readonly by: string; readonly receivedAt: number },
  secret: string,
): AccountStatement[] {
  const accountKey = protectId(row.accountId, secret)
  const shared = {
    accountId: stableId('account', accountKey),
    accountKey,
    saidBy: said.by,
    saidAt: row.saidAt ?? said.receivedAt,
    receivedAt: said.receivedAt,
  }
  const attributes = row.attributes.flatMap(({ name, value, personal }): [string, AttributeValue][] =>
    personal ? [] : [[name, typeof value === 'string' ? withoutPersonal(value) : value]],
  )
  const account: AccountStatement = {
    ...shared,
    personId: NO_CUSTOMER,
    name: withoutPersonal(row.name),
    attributes: Object.fromEntries(attributes),
    role: '',
    since: null,
    until: null,
  }
  if (personId === NO_CUSTOMER) return [account]
  const member = { role: withoutPersonal(row.role), since: row.since ?? null, until: row.until ?? null }
  return [account, { ...account, ...member, personId, name: '', attributes: {} }]
}

/** One statement for each account, person and speaker: what is said later stands over what was said before, and what it does not say stays. */
export function foldStatements(statements: readonly AccountStatement[]): AccountStatement[] {
  const folded = new Map<string, AccountStatement>()
  for (const next of statements.toSorted((a, b) => a.saidAt - b.saidAt)) {
    const key = `${next.accountId} ${next.personId} ${next.saidBy}`
    const before = folded.get(key)
    folded.set(
      key,
      before === undefined
        ? next
        : {
            ...next,
            name: next.name === '' ? before.name : next.name,
            attributes: { ...before.attributes, ...next.attributes },
            role: next.role === '' ? before.role : next.role,
            since: next.since ?? before.since,
          },
    )
  }
  return [...folded.values()]
}
