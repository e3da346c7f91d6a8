import type { Clock } from '#kernel/clock.ts'
import { readCouponCode } from './coupon-use.ts'
import type { CouponStore, CouponUse } from './coupon-use.ts'
import { newTouch } from './touch.ts'
import type { TouchWriter } from './touch.ts'

/** Notes which of the codes we sent were used, from whatever names them: order files and events. */
export class CouponService {
  readonly #store: CouponStore
  readonly #touches: TouchWriter
  readonly #clock: Clock

  constructor(ports: { readonly store: CouponStore; readonly touches: TouchWriter; readonly clock: Clock }) {
    this.#store = ports.store
    this.#touches = ports.touches
    this.#clock = ports.clock
  }

  /** Codes of others are passed over. The same order again changes nothing. Returns how many codes were ours. */
  async use(uses: readonly CouponUse[]): Promise<number> {
    const read = uses.map((use) => ({ ...use, code: readCouponCode(use.code) })).filter(({ code }) => code !== '')
    if (read.length === 0) return 0
    const used = await this.#store.use(read)
    if (used.length > 0) {
      const touches = used.map((coupon) => newTouch(coupon, 'coupon_used', coupon.usedAt))
      await this.#touches.write(touches, this.#clock.now())
    }
    return used.length
  }
}
