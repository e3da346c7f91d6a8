import type { AssociationRule } from '#numerics/rules/association-rules.ts'
import { factorScore } from '#numerics/recommend/implicit-als.ts'
import { addNeighbourScores } from '#numerics/recommend/item-neighbours.ts'
import type { FittedRecommender } from './fit-recommender.ts'
import { largestPlaces } from './popularity.ts'

/** The parts of a score, in the order of `Candidates.parts`. */
export const PARTS = ['neighbours', 'factors', 'rule', 'content', 'popular', 'repeat'] as const
export type Part = (typeof PARTS)[number]

/** Products with a score from some part. Every part is scaled so that its largest score for this customer is 1. */
export interface Candidates {
  readonly products: Int32Array
  readonly parts: readonly Float32Array[]
  /** For parts based on a product in the customer's history: that product, -1 for none. */
  readonly because: readonly (Int32Array | null)[]
  /** Days since the customer bought it; Infinity when never. */
  readonly daysAgo: Float32Array
}

const POPULAR_CANDIDATES = 200
/** Only this many of a customer's most recent products are used. */
const LONGEST_HISTORY = 100
/** Minimum scaled scores of a candidate: a product with one weak part score cannot reach a list. */
const WORTH: Readonly<Record<Part, number>> = { neighbours: 0.1, factors: 0.4, rule: 0.2, content: 0.25, popular: 0.3, repeat: 1e-9 }

/** Scores products for one customer at a time. A scorer reuses its working arrays. */
export class CustomerScorer {
  readonly #model: FittedRecommender
  readonly #sums: Readonly<Record<Part, Float64Array>>
  readonly #reasons: Readonly<Record<'neighbours' | 'rule' | 'content', Reasons>>
  readonly #daysAgo: Float32Array
  readonly #had: Uint8Array
  readonly #touched: Int32Array
  readonly #popular = new Map<number, readonly number[]>()
  readonly #rules: RuleTable

  constructor(model: FittedRecommender) {
    this.#model = model
    const products = model.facts.products.length
    const sums = (): Float64Array => new Float64Array(products)
    const reasons = (): Reasons => ({ column: new Int32Array(products).fill(-1), strength: new Float64Array(products) })
    this.#sums = { neighbours: sums(), factors: sums(), rule: sums(), content: sums(), popular: sums(), repeat: sums() }
    this.#reasons = { neighbours: reasons(), rule: reasons(), content: reasons() }
    this.#daysAgo = new Float32Array(products).fill(Number.POSITIVE_INFINITY)
    this.#had = new Uint8Array(products)
    this.#touched = new Int32Array(products)
    this.#rules = ruleTable(model.rules.rules, products)
  }

  score(customer: number): Candidates {
    const { taste, bought, neighbours, content, facts, popularity, factors: vectors } = this.#model
    const { neighbours: near, factors, rule, content: alike, popular, repeat } = this.#sums
    const history = freshest(taste, customer)
    addNeighbourScores(neighbours, history, near, this.#reasons.neighbours)
    addNeighbourScores(content, history, alike, this.#reasons.content)
    this.#addRules(history)
    for (let k = bought.offsets[customer] as number; k < (bought.offsets[customer + 1] as number); k += 1) {
      const product = bought.indices[k] as number
      repeat[product] = bought.values[k] as number
      this.#daysAgo[product] = this.#model.daysAgo[k] as number
    }
    const segment = facts.segmentOf[customer] as number
    const liked = popularity.bySegment[segment] ?? popularity.all
    for (const product of this.#popularOf(segment)) popular[product] = liked[product] as number
    let size = 0
    for (let p = 0; p < near.length; p += 1) {
      if (near[p] === 0 && rule[p] === 0 && alike[p] === 0 && popular[p] === 0 && repeat[p] === 0) continue
      this.#touched[size++] = p
      popular[p] = liked[p] as number
    }
    const touched = this.#touched.subarray(0, size)
    if (vectors !== null && history.columns.length > 0) for (const p of touched) factors[p] = Math.max(0, factorScore(vectors, customer, p))
    return this.#take(touched)
  }

  #addRules({ columns }: History): void {
    const { starts, target, second, confidence } = this.#rules
    const scores = this.#sums.rule
    const { column, strength } = this.#reasons.rule
    for (const product of columns) this.#had[product] = 1
    for (const product of columns) {
      for (let r = starts[product] as number; r < (starts[product + 1] as number); r += 1) {
        const at = target[r] as number
        const other = second[r] as number
        if ((confidence[r] as number) <= (scores[at] as number) || (other >= 0 && this.#had[other] === 0)) continue
        scores[at] = confidence[r] as number
        strength[at] = confidence[r] as number
        column[at] = product
      }
    }
    for (const product of columns) this.#had[product] = 0
  }

  #popularOf(segment: number): readonly number[] {
    const known = this.#popular.get(segment)
    if (known !== undefined) return known
    const { bySegment, all } = this.#model.popularity
    const places = largestPlaces(bySegment[segment] ?? all, POPULAR_CANDIDATES)
    this.#popular.set(segment, places)
    return places
  }

  /** Copies the worthwhile products among those scored, and clears the working arrays. */
  #take(touched: Int32Array): Candidates {
    const scales = PARTS.map((part) => {
      const sums = this.#sums[part]
      let largest = 0
      for (const p of touched) if ((sums[p] as number) > largest) largest = sums[p] as number
      return largest > 0 ? 1 / largest : 0
    })
    const kept = touched.filter((p) => PARTS.some((part, i) => (this.#sums[part][p] as number) * (scales[i] as number) >= WORTH[part]))
    const parts = PARTS.map((part, i) => {
      const scaled = new Float32Array(kept.length)
      for (let k = 0; k < kept.length; k += 1) scaled[k] = (this.#sums[part][kept[k] as number] as number) * (scales[i] as number)
      for (const p of touched) this.#sums[part][p] = 0
      return scaled
    })
    const because = PARTS.map((part) => {
      if (part !== 'neighbours' && part !== 'rule' && part !== 'content') return null
      const { column, strength } = this.#reasons[part]
      const taken = new Int32Array(kept.length)
      for (let k = 0; k < kept.length; k += 1) taken[k] = column[kept[k] as number] as number
      for (const p of touched) {
        column[p] = -1
        strength[p] = 0
      }
      return taken
    })
    const daysAgo = new Float32Array(kept.length)
    for (let k = 0; k < kept.length; k += 1) daysAgo[k] = this.#daysAgo[kept[k] as number] as number
    for (const p of touched) this.#daysAgo[p] = Number.POSITIVE_INFINITY
    return { products: kept, parts, because, daysAgo }
  }
}

/** The product in the history that contributed most to a product's score, and how much. */
interface Reasons {
  readonly column: Int32Array
  readonly strength: Float64Array
}

/** Rules by the first product of their left side: those of product p run from `starts[p]` to `starts[p + 1]`. `second` is the other item on the left, or -1. */
interface RuleTable {
  readonly starts: Int32Array
  readonly target: Int32Array
  readonly second: Int32Array
  readonly confidence: Float64Array
}

function ruleTable(rules: readonly AssociationRule[], products: number): RuleTable {
  const usable = rules.filter(({ left }) => left.length >= 1 && left.length <= 2)
  const sorted = usable.sort((a, b) => (a.left[0] as number) - (b.left[0] as number))
  const starts = new Int32Array(products + 1)
  for (const { left } of sorted) starts[(left[0] as number) + 1] = (starts[(left[0] as number) + 1] as number) + 1
  for (let p = 0; p < products; p += 1) starts[p + 1] = (starts[p + 1] as number) + (starts[p] as number)
  return {
    starts,
    target: Int32Array.from(sorted, ({ right }) => right[0] as number),
    second: Int32Array.from(sorted, ({ left }) => left[1] ?? -1),
    confidence: Float64Array.from(sorted, ({ confidence }) => confidence),
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
