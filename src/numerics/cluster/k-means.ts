import type { FeatureColumn, FeatureTable } from '../table/feature-table.ts'
import { kernelMemoryFor } from '../threads/kernel-memory.ts'
import { runTeam, sharedWords } from '../threads/thread-team.ts'
import { kernelModule } from './k-means-kernel.wasm.ts'
import { lloydOn, planKMeans, runStarts, type KMeansPlan } from './k-means-program.ts'

export interface KMeansOptions {
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Independent starts; the tightest clustering wins. Default 10. */
  readonly starts?: number
  /** Steps of one start, and of the last clustering. Default 300. */
  readonly maxIterations?: number
  /** Threads to use, this one included; the results are the same with any number. Default 1. */
  readonly threads?: number
  /** Centres of an earlier clustering, in the units of the table: one start more, kept unless a drawn one is tighter by over 0.1 %. */
  readonly initial?: readonly (readonly number[])[]
  /** Plain TypeScript only: same results, slower. */
  readonly plain?: boolean
}

/** A clustering of rows; centres are in the units of the table. */
export interface Clustering {
  readonly names: readonly string[]
  readonly centres: readonly (readonly number[])[]
  /** The centre of each row. */
  readonly labels: Int32Array
  /** Rows of each centre. */
  readonly sizes: readonly number[]
  /** Summed squared distance to the centres. */
  readonly inertia: number
  /** Steps of the last clustering, which begins where the best start ended. */
  readonly iterations: number
  /** Whether the last step changed no row. */
  readonly converged: boolean
}

/** In a table of this size or more a start first settles on a sample of at most a quarter, which leaves it few steps over all rows. */
const SAMPLED_FROM = 8192
const SAMPLE = 16_384
/** Below so many row visits another thread costs more than it saves. */
const THREADS_FROM = 1_000_000
/** Rows that are laid out at once. */
const BLOCK = 512
/** How much looser earlier centres may be and still be kept. */
const KEPT_WITHIN = 1e-3
/** A start ends when its centres move less, as a share of the mean variance of the columns; scikit-learn's default. */
const TOLERANCE = 1e-4

/**
 * k-means: greedy k-means++ starts that first settle on a sample of a large table, then Lloyd's steps with Hamerly's bounds, which skip most
 * distances and change no result. The tightest start is then run until no row changes its cluster. A centre that loses all rows takes the row
 * farthest from the others. Its only randomness is `random`; the same numbers give the same clusters on any number of threads. Scale the
 * columns first (see `standardiseTable`): otherwise a column of large numbers dominates; a constant column has no say.
 * Throws a RangeError for a table without rows or columns, a value that is missing or infinite, and k below 1 or above the number of different
 * rows. Blocks its thread: call it in a worker where the thread has other work.
 * Sources: Arthur & Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007; Celebi, Kingravi & Vela, A comparative study of
 * efficient initialization methods for the k-means clustering algorithm, Expert Systems with Applications 40 (2013), for greedy draws; Bradley &
 * Fayyad, Refining initial points for k-means clustering, ICML 1998; Hamerly, Making k-means even faster, SDM 2010.
 */
export function fitKMeans(table: FeatureTable, k: number, options: KMeansOptions): Clustering {
  const { random, initial, maxIterations = 300 } = options
  const rows = table.rowCount
  checkRows(table, k)
  const width = Math.ceil(table.columns.length / 2) * 2
  const starts = k === 1 ? 1 : (options.starts ?? 10)
  const threads = rows * starts < THREADS_FROM ? 1 : Math.min(options.threads ?? 1, starts)
  const size = { rows, width, k, starts, sample: rows < SAMPLED_FROM ? 0 : Math.min(SAMPLE, rows >> 2) }
  const places = planKMeans(size, threads)
  const tooLarge = `Clusters of this table need ${(places.bytes / 2 ** 30).toFixed(1)} GB of memory, which cannot be had; use fewer rows or features.`
  const memory = kernelMemoryFor(places.bytes, options.plain === true ? undefined : kernelModule, tooLarge)
  const tolerance = TOLERANCE * writePoints(table, new Float64Array(memory.buffer, places.points, rows * width), width)
  const plan: KMeansPlan = { ...size, ...places, seed: Math.floor(random() * 2 ** 32), tolerance, maxIterations, next: sharedWords(1) }
  const module = new URL('./k-means-thread.ts', import.meta.url)
  const shared = memory.memory === undefined ? 1 : threads
  runTeam({ module, data: { memory, plan }, threads: shared }, (team) => runStarts(memory, team, plan))

  const lloyd = lloydOn(memory, plan, 0)
  const each = k * width + 1
  const results = new Float64Array(memory.buffer, plan.results, starts * each)
  let best = 0
  for (let start = 1; start < starts; start += 1) {
    if ((results[start * each + each - 1] as number) < (results[best * each + each - 1] as number) * (1 - 1e-12)) best = start
  }
  let { iterations, converged } = settleAt(results.subarray(best * each, best * each + each - 1))
  let inertia = lloyd.inertia()
  if (initial !== undefined) {
    const found = { centres: lloyd.centres.slice(), iterations, converged, inertia }
    ;({ iterations, converged } = settleAt(paddedCentres(initial, k, table.columns.length, width)))
    inertia = lloyd.inertia()
    if (found.inertia < inertia * (1 - KEPT_WITHIN)) {
      ;({ iterations, converged } = settleAt(found.centres))
      inertia = lloyd.inertia()
    }
  }
  const labels = lloyd.labels.slice()
  const sizes = new Array<number>(k).fill(0)
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1
  if (sizes.includes(0)) throw new RangeError(`There cannot be ${k} clusters: rows differ by less than numbers can tell.`)
  return {
    names: [...table.names],
    centres: Array.from({ length: k }, (_, c) => [...lloyd.centres.subarray(c * width, c * width + table.columns.length)]),
    labels,
    sizes,
    inertia,
    iterations,
    converged,
  }

  function settleAt(centres: Float64Array) {
    lloyd.centres.set(centres)
    return lloyd.settle(0, maxIterations)
  }
}

/** The nearest centre of a row (ordered as `clustering.names`), the first of equals. */
export function nearestCentre(clustering: Pick<Clustering, 'centres'>, row: ArrayLike<number>): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  clustering.centres.forEach((centre, c) => {
    let distance = 0
    for (let j = 0; j < centre.length; j += 1) distance += ((row[j] as number) - (centre[j] as number)) ** 2
    if (distance < least) [best, least] = [c, distance]
  })
  return best
}

function checkRows(table: FeatureTable, k: number): void {
  if (table.rowCount === 0) throw new RangeError('There are no rows to cluster.')
  if (table.columns.length === 0) throw new RangeError('There are no columns to cluster by.')
  if (!(Number.isInteger(k) && k >= 1 && k <= table.rowCount)) {
    throw new RangeError(`There cannot be ${k} clusters of ${table.rowCount} rows.`)
  }
  table.columns.forEach((column, j) => {
    for (let row = 0; row < table.rowCount; row += 1) {
      if (!Number.isFinite(column[row]))
        throw new RangeError(`Row ${row} of ${table.names[j]} is ${column[row]}; clusters need finite values.`)
    }
  })
  const different = distinctRows(table, k)
  if (different < k) throw new RangeError(`There cannot be ${k} clusters: only ${different} rows differ.`)
}

/** How many rows differ, counted up to `enough`. */
export function distinctRows(table: FeatureTable, enough: number): number {
  const seen = new Set<string>()
  for (let i = 0; i < table.rowCount && seen.size < enough; i += 1)
    seen.add(table.columns.map((column) => (column[i] as number) + 0).join(' '))
  return seen.size
}

/** Writes the rows one after the other, a block at a time so that lines stay in the cache; returns the mean variance of the columns. */
function writePoints(table: FeatureTable, points: Float64Array, width: number): number {
  const { rowCount } = table
  for (let from = 0; from < rowCount; from += BLOCK) {
    const to = Math.min(rowCount, from + BLOCK)
    for (let j = 0; j < table.columns.length; j += 1) writeColumn(table.columns[j] as FeatureColumn, from, to, points, width, j)
  }
  return table.columns.reduce((sum, column) => sum + varianceOf(column) / table.columns.length, 0)
}

function writeColumn(column: FeatureColumn, from: number, to: number, points: Float64Array, width: number, j: number): void {
  for (let i = from, at = from * width + j; i < to; i += 1, at += width) points[at] = column[i] as number
}

function varianceOf(column: FeatureColumn): number {
  let mean = 0
  for (let i = 0; i < column.length; i += 1) mean += column[i] as number
  mean /= column.length
  let squares = 0
  for (let i = 0; i < column.length; i += 1) squares += ((column[i] as number) - mean) ** 2
  return squares / column.length
}

function paddedCentres(centres: readonly (readonly number[])[], k: number, columns: number, width: number): Float64Array {
  if (centres.length !== k || centres.some((centre) => centre.length !== columns || !centre.every(Number.isFinite))) {
    throw new RangeError(`Initial centres must be ${k} rows of ${columns} finite values.`)
  }
  const padded = new Float64Array(k * width)
  centres.forEach((centre, c) => padded.set(centre, c * width))
  return padded
}
