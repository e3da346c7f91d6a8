import type { Page, PageRequest } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import type { CatalogueRun, ProductLabel, RecommendCatalogue } from './recommend-catalogue.ts'
import { readRows } from './read-rows.ts'

export interface BasketRule {
  left: ProductLabel[]
  right: ProductLabel
  baskets: number
  support: number
  confidence: number
  lift: number
}

export interface RuleRow {
  readonly left_ids: readonly string[]
  readonly right_id: string
  readonly baskets: number
  readonly support: number
  readonly confidence: number
  readonly lift: number
}

export const RULE_COLUMNS = 'left_ids, right_id, baskets, support, confidence, lift'

export type RuleSort = 'lift' | 'confidence' | 'support'

/** Grain: rule, in the order asked for. Cost: one pass over the rules of a run, at most 20,000. */
const rulesBy = (column: RuleSort): string => `
SELECT ${RULE_COLUMNS}, count() OVER () AS matching FROM basket_rules
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ({all:UInt8} = 1 OR has({ids:Array(String)}, right_id) OR hasAny(left_ids, {ids:Array(String)}))
ORDER BY ${column} DESC, number
LIMIT {limit:UInt32} OFFSET {offset:UInt32}`

const MOST_MATCHING = 1_000

/** A page of rules, the strongest first. */
export async function readBasketRules(
  catalogue: RecommendCatalogue,
  filter: { readonly q?: string | undefined; readonly sort?: RuleSort | undefined },
  page: PageRequest,
  currency: string,
): Promise<Page<BasketRule>> {
  const { q = '', sort = 'lift' } = filter
  const run = await catalogue.current()
  if (run === null) return { items: [], nextCursor: null, total: 0 }
  const [offset] = page.cursor === null ? [0] : readPageKey(`[${page.cursor}]`, ['count'])
  const rows = await readRows<RuleRow & { readonly matching: string }>(catalogue.client, rulesBy(sort), {
    asOf: run.asOf,
    ids: q === '' ? [] : run.search(q, MOST_MATCHING),
    all: q === '' ? 1 : 0,
    limit: page.limit,
    offset,
  })
  const total = Number(rows[0]?.matching ?? 0)
  const end = offset + rows.length
  return { items: rows.map((row) => toRule(row, run, currency)), nextCursor: end < total ? String(end) : null, total }
}

/** Products whose name or id has the text, the most bought first. */
export async function readProducts(
  catalogue: RecommendCatalogue,
  q: string | null,
  limit: number,
  currency: string,
): Promise<ProductLabel[]> {
  const run = await catalogue.current()
  return run === null ? [] : run.search(q ?? '', limit).map((id) => run.label(id, currency))
}

export function toRule(
  { left_ids, right_id, baskets, support, confidence, lift }: RuleRow,
  run: CatalogueRun,
  currency: string,
): BasketRule {
  return { left: left_ids.map((id) => run.label(id, currency)), right: run.label(right_id, currency), baskets, support, confidence, lift }
}
