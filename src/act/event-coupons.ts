import type { CouponUse } from '#act/coupon-use.ts'
import type { TrackedEvent } from '#collect/tracking/tracked-event.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'

const NAMES = new Set(['Order Completed', 'Coupon Redeemed', 'Coupon Used'])

/** The coupon codes that events name as used. Tests and bots use none. */
export function eventCoupons(events: readonly (TrackedEvent & { readonly customerId?: string })[]): CouponUse[] {
  return events.flatMap(({ type, name, properties, occurredAt, isBot, isTest, messageId, customerId }) => {
    if (type !== 'track' || isBot || isTest || !NAMES.has(name)) return []
    const code = [properties['coupon'], properties['coupon_code'], properties['code'], properties['coupon_id']].find(
      (value) => typeof value === 'string' && value !== '',
    )
    const order = properties['order_id']
    const orderId = typeof order === 'string' || typeof order === 'number' ? String(order) : messageId
    return typeof code === 'string'
      ? [{ code, orderId, usedAt: new Date(occurredAt), ...(customerId === undefined || customerId === NO_CUSTOMER ? {} : { customerId }) }]
      : []
  })
}
