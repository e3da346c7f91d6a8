import type { ValueFacts } from './value-facts.ts'

/** Shares of the categories over all recent purchases, highest first. Plain JSON. */
export type CategoryShares = readonly { readonly category: string; readonly share: number }[]

/** Number of order lines at which a customer's own habits count as much as the overall ones. */
const PRIOR_LINES = 2
const KEPT = 500

/** Recent purchases of all customers, weighted by order lines and their age. Empty when no line has a category. */
export function categoryShares(rows: readonly ValueFacts[]): CategoryShares {
  const weights = new Map<string, number>()
  let total = 0
  for (const row of rows) {
    for (const { category, weight } of row.categories) {
      weights.set(category, (weights.get(category) ?? 0) + weight)
      total += weight
    }
  }
  return [...weights]
    .map(([category, weight]) => ({ category, share: weight / total }))
    .toSorted((a, b) => b.share - a.share || (a.category < b.category ? -1 : 1))
    .slice(0, KEPT)
}

/** The most likely main category of the next order and its probability: own recent purchases, shrunk towards those of all customers. Null without categories. */
export function nextCategory(
  shares: CategoryShares,
  facts: ValueFacts,
): { readonly category: string; readonly probability: number } | null {
  const everybody = new Map(shares.map(({ category, share }) => [category, share]))
  const own = facts.categories.reduce((sum, { weight }) => sum + weight, 0)
  let best: { category: string; probability: number } | null = null
  const consider = (category: string, weight: number): void => {
    const probability = (weight + PRIOR_LINES * (everybody.get(category) ?? 0)) / (own + PRIOR_LINES)
    if (best === null || probability > best.probability) best = { category, probability }
  }
  for (const { category, weight } of facts.categories) consider(category, weight)
  const most = shares[0]
  if (most !== undefined) consider(most.category, facts.categories.find(({ category }) => category === most.category)?.weight ?? 0)
  return best
}
