import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { chooseWeights, STANDARD_WEIGHTS } from './choose-weights.ts'
import { contentNeighbours, wordsOf } from './content-neighbours.ts'
import { diversify } from './diversify.ts'
import { checkExclusions, NO_EXCLUSIONS } from './recommend-exclusions.ts'
import { factsBefore, type ProductFact, type RecommendFacts } from './recommend-facts.ts'
import { becauseText, RECOMMEND_SOURCES } from './recommend-source.ts'
import { isTooSoon, repeatCycles } from './repeat-cycle.ts'
import { trainRecommender, type RecommendTraining } from './train-recommender.ts'

const AS_OF = Date.parse('2026-06-01T00:00:00Z')
const PRODUCTS: readonly ProductFact[] = [
  ...['Green tea', 'Black tea', 'Tea pot', 'Tea cup', 'Oolong tea'].map((name, k) => ({ id: `t${k}`, name, category: 'tea', price: 20 })),
  ...['Dog food', 'Dog bed', 'Dog toy', 'Dog leash', 'Dog bowl'].map((name, k) => ({ id: `d${k}`, name, category: 'dogs', price: 60 })),
]

describe('training', () => {
  const facts = shop(120)
  const training = train(facts)

  it('gives each customer a list that matches their taste', () => {
    // Even customers buy tea, odd ones things for dogs; 10 and over are never bought by them.
    for (const customer of [0, 1, 50, 51]) {
      const [first] = listOf(training, customer)
      expect(PRODUCTS[first?.product ?? 0]?.category).toBe(customer % 2 === 0 ? 'tea' : 'dogs')
    }
  })

  it('leaves out what the customer bought in the last 90 days', () => {
    const { customer, product, time } = facts.purchases
    for (const buyer of [8, 9, 70]) {
      const lately = new Set([...product].filter((_, k) => customer[k] === buyer && (time[k] as number) > AS_OF - 90 * DAY_MS))
      expect(lately.size).toBeGreaterThan(0)
      for (const item of listOf(training, buyer)) expect(lately).not.toContain(item.product)
    }
  })

  it('evaluates the lists on later data, compared with the most popular', () => {
    const { evaluation } = training
    expect(evaluation?.asOf).toBe(AS_OF - 30 * DAY_MS)
    const methods = Object.fromEntries((evaluation?.onlyNew ?? []).map((each) => [each.method, each]))
    expect(methods['blend']?.ndcg).toBeGreaterThan(methods['popular']?.ndcg ?? 1)
    expect(methods['blend']?.hitRate).toBeGreaterThan(0.5)
  })

  it('gives scores between 0 and 1, the best first within a category, with weights that add up to 1', () => {
    expect(Object.values(training.weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
    for (const score of training.lists.score) expect(score).toBeGreaterThan(0)
    for (const score of training.lists.score) expect(score).toBeLessThanOrEqual(1.000001)
  })

  it('is the same when done again', () => {
    expect(train(facts).lists).toEqual(training.lists)
  })

  it('never offers excluded products', () => {
    const { lists, favourites, neighbours } = train(facts, { ...NO_EXCLUSIONS, productIds: ['t0'], categories: ['dogs'] })
    const offered = new Set([
      ...lists.product,
      ...favourites.flatMap(({ items }) => items.map(({ product }) => product)),
      ...neighbours.other,
    ])
    expect([...offered].map((place) => PRODUCTS[place]?.id ?? '').sort()).toEqual(['t1', 't2', 't3', 't4'])
  })

  it('offers a new product without purchases by similarity', () => {
    const { lists } = training
    const offered = new Set([...lists.product].filter((_, k) => RECOMMEND_SOURCES[lists.source[k] as number] === 'content'))
    // Oolong tea was only viewed, by one customer.
    expect([...lists.product]).toContain(4)
    expect(offered.size).toBeGreaterThan(0)
  })

  it('works with very little data, and says that it could not be evaluated', () => {
    const one = train(shop(1))
    expect(one.evaluation).toBeNull()
    expect(one.weights).toEqual(STANDARD_WEIGHTS)
    expect(one.hasFactors).toBe(false)
  })

  it('uses no facts that happened or became known later', () => {
    const before = factsBefore(facts, AS_OF - 30 * DAY_MS)
    for (const [k, time] of before.purchases.time.entries()) {
      expect(time).toBeLessThan(AS_OF - 30 * DAY_MS)
      expect(before.purchases.available[k]).toBeLessThanOrEqual(AS_OF - 30 * DAY_MS)
    }
  })
})

describe('weights', () => {
  it('follow the part that predicts purchases', () => {
    const judged = Array.from({ length: 30 }, (_, customer) => {
      const noise = Float32Array.from({ length: 40 }, (_unused, k) => ((k * 7 + customer * 13) % 40) / 40)
      const telling = Float32Array.from({ length: 40 }, (_unused, k) => (k === customer ? 1 : 0.1))
      const zero = new Float32Array(40)
      const candidates = {
        products: Int32Array.from({ length: 40 }, (_unused, k) => k),
        parts: [noise, zero, telling, noise, noise, zero],
        because: [],
        daysAgo: new Float32Array(40).fill(Number.POSITIVE_INFINITY),
      }
      return { candidates, taken: [customer] }
    })
    const weights = chooseWeights(judged)
    expect(weights.rule).toBeGreaterThan(weights.neighbours + weights.content)
  })
})

describe('repurchase', () => {
  it('has the median days between purchases, and exempts replenishment products', () => {
    const times = [0, 10, 20, 30, 40, 50].map((day) => day * DAY_MS)
    const purchases = {
      customer: new Int32Array(6),
      product: new Int32Array(6),
      order: Int32Array.from([0, 1, 2, 3, 4, 5]),
      time: Float64Array.from(times),
      available: Float64Array.from(times),
    }
    const cycles = repeatCycles(purchases, 2)
    expect(cycles.days[0]).toBe(10)
    expect(cycles.repeatShare[0]).toBe(1)
    expect(isTooSoon(cycles, 0, 2, 90)).toBe(false)
    expect(isTooSoon(cycles, 1, 60, 90)).toBe(true)
    expect(isTooSoon(cycles, 1, 120, 90)).toBe(false)
  })
})

describe('content', () => {
  it('finds words in Latin and Chinese names', () => {
    expect(wordsOf('Green TEA 500 g')).toEqual(['green', 'tea'])
    expect(wordsOf('明前龙井茶')).toEqual(['明前', '前龙', '龙井', '井茶'])
  })

  it('finds similar products as neighbours', () => {
    const content = contentNeighbours(PRODUCTS)
    expect([0, 1, 2, 3]).toContain(content.ids[4 * content.width])
  })
})

describe('variety', () => {
  it('keeps one category from filling the list, and fills up when there is nothing else', () => {
    const categoryOf = (item: number) => (item < 6 ? 'tea' : 'cups')
    expect(diversify([1, 2, 3, 4, 6, 7], categoryOf, 5)).toEqual([1, 2, 6, 7, 3])
    expect(diversify([1, 2, 3], categoryOf, 3)).toEqual([1, 2, 3])
  })
})

describe('sentences and exclusions', () => {
  it('name the product that is the reason', () => {
    expect(becauseText('rule', '奶粉').zh).toBe('常与“奶粉”一起购买')
    expect(becauseText('collaborative', null).en).toBe('Bought by customers of similar taste')
  })

  it('refuse days out of range', () => {
    expect(() => checkExclusions({ ...NO_EXCLUSIONS, boughtWithinDays: -1 })).toThrow('0 to 730')
  })
})

function train(facts: RecommendFacts, exclusions = NO_EXCLUSIONS): RecommendTraining {
  const rng = new Rng('test')
  return trainRecommender({ facts, asOf: AS_OF, exclusions, judgeDays: 30 }, () => rng.next())
}

function listOf({ lists }: RecommendTraining, customer: number): { product: number; score: number }[] {
  return [...lists.customer].flatMap((each, k) =>
    each === customer ? [{ product: lists.product[k] as number, score: lists.score[k] as number }] : [],
  )
}

/** Even customers buy tea, odd ones things for dogs: three or four of the first four products of their kind over 100 days. */
function shop(customers: number): RecommendFacts {
  const rng = new Rng('shop')
  const rows: { customer: number; product: number; time: number }[] = []
  for (let customer = 0; customer < customers; customer += 1) {
    const first = customer % 2 === 0 ? 0 : 5
    const choice = rng.shuffle([0, 1, 2, 3]).slice(0, 3 + rng.int(2))
    for (const [k, item] of choice.entries())
      rows.push({ customer, product: first + item, time: AS_OF - (95 - 28 * k - rng.int(10)) * DAY_MS })
  }
  const time = Float64Array.from(rows, (row) => row.time)
  return {
    customers: Array.from({ length: customers }, (_, k) => `c${k}`),
    products: PRODUCTS,
    purchases: {
      customer: Int32Array.from(rows, (row) => row.customer),
      product: Int32Array.from(rows, (row) => row.product),
      order: Int32Array.from(rows, (_, k) => k),
      time,
      available: time,
    },
    interests: {
      customer: Int32Array.of(0),
      product: Int32Array.of(4),
      time: Float64Array.of(AS_OF - DAY_MS),
      available: Float64Array.of(AS_OF - DAY_MS),
      weight: Float32Array.of(0.1),
    },
    segments: ['loyal'],
    segmentOf: new Int32Array(customers),
  }
}
