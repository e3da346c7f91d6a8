import type { FittedRecommender } from './fit-recommender.ts'
import { RECOMMEND_SOURCES } from './recommend-source.ts'

/** Parallel arrays with one neighbour of a product per entry; support, confidence and lift are those of the rule product -> other, 0 without a rule. */
export interface ProductNeighbours {
  readonly product: Int32Array
  readonly rank: Uint8Array
  readonly other: Int32Array
  readonly score: Float32Array
  readonly source: Uint8Array
  readonly support: Float32Array
  readonly confidence: Float32Array
  readonly lift: Float32Array
}

const KEPT = 20
/** Weight of similarity by content relative to behaviour: it fills the list of a product that few have bought. */
const CONTENT_SHARE = 0.3

interface Neighbour {
  other: number
  together: number
  alike: number
  support: number
  confidence: number
  lift: number
}

/** Finds related products: bought by the same customers, in the same baskets, or similar in name and category. */
export function productNeighbours(model: FittedRecommender, isOffered: Uint8Array): ProductNeighbours {
  const { neighbours, content, rules, facts } = model
  const rulesOf = new Map<number, Neighbour[]>()
  for (const { left, right, support, confidence, lift } of rules.rules) {
    if (left.length !== 1) continue
    const list = rulesOf.get(left[0] as number) ?? []
    list.push({ other: right[0] as number, together: 0, alike: 0, support, confidence, lift })
    rulesOf.set(left[0] as number, list)
  }
  const rows: { product: number; rank: number; score: number; source: number; neighbour: Neighbour }[] = []
  for (let product = 0; product < facts.products.length; product += 1) {
    const found = new Map((rulesOf.get(product) ?? []).map((each) => [each.other, each]))
    const add = (other: number, field: 'together' | 'alike', score: number): void => {
      const known = found.get(other) ?? { other, together: 0, alike: 0, support: 0, confidence: 0, lift: 0 }
      known[field] = score
      found.set(other, known)
    }
    for (const [field, list] of [['together', neighbours] as const, ['alike', content] as const]) {
      const start = product * list.width
      for (let k = start; k < start + (list.counts[product] as number); k += 1) add(list.ids[k] as number, field, list.scores[k] as number)
    }
    const all = [...found.values()].filter(({ other }) => isOffered[other] === 1)
    const most = (field: 'together' | 'alike' | 'confidence'): number => all.reduce((largest, each) => Math.max(largest, each[field]), 1e-9)
    const [together, alike, confidence] = [most('together'), most('alike'), most('confidence')]
    const scored = all.map((neighbour) => {
      const terms: [string, number][] = [
        ['collaborative', neighbour.together / together],
        ['rule', neighbour.confidence / confidence],
        ['content', (CONTENT_SHARE * neighbour.alike) / alike],
      ]
      const [source] = terms.reduce((best, term) => (term[1] > best[1] ? term : best))
      const score = terms.reduce((sum, [, value]) => sum + value, 0) / (2 + CONTENT_SHARE)
      return { product, score, source: RECOMMEND_SOURCES.findIndex((each) => each === source), neighbour }
    })
    scored.sort((a, b) => b.score - a.score || a.neighbour.other - b.neighbour.other)
    rows.push(...scored.slice(0, KEPT).map((each, k) => ({ ...each, rank: k + 1 })))
  }
  return {
    product: Int32Array.from(rows, (row) => row.product),
    rank: Uint8Array.from(rows, (row) => row.rank),
    other: Int32Array.from(rows, (row) => row.neighbour.other),
    score: Float32Array.from(rows, (row) => row.score),
    source: Uint8Array.from(rows, (row) => row.source),
    support: Float32Array.from(rows, (row) => row.neighbour.support),
    confidence: Float32Array.from(rows, (row) => row.neighbour.confidence),
    lift: Float32Array.from(rows, (row) => row.neighbour.lift),
  }
}
