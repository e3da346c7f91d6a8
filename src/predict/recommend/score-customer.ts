import { factorScore } from '#numerics/recommend/implicit-als.ts'
import { addNeighbourScores } from '#numerics/recommend/item-neighbours.ts'
import type { FittedRecommender } from './fit-recommender.ts'
import { largestPlaces } from './popularity.ts'

/** The parts of a score, in the order of `Candidates.parts`. */
export const PARTS = ['neighbours', 'factors', 'rule', 'content', 'popular', 'repeat'] as const
export type Part = (typeof PARTS)[number]

/** Products that some part speaks for. Every part is scaled so that its largest score for this customer is 1. */
export interface Candidates {
  readonly products: Int32Array
  readonly parts: readonly Float32Array[]
  /** For parts that reason from a product of the customer's history: which one, -1 where none. */
  readonly because: readonly (Int32Array | null)[]
  /** Days since the customer bought it; Infinity when never. */
  readonly daysAgo: Float32Array
}

const POPULAR_CANDIDATES = 200
/** A history longer than this speaks by its freshest products only. */
const LONGEST_HISTORY = 200

/** Scores products for one customer after the other. One scorer keeps the working arrays. */
export class CustomerScorer {
  readonly #model: FittedRecommender
  readonly #sums: readonly Float64Array[]
  readonly #strongest: readonly { readonly column: Int32Array; readonly strength: Float64Array }[]
  readonly #daysAgo: Float32Array
  readonly #popular = new Map<number, readonly number[]>()
  readonly #rulesByFirst: ReadonlyMap<number, readonly number[]>

  constructor(model: FittedRecommender) {
    this.#model = model
    const products = model.facts.products.length
    this.#sums = PARTS.map(() => new Float64Array(products))
    this.#strongest = PARTS.map(() => ({ column: new Int32Array(products).fill(-1), strength: new Float64Array(products) }))
    this.#daysAgo = new Float32Array(products).fill(Number.POSITIVE_INFINITY)
    const byFirst = new Map<number, number[]>()
    for (const [r, { left }] of model.rules.rules.entries()) {
      const first = left[0]
      if (first === undefined) continue
      const list = byFirst.get(first)
      if (list === undefined) byFirst.set(first, [r])
      else list.push(r)
    }
    this.#rulesByFirst = byFirst
  }

  score(customer: number): Candidates {
    const { taste, bought, neighbours, content, facts, popularity } = this.#model
    const history = freshest(taste, customer)
    const [near, factors, rule, alike, popular, repeat] = this.#sums as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    addNeighbourScores(neighbours, history, near, this.#strongest[0])
    addNeighbourScores(content, history, alike, this.#strongest[3])
    this.#addRules(history, rule)
    for (let k = bought.offsets[customer] as number; k < (bought.offsets[customer + 1] as number); k += 1) {
      const product = bought.indices[k] as number
      repeat[product] = bought.values[k] as number
      this.#daysAgo[product] = this.#model.daysAgo[k] as number
    }
    const segment = facts.segmentOf[customer] as number
    const liked = popularity.bySegment[segment] ?? popularity.all
    for (const product of this.#popularOf(segment)) popular[product] = liked[product] as number
    const products: number[] = []
    for (let p = 0; p < near.length; p += 1) {
      if (near[p] === 0 && rule[p] === 0 && alike[p] === 0 && popular[p] === 0 && repeat[p] === 0) continue
      products.push(p)
      popular[p] = liked[p] as number
    }
    const model = this.#model.factors
    if (model !== null && history.columns.length > 0) {
      for (const p of products) factors[p] = Math.max(0, factorScore(model, customer, p))
    }
    return this.#take(products)
  }

  #addRules(history: History, scores: Float64Array): void {
    const had = new Set<number>(history.columns)
    const { rules } = this.#model.rules
    const { column, strength } = this.#strongest[2] as { column: Int32Array; strength: Float64Array }
    for (const product of had) {
      for (const r of this.#rulesByFirst.get(product) ?? []) {
        const { left, right, confidence } = rules[r] as (typeof rules)[number]
        const target = right[0] as number
        if (confidence <= (scores[target] as number) || !left.every((item) => had.has(item))) continue
        scores[target] = confidence
        strength[target] = confidence
        column[target] = product
      }
    }
  }

  #popularOf(segment: number): readonly number[] {
    const known = this.#popular.get(segment)
    if (known !== undefined) return known
    const { bySegment, all } = this.#model.popularity
    const places = largestPlaces(bySegment[segment] ?? all, POPULAR_CANDIDATES)
    this.#popular.set(segment, places)
    return places
  }

  /** Copies what was found for the candidates and clears the working arrays. */
  #take(products: readonly number[]): Candidates {
    const parts = this.#sums.map((sums) => {
      let largest = 0
      for (const p of products) largest = Math.max(largest, sums[p] as number)
      const scaled = Float32Array.from(products, (p) => (largest > 0 ? (sums[p] as number) / largest : 0))
      for (const p of products) sums[p] = 0
      return scaled
    })
    const because = this.#strongest.map(({ column, strength }, part) => {
      if (part !== 0 && part !== 2 && part !== 3) return null
      const taken = Int32Array.from(products, (p) => column[p] as number)
      for (const p of products) {
        column[p] = -1
        strength[p] = 0
      }
      return taken
    })
    const daysAgo = Float32Array.from(products, (p) => this.#daysAgo[p] as number)
    for (const p of products) this.#daysAgo[p] = Number.POSITIVE_INFINITY
    return { products: Int32Array.from(products), parts, because, daysAgo }
  }
}

interface History {
  readonly columns: readonly number[]
  readonly strengths: readonly number[]
}

function freshest({ offsets, indices, values }: FittedRecommender['taste'], row: number): History {
  let places = Array.from({ length: (offsets[row + 1] as number) - (offsets[row] as number) }, (_, k) => (offsets[row] as number) + k)
  if (places.length > LONGEST_HISTORY) {
    places = places.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b).slice(0, LONGEST_HISTORY)
  }
  return { columns: places.map((k) => indices[k] as number), strengths: places.map((k) => values[k] as number) }
}
