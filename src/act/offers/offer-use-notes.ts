import { localDay } from '#kernel/local-day.ts'
import type { CouponUse } from '../coupon-use.ts'
import { newTouch } from '../touch.ts'
import type { Touch } from '../touch.ts'
import { plainCode } from './offer-code.ts'
import type { OfferUseStore } from './offer-ports.ts'
import { whyNotHeld } from './offer-validity.ts'

/**
 * Notes which orders and events used codes of offers: facts, so that a code that should not have held is noted with why. Codes of others are passed over; the same order again changes
 * nothing. Returns the touches of the messages that brought them.
 */
export async function noteOfferUses(
  store: Pick<OfferUseStore, 'ours' | 'use'>,
  uses: readonly CouponUse[],
  timeZone: string,
): Promise<readonly Touch[]> {
  const codes = [...new Set(uses.map(({ code }) => plainCode(code)).filter((code) => code !== ''))]
  if (codes.length === 0) return []
  const ours = await store.ours(codes)
  const touches: Touch[] = []
  for (const { code, orderId, usedAt, importId = null, customerId = null } of uses) {
    const plain = plainCode(code)
    if (!ours.has(plain)) continue
    const order = { orderId, amount: null, currency: null, products: null, categories: null }
    const result = await store.use(
      { code: plain, customerId, orderId, usedAt, saidBy: importId === null ? 'event' : 'import', importId },
      (found) => whyNotHeld(found, order, localDay(usedAt, timeZone)),
      true,
    )
    if (result.kind === 'used' && result.send !== null) touches.push(newTouch(result.send, 'coupon_used', result.usedAt))
  }
  return touches
}
