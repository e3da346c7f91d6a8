import { expect, it } from 'vitest'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import { DAY_MS, HOUR_MS } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { eventSignals } from './event-signals.ts'

const RECEIVED = Date.parse('2026-05-02T10:00:00Z')
const event = (change: Partial<StoredEvent> = {}): StoredEvent => ({
  sourceId: 's',
  messageId: 'm1',
  messageHash: 1n,
  type: 'track',
  name: 'Product Viewed',
  channel: 'web',
  anonymousId: 'd',
  occurredAt: RECEIVED - HOUR_MS,
  receivedAt: RECEIVED,
  inboxId: '1',
  availableAt: RECEIVED,
  clockClamped: false,
  productId: '',
  category: '',
  amount: 0,
  currency: '',
  properties: {},
  order: null,
  isBot: false,
  isTest: false,
  identifiers: [{ kind: 'email', value: 'ana@example.com' }],
  personName: null,
  consent: null,
  customerId: 'customer',
  originId: 'customer',
  isRepeat: false,
  ...change,
})
const ALL = new Set(['event-stored', 'order-stored'] as const)

it('signals what somebody reads, by ids alone', () => {
  const order = event({ name: 'Order Completed', properties: { order_id: 'A1', total: 9 } })
  const about = { customerId: 'customer', occurredAt: new Date(RECEIVED - HOUR_MS), origin: 'event:m1', historical: false }
  expect(eventSignals([order], ALL)).toEqual([
    { ...about, kind: 'event-stored', payload: { messageId: 'm1', type: 'track', name: 'Order Completed' } },
    { ...about, kind: 'order-stored', payload: { orderId: 'A1' } },
  ])
  expect(eventSignals([order, event()], new Set(['order-stored'] as const))).toMatchObject([{ kind: 'order-stored' }])
  expect(eventSignals([order], new Set())).toEqual([])
  expect(eventSignals([event({ name: 'Order Completed' })], ALL)[1]).toMatchObject({ payload: { orderId: 'm1' } })
  expect(eventSignals([event({ customerId: NO_CUSTOMER })], ALL)).toMatchObject([{ customerId: null }])
})

it.each([
  ['a day late', { occurredAt: RECEIVED - DAY_MS }, false],
  ['more than a day late', { occurredAt: RECEIVED - DAY_MS - 1 }, true],
  ['sent as history, however new', { availableAt: RECEIVED - HOUR_MS }, true],
])('an event that is %s', (_what, change, historical) => {
  expect(eventSignals([event(change)], ALL)).toMatchObject([{ historical }])
})

it.each([{ isTest: true }, { isBot: true }, { isRepeat: true }])('%j signals nothing', (change) => {
  expect(eventSignals([event(change)], ALL)).toEqual([])
})
