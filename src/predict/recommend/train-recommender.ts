import { DAY_MS } from '#kernel/clock.ts'
import type { AssociationRule } from '#numerics/rules/association-rules.ts'
import { chooseWeights, STANDARD_WEIGHTS, type BlendWeights, type JudgedCustomer } from './choose-weights.ts'
import { evaluateRecommender, judgedCustomers, type RecommendEvaluation } from './evaluate-recommender.ts'
import { fitRecommender, STANDARD_SETTINGS, type FittedRecommender, type RecommenderSettings } from './fit-recommender.ts'
import { productNeighbours, type ProductNeighbours } from './product-neighbours.ts'
import type { RecommendExclusions } from './recommend-exclusions.ts'
import { factsBefore, productsBought, type RecommendFacts } from './recommend-facts.ts'
import { offeredProducts, recommendLists, segmentFavourites, type RecommendLists, type SegmentFavourites } from './recommend-lists.ts'

export interface RecommendTask {
  readonly facts: RecommendFacts
  /** Epoch milliseconds. */
  readonly asOf: number
  readonly exclusions: RecommendExclusions
  /** Length of the time that lists are judged by. */
  readonly judgeDays: number
  readonly settings?: RecommenderSettings
  readonly threads?: number
}

export interface RecommendTraining {
  readonly weights: BlendWeights
  /** Null when too few customers bought anything in the judged time. */
  readonly evaluation: (RecommendEvaluation & { readonly asOf: number; readonly days: number }) | null
  readonly hasFactors: boolean
  readonly minimumSupport: number
  readonly minimumConfidence: number
  readonly baskets: number
  readonly lists: RecommendLists
  readonly neighbours: ProductNeighbours
  readonly rules: readonly AssociationRule[]
  readonly favourites: readonly SegmentFavourites[]
}

/** Fewer judged customers than this can't tell good weights from lucky ones. */
const ENOUGH_CUSTOMERS = 40
const MOST_CUSTOMERS = 1_500

/**
 * Three times: weights are chosen on the next-to-last span of `judgeDays` and judged on the last one; then they are chosen again on the last one, and
 * everything is fitted on all facts. Deterministic in `random`.
 */
export function trainRecommender(task: RecommendTask, random: () => number): RecommendTraining {
  const { facts, asOf, judgeDays, exclusions, settings = STANDARD_SETTINGS, threads = 1 } = task
  const span = judgeDays * DAY_MS
  const fit = (known: RecommendFacts, time: number): FittedRecommender => fitRecommender(known, time, settings, { random, threads })
  const judgedFrom = (time: number): { model: FittedRecommender; judged: JudgedCustomer[] } | null => {
    const known = factsBefore(facts, time)
    if (known.purchases.time.length === 0) return null
    const model = fit(known, time)
    const judged = judgedCustomers(model, productsBought(facts, time, time + span), MOST_CUSTOMERS, random)
    return judged.length < ENOUGH_CUSTOMERS ? null : { model, judged }
  }
  const earlier = judgedFrom(asOf - 2 * span)
  const last = judgedFrom(asOf - span)
  const evaluation =
    last === null ? null : evaluateRecommender(last.model, last.judged, earlier === null ? STANDARD_WEIGHTS : chooseWeights(earlier.judged))
  const weights = last === null ? STANDARD_WEIGHTS : chooseWeights(last.judged)
  const model = fit(facts, asOf)
  const { rules, minimumSupport, minimumConfidence, baskets } = model.rules
  return {
    weights,
    evaluation: evaluation === null ? null : { ...evaluation, asOf: asOf - span, days: judgeDays },
    hasFactors: model.factors !== null,
    minimumSupport,
    minimumConfidence,
    baskets,
    lists: recommendLists(model, weights, exclusions),
    neighbours: productNeighbours(model, offeredProducts(model, exclusions)),
    rules,
    favourites: segmentFavourites(model, exclusions),
  }
}
