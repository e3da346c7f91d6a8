import type { Clock } from '#kernel/clock.ts'
import { readCouponCode } from './coupon-use.ts'
import type { CouponStore, CouponUse } from './coupon-use.ts'
import { newTouch } from './touch.ts'
import type { Touch, TouchWriter } from './touch.ts'

/** Notes what was used of offers, and answers with the touches of the messages that brought it. */
type NoteOffers = (uses: readonly CouponUse[]) => Promise<readonly Touch[]>

/** Notes which of the codes we sent were used, from whatever names them: order files and events. */
export class CouponService {
  readonly #store: CouponStore
  readonly #touches: TouchWriter
  readonly #clock: Clock
  readonly #noteOffers: NoteOffers

  constructor(ports: {
    readonly store: CouponStore
    readonly touches: TouchWriter
    readonly clock: Clock
    /** Codes of offers, whatever they look like; absent: there are none. */
    readonly noteOffers?: NoteOffers
  }) {
    this.#store = ports.store
    this.#touches = ports.touches
    this.#clock = ports.clock
    this.#noteOffers = ports.noteOffers ?? (() => Promise.resolve([]))
  }

  /** Codes of others are passed over. The same order again changes nothing. Returns how many of our own codes there were among them. */
  async use(uses: readonly CouponUse[]): Promise<number> {
    const ofOffers = await this.#noteOffers(uses)
    if (ofOffers.length > 0) await this.#touches.write(ofOffers, this.#clock.now())
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
