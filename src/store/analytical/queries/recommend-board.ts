import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { RecommendCard } from '#predict/recommend/recommend-card.ts'
import { exclusionTest, type RecommendExclusions } from '#predict/recommend/recommend-exclusions.ts'
import type { RecommendSource } from '#predict/recommend/recommend-source.ts'
import { toItem, type RecommendCatalogue, type RecommendedItem } from './recommend-catalogue.ts'

interface MethodRow {
  method: string
  hitRate: number
  ndcg: number
  recall: number
  coverage: number
  chosen: boolean
}

export interface RecommendBoard {
  asOf: string | null
  trainedAt: string | null
  version: number | null
  customers: number
  products: number
  interactions: number
  rules: number
  weights: { source: RecommendSource; weight: number }[]
  quality: { asOf: string; days: number; customers: number; methods: MethodRow[] } | null
  segments: { segment: string; items: RecommendedItem[] }[]
  note: BilingualText | null
}

const SHOWN = 5

/** How good the lists are and what each segment likes; empty before the first training, which `card` null says. The segment '' is everyone. */
export async function readRecommendBoard(
  catalogue: RecommendCatalogue,
  card: RecommendCard | null,
  currency: string,
  exclusions: RecommendExclusions,
): Promise<RecommendBoard> {
  const run = card === null ? null : await catalogue.current()
  if (card === null || run === null) {
    const nothing = { asOf: null, trainedAt: null, version: null, customers: 0, products: 0, interactions: 0, rules: 0 }
    return { ...nothing, weights: [], quality: null, segments: [], note: null }
  }
  const isExcluded = exclusionTest(exclusions)
  const segments = [...run.favourites].map(([segment, rows]) => ({
    segment,
    items: rows
      .map((row) => toItem(row, run, currency))
      .filter(({ product }) => !isExcluded({ id: product.productId, category: product.category }))
      .slice(0, SHOWN),
  }))
  const { quality } = card
  return {
    asOf: run.asOf.toISOString(),
    trainedAt: card.trainedAt,
    version: card.version,
    customers: card.customers,
    products: card.products,
    interactions: card.interactions,
    rules: card.rules,
    weights: [...card.sourceWeights],
    quality:
      quality === null
        ? null
        : {
            asOf: quality.asOf,
            days: quality.days,
            customers: quality.customers,
            methods: quality.methods.map(({ method, hitRate, ndcg, recall, coverage, chosen }) => ({
              method,
              hitRate,
              ndcg,
              recall,
              coverage,
              chosen,
            })),
          },
    segments,
    note: card.note,
  }
}
