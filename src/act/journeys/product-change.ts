import type { JourneyEntry } from './journey.ts'

/** What a shop says of a product, as an event of its server: it need not be about anybody. */
export const PRODUCT_EVENTS = { 'Product Price Changed': 'price_drop', 'Product Back In Stock': 'back_in_stock' } as const

/** What an event says of a product. */
export interface SaidOfProduct {
  readonly productId: string
  /** Of a price: properties `price` and `old_price`; null: it says none. */
  readonly price: number | null
  readonly before: number | null
}

export function isProductEvent(name: string): name is keyof typeof PRODUCT_EVENTS {
  return Object.hasOwn(PRODUCT_EVENTS, name)
}

/** Whether it is what a journey waits for: so much cheaper, or there again. */
export function isMeantChange(
  { change, least }: Pick<Extract<JourneyEntry, { kind: 'product' }>, 'change' | 'least'>,
  name: keyof typeof PRODUCT_EVENTS,
  { productId, price, before }: SaidOfProduct,
): boolean {
  if (productId === '' || PRODUCT_EVENTS[name] !== change) return false
  if (change === 'back_in_stock') return true
  // Of shares of whole cents, a hair is no difference.
  return price !== null && before !== null && before > 0 && price >= 0 && (before - price) / before >= least - 1e-9
}

/** Products as journeys ask about them. */
export interface ProductEvents {
  /** By message id. */
  said(messageIds: readonly string[]): Promise<ReadonlyMap<string, SaidOfProduct>>
  /** Customers who looked at a product or put it into a cart since, in an order that never changes; the next after one. */
  lookedAt(productId: string, since: Date, after: string | null, limit: number): Promise<readonly string[]>
}
