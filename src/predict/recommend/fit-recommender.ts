import { DAY_MS } from '#kernel/clock.ts'
import { fitImplicitAls, type FactorModel } from '#numerics/recommend/implicit-als.ts'
import { interactionMatrix, type InteractionMatrix } from '#numerics/recommend/interaction-matrix.ts'
import { itemNeighbours, type ItemNeighbours } from '#numerics/recommend/item-neighbours.ts'
import { mineBasketRules, type BasketRules } from './basket-rules.ts'
import { contentNeighbours } from './content-neighbours.ts'
import { popularityOf, type Popularity } from './popularity.ts'
import type { RecommendFacts } from './recommend-facts.ts'
import { repeatCycles, type RepeatCycles } from './repeat-cycle.ts'

/** Settings for fitting the parts of the recommender. Half-lives in days: how long until a purchase counts half. */
export interface RecommenderSettings {
  readonly similarity: 'cosine' | 'tf-idf' | 'bm25'
  readonly neighbours: number
  /** For a customer's history as evidence for other products. */
  readonly tasteHalfLife: number
  /** For overall popularity. */
  readonly popularHalfLife: number
  /** For a customer's purchases as evidence for buying the same product again. */
  readonly repeatHalfLife: number
  readonly factors: number
}

export const STANDARD_SETTINGS: RecommenderSettings = {
  similarity: 'tf-idf',
  neighbours: 20,
  tasteHalfLife: 90,
  popularHalfLife: 30,
  repeatHalfLife: 120,
  factors: 64,
}

/** All fitted parts, as of a time. */
export interface FittedRecommender {
  readonly asOf: number
  readonly facts: RecommendFacts
  readonly settings: RecommenderSettings
  /** Customers x products: decayed purchases and interest. */
  readonly taste: InteractionMatrix
  /** Customers x products: decayed purchases only, by the half-life of repeats. */
  readonly bought: InteractionMatrix
  /** Days since a product was last bought, in the order of `bought`. */
  readonly daysAgo: Float32Array
  readonly neighbours: ItemNeighbours
  /** Null when the data are too sparse for taste vectors. */
  readonly factors: FactorModel | null
  readonly content: ItemNeighbours
  readonly rules: BasketRules
  readonly popularity: Popularity
  readonly cycles: RepeatCycles
}

/** Minimum matrix entries for taste vectors, in total and per customer with any. */
const DENSE_ENTRIES = 5_000
const DENSE_A_CUSTOMER = 5
const ALS_ALPHA = 1
const ALS_REGULARIZATION = 0.01

export interface FitOptions {
  readonly random: () => number
  readonly threads?: number
}

/** Fits every part on the facts, which must all have been known at `asOf` (epoch milliseconds). */
export function fitRecommender(facts: RecommendFacts, asOf: number, settings: RecommenderSettings, options: FitOptions): FittedRecommender {
  const { random, threads = 1 } = options
  const { purchases, interests } = facts
  const decayed = (times: Float64Array, halfLife: number, weights?: Float32Array) =>
    Float64Array.from(times, (time, k) => (weights === undefined ? 1 : (weights[k] as number)) * 0.5 ** ((asOf - time) / DAY_MS / halfLife))
  const size = [facts.customers.length, facts.products.length] as const
  const plain = interactionMatrix(...size, {
    rows: [...purchases.customer, ...interests.customer],
    columns: [...purchases.product, ...interests.product],
    values: [...new Float64Array(purchases.customer.length).fill(1), ...interests.weight],
  })
  // Ten purchases of the same product say little more than three.
  const damped: InteractionMatrix = { ...plain, values: plain.values.map((value) => Math.log1p(value)) }
  const taste = interactionMatrix(...size, {
    rows: [...purchases.customer, ...interests.customer],
    columns: [...purchases.product, ...interests.product],
    values: [...decayed(purchases.time, settings.tasteHalfLife), ...decayed(interests.time, settings.tasteHalfLife, interests.weight)],
  })
  const bought = interactionMatrix(...size, {
    rows: purchases.customer,
    columns: purchases.product,
    values: decayed(purchases.time, settings.repeatHalfLife),
  })
  return {
    asOf,
    facts,
    settings,
    taste,
    bought,
    daysAgo: daysSinceBought(facts, bought, asOf),
    neighbours: itemNeighbours(damped, { neighbours: settings.neighbours, similarity: settings.similarity, threads }),
    factors: isDense(damped) ? fitFactors(damped, settings.factors, random, threads) : null,
    content: contentNeighbours(facts.products, threads),
    rules: mineBasketRules(purchases),
    popularity: popularityOf(facts, asOf, settings.popularHalfLife),
    cycles: repeatCycles(purchases, facts.products.length),
  }
}

function fitFactors(matrix: InteractionMatrix, factors: number, random: () => number, threads: number): FactorModel {
  return fitImplicitAls(matrix, { factors, alpha: ALS_ALPHA, regularization: ALS_REGULARIZATION, random, threads })
}

function isDense({ rows, offsets, indices }: InteractionMatrix): boolean {
  let active = 0
  for (let r = 0; r < rows; r += 1) if ((offsets[r + 1] as number) > (offsets[r] as number)) active += 1
  return indices.length >= DENSE_ENTRIES && indices.length >= DENSE_A_CUSTOMER * active
}

function daysSinceBought({ purchases }: RecommendFacts, bought: InteractionMatrix, asOf: number): Float32Array {
  const days = new Float32Array(bought.indices.length).fill(Number.POSITIVE_INFINITY)
  for (let k = 0; k < purchases.customer.length; k += 1) {
    const row = purchases.customer[k] as number
    const at = placeOf(bought, row, purchases.product[k] as number)
    if (at >= 0) days[at] = Math.min(days[at] as number, (asOf - (purchases.time[k] as number)) / DAY_MS)
  }
  return days
}

/** Index of a column's entry within a row, or -1. */
function placeOf({ offsets, indices }: InteractionMatrix, row: number, column: number): number {
  let low = offsets[row] as number
  let high = (offsets[row + 1] as number) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = indices[middle] as number
    if (at === column) return middle
    if (at < column) low = middle + 1
    else high = middle - 1
  }
  return -1
}
