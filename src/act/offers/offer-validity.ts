import type { BilingualText } from '#kernel/bilingual-text.ts'
import { addDays } from '#kernel/local-day.ts'
import type { Offer, OfferState } from './offer.ts'

/** Why nobody gets an offer now; null: it can be given out. `today` is a day of the project's zone. */
export function whyNotGiven(
  { state, offer }: { readonly state: OfferState; readonly offer: Pick<Offer, 'validFrom' | 'validUntil'> },
  today: string,
): 'offer_not_live' | 'offer_ended' | null {
  if (state === 'ended' || (offer.validUntil !== null && today > offer.validUntil)) return 'offer_ended'
  if (state !== 'live' || (offer.validFrom !== null && today < offer.validFrom)) return 'offer_not_live'
  return null
}

/** The last day on which somebody who gets it today may use it; null: no limit. */
export function lastDay({ validUntil, daysToUse }: Pick<Offer, 'validUntil' | 'daysToUse'>, today: string): string | null {
  const own = daysToUse === null ? null : addDays(today, daysToUse)
  if (own === null || validUntil === null) return own ?? validUntil
  return own < validUntil ? own : validUntil
}

export const CODE_PROBLEMS = {
  unknown: { zh: '没有这个优惠码', en: 'There is no such code' },
  used: { zh: '已在另一笔订单中使用', en: 'It was used in another order' },
  not_yet: { zh: '尚未生效', en: 'It does not hold yet' },
  over: { zh: '已过期', en: 'It is over' },
  not_live: { zh: '优惠尚未发布或已暂停', en: 'The offer is not live' },
  below_minimum: { zh: '订单金额未达到使用门槛', en: 'The order is below the least amount' },
  other_currency: { zh: '订单币种与优惠不同', en: 'The order is in another currency' },
  other_products: { zh: '订单中没有适用的商品', en: 'Nothing in the order is what it holds for' },
  limit: { zh: '这位客户已达到使用次数上限', en: 'The customer has used it as often as one may' },
} as const satisfies Record<string, BilingualText>
export type CodeProblem = keyof typeof CODE_PROBLEMS

/** What is known of a code when somebody wants to use it. */
export interface CodeFacts {
  readonly state: OfferState
  /** The version that it was given out with. */
  readonly offer: Offer
  /** Of a code that one customer has; null: it is one for everybody. */
  readonly given: { readonly lastDay: string | null } | null
  /** Of a shared code: the last day of the customer who asks, where it is known that they got it. */
  readonly customerLastDay: string | null
  /** Orders of others, or earlier ones, that it was used in. */
  readonly usedBy: readonly string[]
  /** Of a shared code: how often this customer used it in other orders; null: nobody knows who they are. */
  readonly usedByCustomer: number | null
}

export interface OrderFacts {
  readonly orderId: string
  /** Minor units of `currency`; null: not told, and not checked. */
  readonly amount: number | null
  readonly currency: string | null
  readonly products: readonly string[] | null
  readonly categories: readonly string[] | null
}

/** Why a code does not hold for an order; null: it does. What the order does not tell is not checked. */
export function whyNotHeld(
  { state, offer, given, customerLastDay, usedBy, usedByCustomer }: CodeFacts,
  order: OrderFacts,
  today: string,
): CodeProblem | null {
  if (given !== null && usedBy.some((one) => one !== order.orderId)) return 'used'
  // A code that a customer has holds whatever became of the offer since.
  if (given === null && state === 'ended') return 'over'
  if (state === 'draft' || (given === null && state !== 'live')) return 'not_live'
  if (offer.validFrom !== null && today < offer.validFrom) return 'not_yet'
  const last = given === null ? (customerLastDay ?? offer.validUntil) : given.lastDay
  if (last !== null && today > last) return 'over'
  if (given === null && offer.perCustomer !== null && usedByCustomer !== null && usedByCustomer >= offer.perCustomer) return 'limit'
  if (order.currency !== null && order.currency !== offer.currency && (offer.minSpend !== null || offer.kind === 'amount'))
    return 'other_currency'
  if (offer.minSpend !== null && order.amount !== null && order.amount < offer.minSpend) return 'below_minimum'
  return holdsFor(offer, order) ? null : 'other_products'
}

function holdsFor({ products, categories }: Offer, order: OrderFacts): boolean {
  if (products.length === 0 && categories.length === 0) return true
  if (order.products === null && order.categories === null) return true
  const named = (all: readonly string[], of: readonly string[] | null): boolean => of?.some((one) => all.includes(one)) === true
  return named(products, order.products) || named(categories, order.categories)
}
