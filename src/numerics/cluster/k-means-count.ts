import type { FeatureTable } from '../table/feature-table.ts'
import { distinctRows, fitKMeans, type Clustering, type KMeansOptions } from './k-means.ts'

export interface ClusterCount {
  readonly k: number
  /** Simplified silhouette in [-1, 1]; above about .5 the clusters are well separated, near 0 they overlap. */
  readonly silhouette: number
  readonly clustering: Clustering
}

/**
 * Clusters for each k from `least` (at least 2) to `most` and returns the results with their silhouettes, best first; ties go to fewer clusters.
 * Numbers of clusters that the rows cannot fill are left out.
 */
export function compareClusterCounts(table: FeatureTable, least: number, most: number, options: KMeansOptions): ClusterCount[] {
  const out: ClusterCount[] = []
  for (let k = Math.max(2, least); k <= Math.min(most, table.rowCount - 1); k += 1) {
    if (k > distinctRows(table, k)) break
    const clustering = fitKMeans(table, k, options)
    out.push({ k, silhouette: simplifiedSilhouette(table, clustering), clustering })
  }
  return out.sort((a, b) => b.silhouette - a.silhouette || a.k - b.k)
}

/**
 * The mean over rows of (b - a) / max(a, b), where a is the distance to the row's own centre and b to the next nearest: O(rows · k), where the full
 * silhouette needs every pair of rows. A row alone in its cluster counts 0. Source: Vendramin, Campello & Hruschka, Relative clustering
 * validity criteria, Statistical Analysis and Data Mining 3 (2010).
 */
export function simplifiedSilhouette(table: FeatureTable, { centres, labels, sizes }: Clustering): number {
  if (centres.length < 2 || table.rowCount === 0) return 0
  let total = 0
  for (let i = 0; i < table.rowCount; i += 1) {
    const own = labels[i] as number
    if (sizes[own] === 1) continue
    let a = 0
    let b = Number.POSITIVE_INFINITY
    centres.forEach((centre, c) => {
      let sum = 0
      for (let j = 0; j < centre.length; j += 1) sum += (((table.columns[j] as Float64Array)[i] as number) - (centre[j] as number)) ** 2
      if (c === own) a = Math.sqrt(sum)
      else b = Math.min(b, Math.sqrt(sum))
    })
    const larger = Math.max(a, b)
    if (larger > 0) total += (b - a) / larger
  }
  return total / table.rowCount
}

/** Columns shifted and divided to mean 0 and standard deviation 1 (population); constant ones become 0. Missing values become the mean. */
export function standardiseTable(table: FeatureTable): FeatureTable {
  const columns = table.columns.map((column) => {
    const present = Float64Array.from(column).filter((value) => Number.isFinite(value))
    const mean = present.reduce((sum, value) => sum + value / Math.max(1, present.length), 0)
    const spread = Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2 / Math.max(1, present.length), 0))
    const flat = !(spread > 1e-12 * Math.max(1, Math.abs(mean)))
    return Float64Array.from(column, (value) => (flat || !Number.isFinite(value) ? 0 : (value - mean) / spread))
  })
  return { names: table.names, rowCount: table.rowCount, columns }
}
