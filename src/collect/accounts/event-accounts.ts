import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { type AttributeValue, attributeName } from '../columns/attribute.ts'
import type { StoredEvent, TrackedEvent } from '../tracking/tracked-event.ts'
import { SAID_BY_EVENT } from '../said-by.ts'
import type { AccountStatement } from './account-statement.ts'

/** Of the person or of the call, and no attributes of the account. */
const NO_ATTRIBUTES: ReadonlySet<string> = new Set(['name', 'role', 'id'])

/** What a group call says: the traits are the account's, the role that of whoever makes the call. */
export interface GroupCall {
  readonly accountKey: string
  readonly name: string
  readonly role: string
  readonly attributes: readonly { readonly name: string; readonly value: AttributeValue }[]
}

/** What an event says of an account; undefined where it says nothing. Tests and bots say nothing. */
export function groupCallOf({ type, groupId = '', properties, isBot, isTest }: TrackedEvent): GroupCall | undefined {
  if (type !== 'group' || groupId === '' || isBot || isTest) return undefined
  const text = (name: string): string => (typeof properties[name] === 'string' ? properties[name].trim() : '')
  const attributes = Object.entries(properties).flatMap(([key, value]): GroupCall['attributes'][number][] => {
    const name = attributeName(key)
    if (name === '' || NO_ATTRIBUTES.has(key)) return []
    if (typeof value === 'string') return value.trim() === '' ? [] : [{ name, value: value.trim() }]
    return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? [{ name, value }] : []
  })
  return { accountKey: groupId, name: text('name'), role: text('role'), attributes }
}

/** What group calls say of accounts: whoever is known to make the call is one of its people. */
export function eventAccounts(events: readonly StoredEvent[]): AccountStatement[] {
  return events.flatMap((event): AccountStatement[] => {
    const call = groupCallOf(event)
    if (call === undefined) return []
    const { customerId, occurredAt, receivedAt } = event
    const account: AccountStatement = {
      accountId: stableId('account', call.accountKey),
      personId: NO_CUSTOMER,
      saidBy: SAID_BY_EVENT,
      accountKey: call.accountKey,
      name: call.name,
      attributes: Object.fromEntries(call.attributes.map(({ name, value }) => [name, value])),
      role: '',
      since: null,
      until: null,
      saidAt: occurredAt,
      receivedAt,
    }
    // A device is nobody's for good: the member is the customer.
    return customerId === NO_CUSTOMER
      ? [account]
      : [account, { ...account, personId: customerId, name: '', attributes: {}, role: call.role }]
  })
}
