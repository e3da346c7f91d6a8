import { rankingQuality, type RankingQuality } from '#numerics/recommend/ranking-quality.ts'
import { bestProducts, blend, type BlendWeights, type JudgedCustomer } from './choose-weights.ts'
import type { FittedRecommender } from './fit-recommender.ts'
import { CustomerScorer, PARTS } from './score-customer.ts'

/** Quality of one method on the same later data. */
export interface MethodQuality extends RankingQuality {
  readonly method: 'blend' | 'collaborative' | 'rule' | 'content' | 'repeat' | 'popular'
  readonly chosen: boolean
}

/** Quality on everything that was bought, and on what was new to each customer, for lists of ten. */
export interface RecommendEvaluation {
  readonly customers: number
  readonly all: readonly MethodQuality[]
  readonly onlyNew: readonly MethodQuality[]
}

const LIST = 10

/** Candidates of customers with a history who then bought something, at most `most` of them, drawn with `random`. `taken` is by customer. */
export function judgedCustomers(
  model: FittedRecommender,
  taken: readonly (readonly number[])[],
  most: number,
  random: () => number,
): JudgedCustomer[] {
  const able: number[] = []
  for (const [customer, list] of taken.entries()) {
    if (list.length > 0 && (model.taste.offsets[customer + 1] as number) > (model.taste.offsets[customer] as number)) able.push(customer)
  }
  for (let k = 0; k < Math.min(most, able.length); k += 1) {
    const at = k + Math.floor(random() * (able.length - k))
    const held = able[k] as number
    able[k] = able[at] as number
    able[at] = held
  }
  const scorer = new CustomerScorer(model)
  return able.slice(0, most).map((customer) => ({ candidates: scorer.score(customer), taken: taken[customer] as readonly number[] }))
}

/** Evaluates the blend and each source alone; `collaborative` combines neighbours and taste vectors with their weights in the blend. */
export function evaluateRecommender(
  model: FittedRecommender,
  judged: readonly JudgedCustomer[],
  weights: BlendWeights,
): RecommendEvaluation {
  const none = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<(typeof PARTS)[number], number>
  const together =
    weights.neighbours + weights.factors > 0 ? { neighbours: weights.neighbours, factors: weights.factors } : { neighbours: 1 }
  const methods: [MethodQuality['method'], BlendWeights][] = [
    ['blend', weights],
    ['collaborative', { ...none, ...together }],
    ['rule', { ...none, rule: 1 }],
    ['content', { ...none, content: 1 }],
    ['repeat', { ...none, repeat: 1 }],
    ['popular', { ...none, popular: 1 }],
  ]
  const popularity = shareOfCustomers(model)
  const judge = (onlyNew: boolean): MethodQuality[] =>
    methods
      .filter(([method]) => !(onlyNew && method === 'repeat'))
      .map(([method, used]) => {
        const lists: number[][] = []
        const taken: number[][] = []
        for (const each of judged) {
          const { products, daysAgo } = each.candidates
          const isNew = (k: number): boolean => daysAgo[k] === Number.POSITIVE_INFINITY
          lists.push(bestProducts(each.candidates, blend(each.candidates, used), LIST, onlyNew ? isNew : undefined))
          const had = new Set<number>()
          if (onlyNew) for (let k = 0; k < products.length; k += 1) if (!isNew(k)) had.add(products[k] as number)
          taken.push(each.taken.filter((product) => !had.has(product)))
        }
        const quality = rankingQuality(lists, taken, { length: LIST, popularity, customers: model.facts.customers.length })
        return { method, chosen: method === 'blend', ...quality }
      })
  return { customers: judged.length, all: judge(false), onlyNew: judge(true) }
}

function shareOfCustomers({ bought, facts }: FittedRecommender): Float64Array {
  const share = new Float64Array(facts.products.length)
  let customers = 0
  for (let r = 0; r < bought.rows; r += 1) if ((bought.offsets[r + 1] as number) > (bought.offsets[r] as number)) customers += 1
  for (const product of bought.indices) share[product] = (share[product] as number) + 1 / Math.max(1, customers)
  return share
}
