import { Rng } from '#kernel/rng.ts'
import { companionOf, PAYMENTS, PRODUCTS, PRODUCTS_PER_CATEGORY } from './catalogue.ts'
import type { Product } from './catalogue.ts'
import type { Purchase } from './life.ts'
import type { Person } from './person.ts'

export interface BasketLine {
  readonly product: Product
  readonly quantity: number
  /** Unit price paid, minor units. */
  readonly unitMinor: number
}

export interface Basket {
  readonly lines: readonly BasketLine[]
  readonly payment: string
  /** The person's account that placed the order. */
  readonly account: number
  /** The till recorded only the phone number. */
  readonly byPhone: boolean
  /** Lines that are sent back when the purchase is returned. */
  readonly returnedLines: number
}

/** Chance that the next line is the companion of the previous one. */
const TAKEN_ALONG = 0.6

/** The lines of an order: deterministic, with a different product on every line. */
export function basketOf(seed: string, person: Person, purchase: Purchase, discount = 0): Basket {
  const rng = new Rng(`${seed}/basket/${person.index}/${purchase.seq}`)
  const size = 1 + rng.weighted([0.42, 0.3, 0.16, 0.08, 0.04])
  const wanted = Math.max(1, Math.round(size * purchase.appetite))
  const promotion = rng.chance(person.priceSensitive ? 0.4 : 0.15) ? rng.pick([0.05, 0.1, 0.15, 0.2]) : 0
  const off = 1 - Math.max(promotion, discount)
  const lines = new Map<string, BasketLine>()
  const together = new Rng(`${seed}/together/${person.index}/${purchase.seq}`)
  let last: Product | null = null
  for (let i = 0; i < wanted; i += 1) {
    const picked = pickProduct(rng, person)
    const companion = last === null ? null : companionOf(last)
    const product: Product = companion !== null && together.chance(TAKEN_ALONG) ? companion : picked
    last = product
    const quantity = rng.chance(0.8) ? 1 : 2 + rng.int(3)
    lines.set(product.id, { product, quantity, unitMinor: Math.max(100, Math.round((product.unitMinor * off) / 10) * 10) })
  }
  const inStore = purchase.channel === 'store'
  const second = person.accounts[1]
  const byPhone = inStore && person.accounts[0].phoneUsable && rng.chance(0.45)
  const account = !byPhone && second !== undefined && purchase.day > second.joinDay && rng.chance(0.45) ? 1 : 0
  return {
    lines: [...lines.values()],
    payment: inStore ? rng.pick(PAYMENTS) : rng.pick(PAYMENTS.slice(0, 4)),
    account,
    byPhone,
    returnedLines: rng.chance(0.5) ? lines.size : 1,
  }
}

/** A product of the person's favourite categories; bigger spenders choose from higher in the price range. */
export function pickProduct(rng: Rng, person: Person): Product {
  const category = rng.weighted(person.categoryWeights)
  const position = rng.next() ** (1 / person.spend)
  return PRODUCTS[category * PRODUCTS_PER_CATEGORY + Math.floor(position * PRODUCTS_PER_CATEGORY)] as Product
}
