/**
 * What the status of an order says about its money. paid: a sale; refund-pending, exchanged: a sale still; part-refunded: a sale, less the refund;
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
