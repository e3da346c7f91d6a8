import { describe, expect, it } from 'vitest'
import { CLUSTER_TRAITS, type ClusterFigures } from './cluster-features.ts'
import { kindsOf, namesOf, type ClusterKind, type ClusterPosition } from './cluster-names.ts'
import { clusterSentence } from './cluster-sentence.ts'
import { matchClusters } from './match-clusters.ts'

function at(position: Partial<ClusterPosition>): ClusterPosition {
  return { ...Object.fromEntries(CLUSTER_TRAITS.map((trait) => [trait, 0])), ...position } as ClusterPosition
}

/** Everything that the kinds need holds. */
const FIGURES = {
  recency: 120,
  orders: 3,
  spend: 900,
  averageOrder: 300,
  gap: 40,
  activeDays: 5,
  returnedShare: 0.2,
  categories: 4,
  tenure: 100,
  lifetimeOrders: 5,
}

function kindOf(
  position: Partial<ClusterPosition>,
  before: ClusterKind | null = null,
  figures: Partial<ClusterFigures> = {},
): ClusterKind | undefined {
  return kindsOf([{ position: at(position), figures: { ...FIGURES, ...figures } }], [before])[0]
}

describe('names', () => {
  it.each([
    ['loyal', { orders: 1.5, spend: 1.5, recency: -1 }],
    ['frequent_small', { orders: 1.2, averageOrder: -1.2 }],
    ['rare_large', { orders: -0.8, averageOrder: 1.6 }],
    ['slipping', { recency: 1.2, lifetimeOrders: 1.2 }],
    ['newcomer', { tenure: -1.6, lifetimeOrders: -1, recency: -1, orders: -0.2 }],
    ['long_gone', { recency: 1.5, lifetimeOrders: -0.8 }],
    ['returning', { returnedShare: 2.5 }],
    ['balanced', { orders: 0.05, spend: -0.05 }],
  ])('%s', (kind, position) => {
    expect(kindOf(position, null, kind === 'long_gone' ? { gap: null, lifetimeOrders: 1 } : {})).toBe(kind)
  })

  it('two clusters of one kind share the best fit out, so that all names differ', () => {
    const two = [
      { figures: FIGURES, position: at({ orders: 1.5, spend: 1.5, recency: -1, categories: 0.5 }) },
      { figures: FIGURES, position: at({ orders: 1.1, spend: 1.1, recency: -0.5, categories: 1.5 }) },
    ]
    expect(kindsOf(two, [null, null])).toEqual(['loyal', 'broad'])
  })

  it('a kind is kept unless another fits clearly better', () => {
    const between = { orders: 1, averageOrder: -1, spend: 0.8, recency: -0.9 }
    expect(kindOf(between)).toBe('frequent_small')
    expect(kindOf(between, 'loyal')).toBe('loyal')
    expect(kindOf({ recency: 1.5 }, 'loyal')).toBe('slipping')
  })

  it('no name says what is not so: everybody is above or below a mean', () => {
    const recent = { recency: 1.2 }
    expect(kindOf(recent)).toBe('slipping')
    expect(kindOf(recent, null, { lifetimeOrders: 1, gap: null })).toBe('balanced')
    expect(kindOf(recent, null, { recency: 20, gap: 7 })).toBe('balanced')
    expect(kindOf(recent, null, { recency: 40, gap: 30 })).toBe('balanced')
    expect(kindOf({ returnedShare: 2 }, null, { returnedShare: 0.02 })).toBe('balanced')
    expect(kindOf({ tenure: -1.5, lifetimeOrders: -1 }, null, { tenure: 400 })).toBe('balanced')
  })

  it('what comes twice is told apart by what stands out, and by a number at last', () => {
    const names = namesOf([
      { kind: 'balanced', position: at({ gap: 0.4 }) },
      { kind: 'balanced', position: at({ activeDays: -0.3 }) },
      { kind: 'balanced', position: at({ gap: 0.5 }) },
      { kind: 'loyal', position: at({ gap: 0.5 }) },
    ])
    expect(names.map(({ en }) => en)).toEqual(['Balanced (long intervals)', 'Balanced (few visits)', 'Balanced 2', 'High-value loyal'])
    expect(new Set(names.map(({ zh }) => zh)).size).toBe(4)
  })
})

describe('matchClusters', () => {
  it.each([
    [[[0], [5]], [[5.2]], [null, 0]],
    [
      [[0], [1]],
      [[1], [0]],
      [1, 0],
    ],
    [
      [[0.6], [1.1]],
      [[1], [0]],
      [1, 0],
    ],
    [[[3]], [[1], [0]], [null]],
    [[], [[1]], []],
    [[[1], [2], [3]], [], [null, null, null]],
  ])('%j among %j is %j', (centres, before, expected) => {
    expect(matchClusters(centres, before)).toEqual(expected)
  })
})

describe('clusterSentence', () => {
  const figures = {
    recency: 12,
    orders: 14,
    spend: 2520,
    averageOrder: 180,
    gap: 21.4,
    activeDays: 9,
    returnedShare: 0.08,
    categories: 3,
    tenure: 400,
    lifetimeOrders: 20,
  }

  it('says what they do, with figures', () => {
    expect(clusterSentence({ figures, onceShare: 0 }, 'CNY')).toEqual({
      zh: '通常每 21 天购买一次，客单价 ¥180；近一年 14 笔订单，共 ¥2,520；上次购买在 12 天前；近 90 天活跃 9 天；买过 3 个品类；退货占消费额 8%。',
      en: 'Buys every 21 days, ¥180 an order. 14 orders and ¥2,520 in the last 365 days. Last order 12 days ago. Active on 9 days of the last 90. 3 categories. 8% of spend is returned.',
    })
  })

  it('says what they used to do where they no longer do it', () => {
    const { zh, en } = clusterSentence({ figures: { ...figures, recency: 90 }, onceShare: 0 }, 'CNY')
    expect([zh.slice(0, 14), en.slice(0, 25)]).toEqual(['过去通常每 21 天购买一次', 'Used to buy every 21 days'])
    expect(clusterSentence({ figures: { ...figures, recency: 60 }, onceShare: 0 }, 'CNY').en.slice(0, 4)).toBe('Buys')
  })

  it('says nothing of an interval where most bought once, nor of what is not there', () => {
    const once = { ...figures, orders: 0, spend: 0, gap: null, recency: 1, activeDays: 0, categories: 1, returnedShare: 0 }
    expect(clusterSentence({ figures: once, onceShare: 0.9 }, 'EUR')).toEqual({
      zh: '90%只买过一次，客单价 €180；近一年没有购买；上次购买在 1 天前。',
      en: '90% bought once, €180 an order. No order in the last 365 days. Last order 1 day ago.',
    })
  })
})
