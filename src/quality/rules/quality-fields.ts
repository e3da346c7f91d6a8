import { attributeOfField } from '#collect/columns/attribute.ts'
import { SCALE } from '#collect/import/row-facts.ts'

/**
 * What a rule is about. A row of an order file is a line; what it says of its order is judged as the order. A measure is one dated value, feedback one answer, a subscription one contract, an account the company, and
 * an account member one of its people.
 */
export const QUALITY_SCOPES = [
  'orders',
  'order-lines',
  'customers',
  'tickets',
  'events',
  'measures',
  'feedback',
  'subscriptions',
  'accounts',
  'account-members',
] as const
export type QualityScope = (typeof QUALITY_SCOPES)[number]

export type FieldType = 'text' | 'number' | 'time'

/** A field that rules may name. */
export interface QualityField {
  readonly name: string
  readonly type: FieldType
  /** How its values are masked where they are shown; '' for what is no personal data. */
  readonly masked: '' | 'phone' | 'email' | 'name' | 'code'
  /** Where it can be judged: as a record comes in, and in what is stored. */
  readonly arrives: boolean
  readonly stored: boolean
}

const both = (type: FieldType, ...names: string[]): QualityField[] =>
  names.map((name) => ({ name, type, masked: '', arrives: true, stored: true }))
const arriving = (type: FieldType, ...names: string[]): QualityField[] =>
  names.map((name) => ({ name, type, masked: '', arrives: true, stored: false }))
const stored = (type: FieldType, ...names: string[]): QualityField[] =>
  names.map((name) => ({ name, type, masked: '', arrives: false, stored: true }))
const personal = (name: string, masked: QualityField['masked'], isStored = false): QualityField => ({
  name,
  type: 'text',
  masked,
  arrives: true,
  stored: isStored,
})
/** Whether somebody is known: any of the identifiers. */
const CUSTOMER: QualityField = { name: 'customer', type: 'text', masked: 'code', arrives: true, stored: true }

export const QUALITY_FIELDS: Readonly<Record<QualityScope, readonly QualityField[]>> = {
  orders: [
    personal('orderId', 'code', true),
    CUSTOMER,
    ...both('time', 'orderedAt'),
    ...stored('time', 'refundedAt'),
    ...arriving('time', 'paidAt', 'cancelledAt'),
    ...stored('number', 'amount'),
    ...both('text', 'currency', 'channel', 'storeId', 'paymentMethod', 'country'),
    ...arriving('text', 'status', 'couponCode'),
    personal('phone', 'phone'),
    personal('email', 'email'),
    personal('customerName', 'name'),
  ],
  'order-lines': [
    ...both('text', 'productId', 'productName', 'category'),
    ...both('number', 'quantity', 'unitPrice', 'amount'),
    ...arriving('number', 'refundAmount'),
  ],
  customers: [
    personal('customerName', 'name'),
    personal('phone', 'phone', true),
    personal('email', 'email', true),
    personal('memberNumber', 'code'),
    personal('customerId', 'code'),
    personal('userId', 'code'),
    ...both('time', 'registeredAt'),
    // As codes: what was said is not kept.
    ...stored('text', 'registeredIp', 'registeredDevice'),
    ...arriving('time', 'birthday'),
    ...both('number', 'birthYear'),
    ...both('text', 'gender', 'region', 'memberLevel', 'source'),
    ...arriving('text', 'language', 'timeZone'),
  ],
  tickets: [
    personal('ticketId', 'code', true),
    CUSTOMER,
    ...both('time', 'openedAt', 'closedAt'),
    ...both('text', 'kind', 'topic', 'channel'),
    ...both('number', 'satisfaction'),
  ],
  events: [
    // As it comes, an event of a device alone names nobody; as it is stored, it may be somebody's: what one look says would be no word of the other.
    { ...CUSTOMER, stored: false },
    ...both('time', 'occurredAt'),
    ...both('text', 'name', 'type', 'channel', 'productId', 'category', 'currency'),
    ...both('number', 'amount'),
  ],
  measures: [...both('text', 'measure', 'unit'), ...both('number', 'value'), ...both('time', 'measuredAt')],
  feedback: [
    CUSTOMER,
    ...both('time', 'answeredAt'),
    ...both('text', 'kind', 'topic', 'channel', 'productId', 'storeId'),
    personal('orderId', 'code', true),
    ...both('number', 'score'),
  ],
  subscriptions: [
    personal('subscriptionId', 'code', true),
    ...both('text', 'plan', 'currency', 'period'),
    ...both('time', 'startedAt', 'renewsAt', 'endedAt'),
    ...both('number', 'price', 'seats'),
  ],
  accounts: [personal('accountId', 'code', true), ...both('text', 'accountName')],
  'account-members': [personal('accountId', 'code', true), ...both('text', 'role'), ...both('time', 'memberSince', 'memberUntil')],
}

/** What numbers of a scope are compared within: a balance is no outlier among seats. */
export const GROUPED_BY: Readonly<Record<QualityScope, readonly string[]>> = {
  orders: ['currency'],
  'order-lines': ['currency'],
  customers: [],
  tickets: [],
  events: ['currency'],
  measures: ['measure', 'unit'],
  feedback: ['kind', SCALE],
  subscriptions: ['currency', 'period'],
  accounts: [],
  'account-members': [],
}

const PROPERTY = /^properties\.[^\s.]{1,100}$/u

/** The field of a scope that a rule names; attributes of customers and accounts and properties of events count too. Undefined for all others. */
export function qualityField(scope: QualityScope, name: string): QualityField | undefined {
  const fixed = QUALITY_FIELDS[scope].find((field) => field.name === name)
  if (fixed !== undefined) return fixed
  if (scope === 'customers' && (attributeOfField(name) ?? '') !== '' && name.length <= 80) return personal(name, 'code')
  // Those of accounts are stored in clear: what is personal in them is left out.
  if (scope === 'accounts' && (attributeOfField(name) ?? '') !== '' && name.length <= 80) return personal(name, 'code', true)
  if (scope === 'events' && PROPERTY.test(name)) return personal(name, 'code', true)
  return undefined
}
