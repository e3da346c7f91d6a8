import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { type AttributeValue, attributeName } from '../columns/attribute.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'
import { type AccountStatement, SAID_BY_EVENT } from './account-statement.ts'

/** Of the person or of the call, and no attributes of the account. */
const NO_ATTRIBUTES: ReadonlySet<string> = new Set(['name', 'role', 'id'])

/** What group calls say of accounts: the traits are the account's, and whoever is known to make the call is one of its people. Tests and bots say nothing. */
export function eventAccounts(events: readonly StoredEvent[]): AccountStatement[] {
  return events.flatMap(({ type, groupId = '', properties, isBot, isTest, customerId, occurredAt, receivedAt }): AccountStatement[] => {
    if (type !== 'group' || groupId === '' || isBot || isTest) return []
    const text = (name: string): string => (typeof properties[name] === 'string' ? properties[name].trim() : '')
    const attributes = Object.entries(properties).flatMap(([key, value]): [string, AttributeValue][] => {
      const name = attributeName(key)
      if (name === '' || NO_ATTRIBUTES.has(key)) return []
      if (typeof value === 'string') return value.trim() === '' ? [] : [[name, value.trim()]]
      return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? [[name, value]] : []
    })
    const account: AccountStatement = {
      accountId: stableId('account', groupId),
      personId: NO_CUSTOMER,
      saidBy: SAID_BY_EVENT,
      accountKey: groupId,
      name: text('name'),
      attributes: Object.fromEntries(attributes),
      role: '',
      since: null,
      until: null,
      saidAt: occurredAt,
      receivedAt,
    }
    // A device is nobody's for good: the member is the customer.
    return customerId === NO_CUSTOMER
      ? [account]
      : [account, { ...account, personId: customerId, name: '', attributes: {}, role: text('role') }]
  })
}
