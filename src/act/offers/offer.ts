import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Condition } from '#segment/conditions/condition.ts'

export const OFFER_KINDS = ['percent', 'amount', 'gift', 'free_shipping', 'service', 'points'] as const
export type OfferKind = (typeof OFFER_KINDS)[number]

/** draft: nobody gets it yet. paused: nobody gets it for now. ended: nobody gets it any more. Codes that were given out hold in all of them. */
export const OFFER_STATES = ['draft', 'live', 'paused', 'ended'] as const
export type OfferState = (typeof OFFER_STATES)[number]

/**
 * Where the code of a customer comes from. none: there is none. shared: one for everybody. own: made by us, another for each message. imported: from a list of the
 * shop's, each given out once. shop: the shop is asked for one when a message is made.
 */
export type OfferCodes =
  | { readonly mode: 'none' }
  | { readonly mode: 'shared'; readonly code: string }
  | { readonly mode: 'own' }
  | { readonly mode: 'imported' }
  | { readonly mode: 'shop'; readonly url: string }

export const CODE_MODES = ['none', 'shared', 'own', 'imported', 'shop'] as const satisfies readonly OfferCodes['mode'][]

/** What a shop promises, said once for all channels. A saved state is a version that never changes. */
export interface Offer {
  /** Of the team; no customer sees it. */
  readonly name: string
  readonly kind: OfferKind
  /** percent: 1 to 100 off the price. amount: minor units. points: how many. Null for the others. */
  readonly value: number | null
  /** Of the amount, the least order and the cost. */
  readonly currency: string
  /** The least order it holds for, minor units; null: any. */
  readonly minSpend: number | null
  /** Ids of products and names of categories that it holds for; both empty: everything. */
  readonly products: readonly string[]
  readonly categories: readonly string[]
  /** First and last day, `YYYY-MM-DD` in the project's zone, both included; null: no limit. */
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** Days that a customer has from the day they got it, that day not counted; null: until `validUntil`. */
  readonly daysToUse: number | null
  readonly title: BilingualText
  readonly terms: BilingualText
  /** What one use costs the shop, minor units; null: nobody knows. */
  readonly cost: number | null
  /** How the cost is worked out, for the team. */
  readonly costBasis: string
  /** How many may be given out; null: as many as are asked for. */
  readonly stock: number | null
  /** How many one customer may get; null: no limit. */
  readonly perCustomer: number | null
  /** Who alone may have it; null: everybody. */
  readonly audience: Condition | null
  /** Why some may have it and others not, where the audience needs a reason (price-rule.ts). */
  readonly audienceReason: string
  readonly codes: OfferCodes
}
