import { DAY_MS } from '#kernel/clock.ts'
import type { AssociationRule } from '#numerics/rules/association-rules.ts'
import { chooseWeights, type BlendWeights, type JudgedCustomer } from './choose-weights.ts'
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
  /** Length of the evaluation period. */
  readonly judgeDays: number
  readonly settings?: RecommenderSettings
  readonly threads?: number
}

export interface RecommendTraining {
  readonly weights: BlendWeights
  /** Null when too few customers bought anything in the evaluation period. */
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

/** With fewer evaluated customers than this, good weights cannot be told from lucky ones. */
const ENOUGH_CUSTOMERS = 40
const MOST_CUSTOMERS = 1_500

/**
 * Weights are chosen on the next-to-last span of `judgeDays` and evaluated on the last one; then they are chosen again on the last one, and everything
 * is fitted on all facts. Deterministic in `random`.
 */
export function trainRecommender(task: RecommendTask, random: () => number): RecommendTraining {
  const { facts, asOf, exclusions, settings = STANDARD_SETTINGS, threads = 1 } = task
  const { evaluation, lastJudged } = judgeRecommender(task, random)
  const weights = chooseWeights(lastJudged)
  const model = fitRecommender(facts, asOf, settings, { random, threads })
  const { rules, minimumSupport, minimumConfidence, baskets } = model.rules
  return {
    weights,
    evaluation,
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

/**
 * Evaluates lists made `judgeDays` before `asOf` on the purchases since, with weights chosen on the span before that; no data of the evaluation period is
 * used earlier. `lastJudged` has the candidates of the evaluated customers, empty when there are too few.
 */
export function judgeRecommender(
  task: Pick<RecommendTask, 'facts' | 'asOf' | 'judgeDays' | 'settings' | 'threads'>,
  random: () => number,
): { readonly evaluation: RecommendTraining['evaluation']; readonly lastJudged: readonly JudgedCustomer[] } {
  const { facts, asOf, judgeDays, settings = STANDARD_SETTINGS, threads = 1 } = task
  const span = judgeDays * DAY_MS
  const judgedFrom = (time: number): { model: FittedRecommender; judged: JudgedCustomer[] } | null => {
    const known = factsBefore(facts, time)
    if (known.purchases.time.length === 0) return null
    const model = fitRecommender(known, time, settings, { random, threads })
    const judged = judgedCustomers(model, productsBought(facts, time, time + span), MOST_CUSTOMERS, random)
    return judged.length < ENOUGH_CUSTOMERS ? null : { model, judged }
  }
  const weights = chooseWeights(judgedFrom(asOf - 2 * span)?.judged ?? [])
  const last = judgedFrom(asOf - span)
  if (last === null) return { evaluation: null, lastJudged: [] }
  return {
    evaluation: { ...evaluateRecommender(last.model, last.judged, weights), asOf: asOf - span, days: judgeDays },
    lastJudged: last.judged,
  }
}
