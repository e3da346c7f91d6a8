import type { BilingualText } from '#kernel/bilingual-text.ts'

/**
 * What an order status means for its money. paid: a sale; refund-pending, exchanged: still a sale; part-refunded: a sale less the refund;
 * refunded: a sale and its return in full; unpaid, cancelled: never a sale.
 */
export type StatusClass = 'paid' | 'unpaid' | 'cancelled' | 'refunded' | 'part-refunded' | 'refund-pending' | 'exchanged'

export const STATUS_CLASSES: readonly StatusClass[] = [
  'paid',
  'unpaid',
  'cancelled',
  'refunded',
  'part-refunded',
  'refund-pending',
  'exchanged',
]

const WORDS: Readonly<Record<StatusClass, BilingualText>> = {
  paid: { zh: '销售', en: 'a sale' },
  unpaid: { zh: '未付款，不算销售', en: 'not paid, no sale' },
  cancelled: { zh: '已取消，不算销售', en: 'cancelled, no sale' },
  refunded: { zh: '全额退款', en: 'a sale, refunded in full' },
  'part-refunded': { zh: '部分退款，仍是销售', en: 'a sale, refunded in part' },
  'refund-pending': { zh: '退款中，仍是销售', en: 'a sale, refund asked for' },
  exchanged: { zh: '换货，仍是销售', en: 'a sale, exchanged' },
}

/** The meaning of a status, as shown to users. */
export function statusWords(state: StatusClass): BilingualText {
  return WORDS[state]
}
