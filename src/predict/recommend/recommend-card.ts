import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { BlendWeights } from './choose-weights.ts'
import type { MethodQuality } from './evaluate-recommender.ts'
import { RECOMMEND_SOURCES, sourceOf, type RecommendSource } from './recommend-source.ts'
import type { RecommendFacts } from './recommend-facts.ts'
import { PARTS } from './score-customer.ts'
import type { RecommendTraining } from './train-recommender.ts'

/** Description and quality of a training. */
export interface RecommendCard {
  readonly id: string
  readonly version: number
  readonly trainedAt: string
  readonly asOf: string
  readonly customers: number
  readonly products: number
  /** Purchases and product views in the training data. */
  readonly interactions: number
  readonly rules: number
  readonly baskets: number
  readonly minimumSupport: number
  readonly minimumConfidence: number
  /** Customers with a personal list. */
  readonly listed: number
  readonly hasFactors: boolean
  readonly weights: BlendWeights
  readonly sourceWeights: readonly { readonly source: RecommendSource; readonly weight: number }[]
  readonly segments: readonly string[]
  /** Lists of ten on later data; null when too few customers bought then. `methods` counts everything bought, `methodsNew` only products new to them. */
  readonly quality: {
    readonly asOf: string
    readonly days: number
    readonly customers: number
    readonly methods: readonly MethodQuality[]
    readonly methodsNew: readonly MethodQuality[]
  } | null
  readonly note: BilingualText | null
}

export type UnsavedRecommendCard = Omit<RecommendCard, 'id' | 'version' | 'trainedAt'>

export function recommendCard(asOf: Date, facts: RecommendFacts, training: RecommendTraining): UnsavedRecommendCard {
  const { evaluation, weights, lists } = training
  const sums = new Map<RecommendSource, number>(RECOMMEND_SOURCES.map((source) => [source, 0]))
  for (const part of PARTS) sums.set(sourceOf(part), (sums.get(sourceOf(part)) ?? 0) + weights[part])
  return {
    asOf: asOf.toISOString(),
    customers: facts.customers.length,
    products: facts.products.length,
    interactions: facts.purchases.time.length + facts.interests.time.length,
    rules: training.rules.length,
    baskets: training.baskets,
    minimumSupport: training.minimumSupport,
    minimumConfidence: training.minimumConfidence,
    listed: new Set(lists.customer).size,
    hasFactors: training.hasFactors,
    weights,
    sourceWeights: [...sums].map(([source, weight]) => ({ source, weight })),
    segments: facts.segments,
    quality:
      evaluation === null
        ? null
        : {
            asOf: new Date(evaluation.asOf).toISOString(),
            days: evaluation.days,
            customers: evaluation.customers,
            methods: evaluation.all,
            methodsNew: evaluation.onlyNew,
          },
    note: noteOf(training),
  }
}

function noteOf({ evaluation, hasFactors }: RecommendTraining): RecommendCard['note'] {
  if (evaluation === null) {
    return {
      zh: '近期有购买的客户太少，无法检验推荐效果；目前使用标准权重。',
      en: 'Too few customers bought recently to evaluate the lists; the standard weights are used.',
    }
  }
  if (!hasFactors) {
    return {
      zh: '购买记录较少，暂不使用口味向量（ALS），只用商品相似度、关联规则、内容与热销。',
      en: 'There are too few purchases for taste vectors (ALS); item neighbours, rules, content and popularity are used.',
    }
  }
  return null
}
