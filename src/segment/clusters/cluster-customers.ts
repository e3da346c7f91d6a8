import { Rng } from '#kernel/rng.ts'
import { compareClusterCounts } from '#numerics/cluster/k-means-count.ts'
import { distinctRows, fitKMeans } from '#numerics/cluster/k-means.ts'
import type { FeatureTable } from '#numerics/table/feature-table.ts'
import {
  CLUSTER_FEATURES,
  CLUSTER_TRAITS,
  type ClusterFeature,
  type ClusterFigures,
  type ClusterTable,
  type ClusterTrait,
} from './cluster-features.ts'
import { kindsOf, type ClusterKind, type ClusterPosition } from './cluster-names.ts'
import { extremity, fitScale, rescaled, scaled, type FeatureScale } from './feature-scale.ts'
import { matchClusters } from './match-clusters.ts'

export const CLUSTER_DEFINITION = {
  version: 'clusters-1',
  /** With fewer buyers a group would be a handful of people. */
  leastBuyers: 200,
  leastClusters: 3,
  mostClusters: 8,
  /** More than usual: the more starts, the more surely two runs over the same buyers end in the same clusters. */
  starts: 20,
  /** The number of clusters is chosen on at most so many buyers. */
  sample: 20_000,
  /** Fewer clusters are preferred where their silhouette is so near the best. */
  fewerWithin: 0.01,
  /** The number of clusters of before is kept unless another one's silhouette is better by more. */
  keptWithin: 0.02,
  /** Customers this many spreads from the median in some trait are put apart, yet never more than this share of all. */
  extremeFrom: 6,
  mostOutliers: 0.02,
} as const

export interface FoundCluster {
  /** Stable over runs: a cluster that is the same has the same key; a new one gets the next that was never used. */
  readonly key: string
  readonly kind: ClusterKind
  readonly size: number
  /** On the scale of the run, in the order of CLUSTER_FEATURES. */
  readonly centre: readonly number[]
  readonly position: ClusterPosition
  readonly figures: ClusterFigures
  /** Share of customers who ordered once. */
  readonly onceShare: number
}

export interface FoundClusters {
  readonly version: string
  readonly buyers: number
  /** Why there are no clusters; null when there are. */
  readonly lack: 'few-buyers' | 'all-alike' | null
  /** In the order of size, largest first. */
  readonly clusters: readonly FoundCluster[]
  readonly outliers: number
  readonly silhouettes: readonly { readonly k: number; readonly silhouette: number }[]
  readonly scales: Readonly<Record<ClusterTrait, FeatureScale>> | null
  /** The number of the next new key. */
  readonly nextKey: number
}

/** A row's cluster: its position in `clusters`, or OUTLIER. */
export const OUTLIER = -1
export const OUTLIER_KEY = 'outliers'

export interface ClusterOptions {
  readonly seed: string
  /** The run before, whose clusters keep their keys and, where they fit, their names. */
  readonly before: FoundClusters | null
  readonly threads?: number
}

/**
 * Groups buyers by k-means on scaled traits (see `cluster-features.ts`), the number of clusters by their simplified silhouette on a sample. The same
 * table in the same order gives the same answer. With `before`, clusters start where they were and are recognised by their centres.
 */
export function clusterCustomers(
  table: ClusterTable,
  { seed, before, threads = 1 }: ClusterOptions,
): { readonly found: FoundClusters; readonly labels: Int32Array } {
  const buyers = table.recency.length
  const nextKey = before?.nextKey ?? 1
  const labels = new Int32Array(buyers).fill(OUTLIER)
  const without = (lack: FoundClusters['lack']) => ({
    found: {
      version: CLUSTER_DEFINITION.version,
      buyers,
      lack,
      clusters: [],
      outliers: 0,
      silhouettes: [],
      scales: null,
      nextKey,
    },
    labels,
  })
  if (buyers < CLUSTER_DEFINITION.leastBuyers) return without('few-buyers')

  const scales = eachTrait((trait) => fitScale(table[trait], trait !== 'returnedShare'))
  const inside = withoutExtremes(table, scales)
  const values = eachTrait((trait) => pick(scaled(table[trait], scales[trait]), inside))
  const features: FeatureTable = { names: CLUSTER_FEATURES, rowCount: inside.length, columns: CLUSTER_FEATURES.map((name) => values[name]) }
  if (distinctRows(features, CLUSTER_DEFINITION.mostClusters) < CLUSTER_DEFINITION.mostClusters) return without('all-alike')

  const rng = new Rng(`clusters/${seed}`)
  const known = knownCentres(before, scales)
  const silhouettes = silhouettesOf(features, rng)
  // The few buyers that differ may not be in the sample.
  if (silhouettes.length === 0) return without('all-alike')
  const k = chooseCount(silhouettes, known?.length)
  const { starts } = CLUSTER_DEFINITION
  const initial = known?.length === k ? { initial: known } : {}
  const clustering = fitKMeans(features, k, { random: () => rng.next(), starts, threads, ...initial })

  const order = clustering.sizes.map((size, c) => ({ size, c })).sort((a, b) => b.size - a.size || a.c - b.c)
  const placeOf = new Int32Array(k)
  order.forEach(({ c }, place) => {
    placeOf[c] = place
  })
  inside.forEach((row, i) => {
    labels[row] = placeOf[clustering.labels[i] as number] as number
  })
  const centres = order.map(({ c }) => clustering.centres[c] as readonly number[])
  const same = matchClusters(centres, known ?? [])
  const positions = positionsOf(values, labels, inside, k)
  const middles = order.map((_, place) => figuresOf(table, labels, place))
  const kinds = kindsOf(
    positions.map((position, place) => ({ position, figures: (middles[place] as ClusterMiddle).figures })),
    same.map((earlier) => (earlier === null ? null : (before?.clusters[earlier]?.kind ?? null))),
  )
  let free = nextKey
  const clusters = order.map(({ size }, place): FoundCluster => {
    const earlier = same[place]
    const key = earlier === null || earlier === undefined ? `c${free++}` : (before?.clusters[earlier]?.key as string)
    return {
      ...(middles[place] as ClusterMiddle),
      key,
      kind: kinds[place] as ClusterKind,
      size,
      centre: centres[place] as readonly number[],
      position: positions[place] as ClusterPosition,
    }
  })
  return {
    found: {
      version: CLUSTER_DEFINITION.version,
      buyers,
      lack: null,
      clusters,
      outliers: buyers - inside.length,
      silhouettes,
      scales,
      nextKey: free,
    },
    labels,
  }
}

function eachTrait<T>(of: (trait: ClusterTrait) => T): Record<ClusterTrait, T> {
  return Object.fromEntries(CLUSTER_TRAITS.map((trait) => [trait, of(trait)])) as Record<ClusterTrait, T>
}

/** The rows that are no outliers. */
function withoutExtremes(table: ClusterTable, scales: Readonly<Record<ClusterTrait, FeatureScale>>): Int32Array {
  const most = new Float64Array(table.recency.length)
  for (const feature of CLUSTER_FEATURES) {
    extremity(table[feature], scales[feature]).forEach((value, i) => {
      if (value > (most[i] as number)) most[i] = value
    })
  }
  const { extremeFrom, mostOutliers } = CLUSTER_DEFINITION
  const limit = Math.max(extremeFrom, most.toSorted()[most.length - 1 - Math.floor(most.length * mostOutliers)] as number)
  const inside: number[] = []
  most.forEach((value, i) => {
    if (value <= limit) inside.push(i)
  })
  return Int32Array.from(inside)
}

/** A loop, because `from` with a function takes many times as long on a million rows. */
function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) picked[i] = values[rows[i] as number] as number
  return picked
}

/** The centres of the run before on the scales of this one. */
function knownCentres(
  before: FoundClusters | null,
  scales: Readonly<Record<ClusterTrait, FeatureScale>>,
): readonly (readonly number[])[] | undefined {
  const from = before?.scales
  if (before === null || from === null || from === undefined || before.version !== CLUSTER_DEFINITION.version) return undefined
  return before.clusters.map(({ centre }) =>
    CLUSTER_FEATURES.map((feature: ClusterFeature, j) => rescaled(centre[j] as number, from[feature], scales[feature])),
  )
}

/** The silhouette of each number of clusters on a sample, fewest clusters first. */
function silhouettesOf(features: FeatureTable, rng: Rng): { readonly k: number; readonly silhouette: number }[] {
  const { sample, starts, leastClusters, mostClusters } = CLUSTER_DEFINITION
  const isAll = features.rowCount <= sample
  const rows = Int32Array.from({ length: sample }, () => rng.int(features.rowCount))
  const some = isAll
    ? features
    : { ...features, rowCount: sample, columns: features.columns.map((column) => pick(Float64Array.from(column), rows)) }
  return compareClusterCounts(some, leastClusters, mostClusters, { random: () => rng.next(), starts })
    .map(({ k, silhouette }) => ({ k, silhouette }))
    .sort((a, b) => a.k - b.k)
}

function chooseCount(silhouettes: readonly { readonly k: number; readonly silhouette: number }[], before: number | undefined): number {
  const { keptWithin, fewerWithin } = CLUSTER_DEFINITION
  const best = Math.max(...silhouettes.map(({ silhouette }) => silhouette))
  const kept = silhouettes.find(({ k }) => k === before)
  if (kept !== undefined && kept.silhouette >= best - keptWithin) return kept.k
  return (silhouettes.find(({ silhouette }) => silhouette >= best - fewerWithin) as (typeof silhouettes)[number]).k
}

/** The mean of each trait over the rows of each cluster, on the scale. */
function positionsOf(
  values: Readonly<Record<ClusterTrait, Float64Array>>,
  labels: Int32Array,
  inside: Int32Array,
  k: number,
): ClusterPosition[] {
  const counts = new Float64Array(k)
  for (const row of inside) counts[labels[row] as number] = (counts[labels[row] as number] as number) + 1
  const means = eachTrait((trait) => {
    const sums = new Float64Array(k)
    inside.forEach((row, i) => {
      const place = labels[row] as number
      sums[place] = (sums[place] as number) + (values[trait][i] as number)
    })
    return sums.map((sum, place) => sum / (counts[place] as number))
  })
  return Array.from({ length: k }, (_, place) => eachTrait((trait) => means[trait][place] as number))
}

interface ClusterMiddle {
  readonly figures: ClusterFigures
  readonly onceShare: number
}

/** Medians of a cluster; null for a trait that more than half of its customers lack. */
function figuresOf(table: ClusterTable, labels: Int32Array, place: number): ClusterMiddle {
  const rows: number[] = []
  labels.forEach((label, row) => {
    if (label === place) rows.push(row)
  })
  const own = Int32Array.from(rows)
  const once = rows.filter((row) => table.lifetimeOrders[row] === 1).length
  const figures = eachTrait((trait) => {
    const known = pick(table[trait], own).filter((value) => !Number.isNaN(value))
    if (known.length * 2 < own.length || known.length === 0) return null
    if (trait === 'returnedShare') return known.reduce((sum, value) => sum + value / known.length, 0)
    return known.sort()[known.length >> 1] as number
  })
  return { figures, onceShare: once / Math.max(1, own.length) }
}
