import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { clusterCustomers, OUTLIER, type FoundClusters } from './cluster-customers.ts'
import { CLUSTER_TRAITS, type ClusterTable } from './cluster-features.ts'
import { namesOf } from './cluster-names.ts'

type Person = Readonly<Record<(typeof CLUSTER_TRAITS)[number], number>>

/** Four kinds of shoppers that anyone would tell apart, in this order again and again. */
function shoppers(count: number, seed = 'shop'): Person[] {
  const rng = new Rng(seed)
  const about = (value: number, spread = 0.2): number => value * Math.exp(spread * rng.normal())
  return Array.from({ length: count }, (_, i): Person => {
    const quiet = { activeDays: 0, returnedShare: 0, categories: 1 }
    if (i % 4 === 0) {
      const [orders, averageOrder] = [Math.round(about(24)), about(300)]
      const rest = { activeDays: about(30), returnedShare: 0.02, categories: 5, tenure: about(700), lifetimeOrders: 2 * orders }
      return { recency: about(6), orders, spend: orders * averageOrder, averageOrder, gap: about(15), ...rest }
    }
    if (i % 4 === 1) {
      const [orders, averageOrder] = [Math.round(about(26)), about(18)]
      const rest = { activeDays: about(18), returnedShare: 0, categories: 2, tenure: about(500), lifetimeOrders: 2 * orders }
      return { recency: about(8), orders, spend: orders * averageOrder, averageOrder, gap: about(14), ...rest }
    }
    if (i % 4 === 2) {
      const averageOrder = about(900)
      const rest = { averageOrder, gap: about(150), lifetimeOrders: 3, tenure: about(400), ...quiet }
      return { recency: about(90), orders: 2, spend: 2 * averageOrder, ...rest }
    }
    const [averageOrder, recency] = [about(60), about(500)]
    return { recency, orders: 0, spend: 0, averageOrder, gap: Number.NaN, lifetimeOrders: 1, tenure: recency, ...quiet }
  })
}

function tableOf(people: readonly Person[]): ClusterTable {
  return Object.fromEntries(
    CLUSTER_TRAITS.map((trait) => [trait, Float64Array.from(people, (person) => person[trait])]),
  ) as unknown as ClusterTable
}

const OPTIONS = { seed: 'one', before: null }

function namesOfRows({ found, labels }: { found: FoundClusters; labels: Int32Array }): string[] {
  const names = namesOf(found.clusters)
  return Array.from(labels, (label) => (label === OUTLIER ? 'apart' : (names[label]?.en as string)))
}

describe('clusterCustomers', () => {
  it('finds the kinds that there are and calls them what they are', () => {
    const people = shoppers(2000)
    const names = namesOfRows(clusterCustomers(tableOf(people), OPTIONS))
    const share = (kind: number, name: string): number => {
      const own = names.filter((_, i) => i % 4 === kind)
      return own.filter((each) => each === name).length / own.length
    }
    expect(share(0, 'High-value loyal')).toBeGreaterThan(0.97)
    expect(share(1, 'Frequent, small orders')).toBeGreaterThan(0.97)
    expect(share(2, 'Rare, large orders')).toBeGreaterThan(0.97)
    expect(share(3, 'Long gone')).toBeGreaterThan(0.97)
  })

  it('gives figures of the kinds in their own units', () => {
    const { found } = clusterCustomers(tableOf(shoppers(2000)), OPTIONS)
    const loyal = found.clusters.find(({ kind }) => kind === 'loyal')
    expect(loyal?.figures.gap).toBeGreaterThan(14)
    expect(loyal?.figures.gap).toBeLessThan(16)
    expect(loyal?.figures.averageOrder).toBeGreaterThan(280)
    expect(loyal?.figures.averageOrder).toBeLessThan(320)
    expect(loyal?.onceShare).toBe(0)
    const gone = found.clusters.find(({ kind }) => kind === 'long_gone')
    expect({ gap: gone?.figures.gap, orders: gone?.figures.orders, once: gone?.onceShare }).toEqual({ gap: null, orders: 0, once: 1 })
  })

  it('99 of 100 customers keep their name when the same data come in another order, nothing remembered and other numbers drawn', () => {
    const people = shoppers(6000)
    const order = new Rng('order').shuffle(people.map((_, i) => i))
    const before = namesOfRows(clusterCustomers(tableOf(people), OPTIONS))
    const after = namesOfRows(clusterCustomers(tableOf(order.map((i) => people[i] as Person)), { seed: 'other', before: null }))
    expect(order.filter((i, at) => before[i] === after[at]).length / people.length).toBeGreaterThanOrEqual(0.99)
  })

  it('a cluster that is the same keeps its key; a new one gets a key that was never used', () => {
    const first = clusterCustomers(tableOf(shoppers(2000)), OPTIONS)
    const later = shoppers(2000, 'a month later')
    const second = clusterCustomers(tableOf(later), { seed: 'two', before: first.found })
    const keyOf = ({ clusters }: FoundClusters, kind: string) => clusters.find((each) => each.kind === kind)?.key
    for (const kind of ['loyal', 'frequent_small', 'rare_large', 'long_gone'])
      expect(keyOf(second.found, kind)).toBe(keyOf(first.found, kind))
    expect(second.found.nextKey).toBe(first.found.nextKey)

    const moved = later.map((person, i) =>
      i % 4 === 0 ? { ...person, recency: 300, orders: 1, returnedShare: 0.6, activeDays: 0 } : person,
    )
    const third = clusterCustomers(tableOf(moved), { seed: 'three', before: second.found })
    const label = third.labels[4] as number
    expect(third.found.clusters[label]?.key).toBe(`c${second.found.nextKey}`)
  })

  it('puts giants apart, never more than one in fifty, and does not let them move the others', () => {
    const people = shoppers(2000)
    const plain = clusterCustomers(tableOf(people), OPTIONS)
    const giants = [0, 4, 8].map((i) => ({ ...(people[i] as Person), spend: 4e9, averageOrder: 1e8 }))
    const { found, labels } = clusterCustomers(tableOf([...people, ...giants]), OPTIONS)
    expect(Array.from(labels.subarray(2000))).toEqual([OUTLIER, OUTLIER, OUTLIER])
    expect(found.outliers).toBeLessThanOrEqual(0.02 * found.buyers)
    expect(found.clusters.length).toBe(plain.found.clusters.length)
    expect(found.clusters.reduce((sum, { size }) => sum + size, found.outliers)).toBe(2003)
  })

  it('says what is lacking', () => {
    const { found, labels } = clusterCustomers(tableOf(shoppers(199)), OPTIONS)
    expect({ lack: found.lack, buyers: found.buyers, clusters: found.clusters }).toEqual({ lack: 'few-buyers', buyers: 199, clusters: [] })
    expect(new Set(labels)).toEqual(new Set([OUTLIER]))
    const [one] = shoppers(1)
    const alike = clusterCustomers(tableOf(Array.from({ length: 300 }, () => one as Person)), OPTIONS)
    expect(alike.found.lack).toBe('all-alike')
    const few = Array.from({ length: 250_000 }, (_, i) => (i < 8 ? { ...(one as Person), categories: 2 + i } : (one as Person)))
    expect(clusterCustomers(tableOf(few), OPTIONS).found.lack).toBe('all-alike')
  })

  it('does without what nobody has: no events, no returns, one category', () => {
    const people = shoppers(2000).map((person) => ({ ...person, activeDays: 0, returnedShare: 0, categories: 1 }))
    const { found } = clusterCustomers(tableOf(people), OPTIONS)
    expect(found.clusters.map(({ kind }) => kind).sort()).toEqual(['frequent_small', 'long_gone', 'loyal', 'rare_large'])
    for (const { position } of found.clusters) expect(position.activeDays).toBe(0)
  })

  it('goes on with the number of clusters of before where it is about as good', () => {
    const people = tableOf(shoppers(2000))
    const { found } = clusterCustomers(people, OPTIONS)
    expect(found.silhouettes.map(({ k }) => k)).toEqual([3, 4, 5, 6, 7, 8])
    expect(found.clusters.length).toBe(4)
    const best = Math.max(...found.silhouettes.map(({ silhouette }) => silhouette))
    expect(found.silhouettes.find(({ k }) => k === 4)?.silhouette).toBe(best)
  })
})
