import { expect, test } from 'vitest'
import { normaliseMessage } from '#collect/tracking/normalise-message.ts'
import { Dropped, Quarantined } from '#collect/tracking/steps/step-result.ts'
import { eventCoupons } from './event-coupons.ts'

const at = Date.parse('2026-03-01T08:00:00Z')

function eventOf(message: object) {
  const origin = {
    sourceId: 's',
    receivedAt: at,
    sentAt: null,
    toUtc: (local: number) => local,
    inboxId: '00000000-0000-7000-8000-000000000001',
    userIdKind: 'user_id',
    secret: 's',
  }
  const result = normaliseMessage({ type: 'track', userId: 'u1', messageId: 'm1', ...message }, origin, 0)
  if (result instanceof Quarantined || result instanceof Dropped) throw new Error(result.reason)
  return result
}

test('an order that names a coupon uses it, and so does a redemption by itself', () => {
  const events = [
    eventOf({ event: 'Order Completed', properties: { order_id: 'A1', coupon: 'ABCDE-FGHJK' } }),
    eventOf({ event: 'Coupon Redeemed', properties: { coupon_id: 'ABCDE-FGHJK' } }),
    eventOf({ event: 'Coupon Viewed', properties: { coupon: 'ABCDE-FGHJK' } }),
    eventOf({ event: 'Order Completed', properties: { order_id: 'A2' } }),
    eventOf({ event: 'Order Completed', properties: { order_id: 'A3', coupon: 'ABCDE-FGHJK' }, context: { test: true } }),
  ]
  expect(eventCoupons(events)).toEqual([
    { code: 'ABCDE-FGHJK', orderId: 'A1', usedAt: new Date(at) },
    { code: 'ABCDE-FGHJK', orderId: 'm1', usedAt: new Date(at) },
  ])
})
