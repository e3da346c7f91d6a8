import { exclusionTest, type RecommendExclusions } from '#predict/recommend/recommend-exclusions.ts'
import { toItem, type ItemRow, type ProductLabel, type RecommendCatalogue, type RecommendedItem } from './recommend-catalogue.ts'
import { RULE_COLUMNS, toRule, type BasketRule, type RuleRow } from './recommend-rules.ts'
import { readRows } from './read-rows.ts'

export interface ProductRecommendations {
  product: ProductLabel
  items: RecommendedItem[]
  rules: BasketRule[]
}

/** Grain: neighbour of a product. Cost: one keyed read of some twenty rows. */
const NEIGHBOURS = `
SELECT other_id AS product_id, score, source, n.product_id AS because_product FROM item_neighbours AS n
WHERE n.as_of = {asOf:DateTime64(3,'UTC')} AND n.product_id = {id:String}
ORDER BY rank`

/** Grain: rule with the product on its left. Cost: one pass over the rules of a run, at most 20,000. */
const RULES = `
SELECT ${RULE_COLUMNS} FROM basket_rules
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND has(left_ids, {id:String})
ORDER BY number
LIMIT {limit:UInt32}`

const MOST_RULES = 20

/** What goes with a product; null when it was never sold nor looked at. */
export async function readProductRecommendations(
  catalogue: RecommendCatalogue,
  request: { readonly productId: string; readonly limit: number; readonly currency: string; readonly exclusions: RecommendExclusions },
): Promise<ProductRecommendations | null> {
  const { productId: id, limit, currency, exclusions } = request
  const run = await catalogue.current()
  if (run === null || !run.has(id)) return null
  const [neighbours, rules] = await Promise.all([
    readRows<ItemRow>(catalogue.client, NEIGHBOURS, { asOf: run.asOf, id }),
    readRows<RuleRow>(catalogue.client, RULES, { asOf: run.asOf, id, limit: MOST_RULES }),
  ])
  const isExcluded = exclusionTest(exclusions)
  return {
    product: run.label(id, currency),
    items: neighbours
      .map((row) => toItem(row, run, currency))
      .filter(({ product }) => !isExcluded({ id: product.productId, category: product.category }))
      .slice(0, limit),
    rules: rules.map((row) => toRule(row, run, currency)),
  }
}
