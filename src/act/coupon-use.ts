import type { SendSubject } from './send-store.ts'

/** A code that reached a customer. */
export interface IssuedCoupon extends SendSubject {
  readonly code: string
  readonly issuedAt: Date
}

/** An order that names a code. */
export interface CouponUse {
  readonly code: string
  readonly orderId: string
  readonly usedAt: Date
  /** Whose order it is, where that is known. */
  readonly customerId?: string
  /** Of the file that has the order. */
  readonly importId?: string
}

export interface CouponStore {
  /** A code that is there already stays as it is. */
  issue(coupons: readonly IssuedCoupon[]): Promise<void>
  /** Marks the codes as used where they are ours and were not used before, or by the same order. Returns them with the send that brought them. */
  use(uses: readonly CouponUse[]): Promise<readonly (SendSubject & { readonly usedAt: Date })[]>
}

/** A code as people type it: without spaces, in capitals, with the hyphen in its place. Empty for what cannot be one of our codes. */
export function readCouponCode(text: string): string {
  const letters = text.length > 40 ? '' : text.toUpperCase().replaceAll(/[\s-]/gu, '')
  return /^[2-9A-Z]{10}$/u.test(letters) ? `${letters.slice(0, 5)}-${letters.slice(5)}` : ''
}
