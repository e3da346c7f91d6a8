import { DAY_MS } from '#kernel/clock.ts'
import { blend, type BlendWeights } from './choose-weights.ts'
import { diversify } from './diversify.ts'
import type { FittedRecommender } from './fit-recommender.ts'
import { largestPlaces } from './popularity.ts'
import { exclusionTest, type RecommendExclusions } from './recommend-exclusions.ts'
import { RECOMMEND_SOURCES, sourceOf } from './recommend-source.ts'
import { isTooSoon } from './repeat-cycle.ts'
import { CustomerScorer, PARTS, type Candidates } from './score-customer.ts'

/** Parallel arrays with one recommended item per entry; products, customers and reasons are indices, sources are indices in RECOMMEND_SOURCES. */
export interface RecommendLists {
  readonly customer: Int32Array
  readonly rank: Uint8Array
  readonly product: Int32Array
  readonly score: Float32Array
  readonly source: Uint8Array
  /** The product in the customer's history that contributed most, -1 for none. */
  readonly because: Int32Array
}

export interface SegmentFavourites {
  /** Index in the segments of the facts; -1 means all customers. */
  readonly segment: number
  readonly items: readonly { readonly product: number; readonly score: number }[]
}

export const LIST_LENGTH = 20
/** A product without a purchase for this long is assumed to have left the catalogue. */
const CATALOGUE_DAYS = 180
/** Number of top candidates from which a diversified list is chosen. */
const POOL = 60

/** Lists for all customers with a history. */
export function recommendLists(model: FittedRecommender, weights: BlendWeights, exclusions: RecommendExclusions): RecommendLists {
  const { facts, taste, cycles } = model
  const isOffered = offeredProducts(model, exclusions)
  const scorer = new CustomerScorer(model)
  const most = LIST_LENGTH * facts.customers.length
  const out = {
    customer: new Int32Array(most),
    rank: new Uint8Array(most),
    product: new Int32Array(most),
    score: new Float32Array(most),
    source: new Uint8Array(most),
    because: new Int32Array(most),
  }
  let size = 0
  for (let customer = 0; customer < facts.customers.length; customer += 1) {
    if (taste.offsets[customer] === taste.offsets[customer + 1]) continue
    const candidates = scorer.score(customer)
    const scores = blend(candidates, weights)
    const passes = (k: number): boolean => {
      const product = candidates.products[k] as number
      return isOffered[product] === 1 && !isTooSoon(cycles, product, candidates.daysAgo[k] as number, exclusions.boughtWithinDays)
    }
    const pool = largestCandidates(scores, passes)
    const chosen = diversify(pool, (k) => facts.products[candidates.products[k] as number]?.category ?? '', LIST_LENGTH)
    for (const [rank, k] of chosen.entries()) {
      const { source, because } = reasonOf(candidates, weights, k)
      out.customer[size] = customer
      out.rank[size] = rank + 1
      out.product[size] = candidates.products[k] as number
      out.score[size] = scores[k] as number
      out.source[size] = source
      out.because[size] = because
      size += 1
    }
  }
  return {
    customer: out.customer.slice(0, size),
    rank: out.rank.slice(0, size),
    product: out.product.slice(0, size),
    score: out.score.slice(0, size),
    source: out.source.slice(0, size),
    because: out.because.slice(0, size),
  }
}

/** Current favourites of each segment and overall, for customers without a history. */
export function segmentFavourites(model: FittedRecommender, exclusions: RecommendExclusions): SegmentFavourites[] {
  const isOffered = offeredProducts(model, exclusions)
  const { popularity, facts } = model
  return [popularity.all, ...popularity.bySegment].map((values, s) => {
    const places = largestPlaces(values, POOL).filter((product) => isOffered[product] === 1)
    const chosen = diversify(places, (product) => facts.products[product]?.category ?? '', LIST_LENGTH)
    return { segment: s - 1, items: chosen.map((product) => ({ product, score: values[product] as number })) }
  })
}

/** 1 for products that may be recommended: in the catalogue and not excluded. A recently viewed product counts as new, not as gone. */
export function offeredProducts({ facts, asOf }: FittedRecommender, exclusions: RecommendExclusions): Uint8Array {
  const isExcluded = exclusionTest(exclusions)
  const offered = new Uint8Array(facts.products.length)
  for (const { product, time } of [facts.purchases, facts.interests]) {
    for (let k = 0; k < product.length; k += 1) {
      if ((asOf - (time[k] as number)) / DAY_MS <= CATALOGUE_DAYS) offered[product[k] as number] = 1
    }
  }
  for (const [p, product] of facts.products.entries()) if (isExcluded(product)) offered[p] = 0
  return offered
}

function largestCandidates(scores: Float64Array, passes: (k: number) => boolean): number[] {
  const places: number[] = []
  for (let k = 0; k < scores.length; k += 1) if ((scores[k] as number) > 0 && passes(k)) places.push(k)
  return places.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b).slice(0, POOL)
}

/** The source that contributed most, and the product it reasons from; the parts of one source count together. */
function reasonOf(candidates: Candidates, weights: BlendWeights, k: number): { source: number; because: number } {
  const contributions = new Float64Array(RECOMMEND_SOURCES.length)
  const because = new Int32Array(RECOMMEND_SOURCES.length).fill(-1)
  for (const [i, part] of PARTS.entries()) {
    const source = RECOMMEND_SOURCES.indexOf(sourceOf(part))
    contributions[source] = (contributions[source] as number) + weights[part] * (candidates.parts[i]?.[k] as number)
    const reason = candidates.because[i]?.[k] ?? -1
    if (reason >= 0 && reason !== candidates.products[k]) because[source] = reason
  }
  let best = 0
  for (let s = 1; s < contributions.length; s += 1) if ((contributions[s] as number) > (contributions[best] as number)) best = s
  return { source: best, because: because[best] as number }
}
