import { associationRules, type AssociationRule } from '#numerics/rules/association-rules.ts'
import { frequentItemsets, type Baskets } from '#numerics/rules/frequent-itemsets.ts'
import type { PurchaseFacts } from './recommend-facts.ts'

export interface BasketRuleOptions {
  /** Share of the baskets; by default the smallest that keeps the number of sets manageable. */
  readonly minimumSupport?: number
  /** Default 0.2. */
  readonly minimumConfidence?: number
}

export interface BasketRules {
  readonly baskets: number
  readonly minimumSupport: number
  readonly minimumConfidence: number
  readonly rules: readonly AssociationRule[]
}

/** With fewer baskets than this no rules are mined. */
const LEAST_BASKETS_OF_A_RULE = 8
const FIRST_SUPPORT = 0.02
const ENOUGH_SETS = 5_000
const LONGEST_SET = 3
const MOST_RULES = 20_000

/** Finds products bought together in one order. Only rules with a lift above 1 are kept, the most reliable ones first. */
export function mineBasketRules(purchases: PurchaseFacts, options: BasketRuleOptions = {}): BasketRules {
  const { minimumConfidence = 0.2 } = options
  const baskets = basketsOfOrders(purchases)
  const count = baskets.offsets.length - 1
  if (count === 0) return { baskets: 0, minimumSupport: options.minimumSupport ?? FIRST_SUPPORT, minimumConfidence, rules: [] }
  let minimumSupport = options.minimumSupport ?? Math.min(1, Math.max(FIRST_SUPPORT, LEAST_BASKETS_OF_A_RULE / count))
  let sets = frequentItemsets(baskets, { minimumSupport, maximumLength: LONGEST_SET })
  // Support is halved while there are few sets: a shop with a thousand equally popular products has none at 2 %.
  while (options.minimumSupport === undefined && sets.size < ENOUGH_SETS && (minimumSupport * count) / 2 >= LEAST_BASKETS_OF_A_RULE) {
    minimumSupport /= 2
    sets = frequentItemsets(baskets, { minimumSupport, maximumLength: LONGEST_SET })
  }
  const rules = associationRules(sets, { minimumConfidence, minimumLift: 1 })
  return { baskets: count, minimumSupport, minimumConfidence, rules: rules.slice(0, MOST_RULES) }
}

/** Orders as baskets; items are product indices. */
function basketsOfOrders({ order, product }: PurchaseFacts): Baskets {
  let orders = 0
  for (const each of order) orders = Math.max(orders, each + 1)
  const offsets = new Int32Array(orders + 1)
  for (const each of order) offsets[each + 1] = (offsets[each + 1] as number) + 1
  for (let o = 0; o < orders; o += 1) offsets[o + 1] = (offsets[o + 1] as number) + (offsets[o] as number)
  const next = offsets.slice()
  const items = new Int32Array(order.length)
  for (let k = 0; k < order.length; k += 1) {
    const at = next[order[k] as number] as number
    items[at] = product[k] as number
    next[order[k] as number] = at + 1
  }
  return { offsets, items }
}
