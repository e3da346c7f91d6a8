import type { StatusClass } from '../columns/status-class.ts'
import { combineStatus } from '../columns/status-words.ts'

export interface StatedOrder {
  /** The meaning of the order status word; undefined without a word. */
  readonly status: StatusClass | undefined
  /** The meaning of the refund column's word. */
  readonly refund: StatusClass | undefined
  /** Whether there is a payment time; undefined if the file has no such column, or one too sparse to use. */
  readonly paid: boolean | undefined
  readonly cancelled: boolean
  /** Whether the status word, such as 交易关闭, means a refund if the order was paid and nothing otherwise. */
  readonly closed: boolean
}

/** What an order row counts as, from all available evidence. Pure. */
export function orderState({ status, refund, paid, cancelled, closed }: StatedOrder): StatusClass {
  const stated = closed ? (paid === true || refund === 'refunded' ? 'refunded' : 'cancelled') : status
  const both = combineStatus(stated, refund)
  if (both === undefined) return paid === false ? 'unpaid' : cancelled ? 'cancelled' : 'paid'
  return cancelled && (both === 'paid' || both === 'exchanged') ? 'cancelled' : both
}
