import type { StatusClass } from '../columns/status-class.ts'
import { combineStatus } from '../columns/status-words.ts'

export interface StatedOrder {
  /** What the status word of the order means; undefined without a word. */
  readonly status: StatusClass | undefined
  /** What the word of a refund column means. */
  readonly refund: StatusClass | undefined
  /** Whether a time of payment stands there; undefined where the file has no such column, or one that says little. */
  readonly paid: boolean | undefined
  readonly cancelled: boolean
  /** Whether the status word, such as 交易关闭, means a refund where money came and nothing where none did. */
  readonly closed: boolean
}

/** What a row of an order counts as, from all that says something about it. Pure. */
export function orderState({ status, refund, paid, cancelled, closed }: StatedOrder): StatusClass {
  const stated = closed ? (paid === true || refund === 'refunded' ? 'refunded' : 'cancelled') : status
  const both = combineStatus(stated, refund)
  if (both === undefined) return paid === false ? 'unpaid' : cancelled ? 'cancelled' : 'paid'
  return cancelled && (both === 'paid' || both === 'exchanged') ? 'cancelled' : both
}
