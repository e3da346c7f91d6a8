import type { FeatureTable } from '../table/feature-table.ts'

export interface KMeansOptions {
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Independent starts; the tightest clustering wins. Default 8. */
  readonly starts?: number
  /** Default 300. */
  readonly maxIterations?: number
  /** One weight per row; default 1. */
  readonly weights?: ArrayLike<number>
}

/** A clustering of rows; centres are in the units of the table. */
export interface Clustering {
  readonly names: readonly string[]
  readonly centres: readonly (readonly number[])[]
  /** The centre of each row. */
  readonly labels: Int32Array
  /** Rows of each centre. */
  readonly sizes: readonly number[]
  /** Summed (weighted) squared distance to the centres. */
  readonly inertia: number
  readonly iterations: number
  readonly converged: boolean
}

/**
 * k-means: k-means++ starts, then Lloyd's steps with Hamerly's bounds, which skip most distances and change no result. A centre that loses
 * all rows takes the row farthest from its own. Its only randomness is `random`; the same numbers give the same clusters. Scale the columns first
 * (see `standardiseTable`): otherwise a column of large numbers dominates.
 * Throws an Error for a value that is missing or infinite, for k below 1 or above the number of different rows.
 * Sources: Arthur & Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007; Hamerly, Making k-means even faster, SDM 2010.
 */
export function fitKMeans(table: FeatureTable, k: number, options: KMeansOptions): Clustering {
  const { random, starts = 8, maxIterations = 300 } = options
  const n = table.rowCount
  const width = table.names.length
  if (!(Number.isInteger(k) && k >= 1 && k <= n)) throw new Error(`There cannot be ${k} clusters of ${n} rows.`)
  const points = pointsOf(table)
  const weights = options.weights === undefined ? undefined : Float64Array.from(options.weights)
  let best: Run | undefined
  for (let start = 0; start < (k === 1 ? 1 : starts); start += 1) {
    const run = lloyd(points, n, width, seedCentres(points, n, width, k, weights, random), k, weights, maxIterations)
    if (best === undefined || run.inertia < best.inertia * (1 - 1e-12)) best = run
  }
  const { centres, labels, inertia, iterations, converged } = best as Run
  const sizes = new Array<number>(k).fill(0)
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1
  return {
    names: [...table.names],
    centres: Array.from({ length: k }, (_, c) => [...centres.subarray(c * width, (c + 1) * width)]),
    labels,
    sizes,
    inertia,
    iterations,
    converged,
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

interface Run {
  readonly centres: Float64Array
  readonly labels: Int32Array
  readonly inertia: number
  readonly iterations: number
  readonly converged: boolean
}

function pointsOf(table: FeatureTable): Float64Array {
  const width = table.columns.length
  const points = new Float64Array(table.rowCount * width)
  table.columns.forEach((column, j) => {
    for (let i = 0; i < table.rowCount; i += 1) {
      const value = column[i] as number
      if (!Number.isFinite(value)) throw new Error(`Row ${i} of ${table.names[j]} is ${value}; clusters need finite values.`)
      points[i * width + j] = value
    }
  })
  return points
}

/** k-means++: each next centre is drawn with probability proportional to the squared distance from the nearest so far. */
function seedCentres(
  points: Float64Array,
  n: number,
  width: number,
  k: number,
  weights: Float64Array | undefined,
  random: () => number,
): Float64Array {
  const centres = new Float64Array(k * width)
  const nearest = new Float64Array(n).fill(1)
  for (let c = 0; c < k; c += 1) {
    const row = draw(nearest, weights, random)
    if (row === undefined) throw new Error(`There cannot be ${k} clusters: only ${c} rows differ.`)
    centres.set(points.subarray(row * width, (row + 1) * width), c * width)
    for (let i = 0; i < n; i += 1) {
      const distance = squared(points, i * width, centres, c * width, width)
      if (c === 0 || distance < (nearest[i] as number)) nearest[i] = distance
    }
  }
  return centres
}

function draw(mass: Float64Array, weights: Float64Array | undefined, random: () => number): number | undefined {
  const weight = (i: number): number => (mass[i] as number) * (weights === undefined ? 1 : (weights[i] as number))
  let total = 0
  for (let i = 0; i < mass.length; i += 1) total += weight(i)
  if (!(total > 0)) return undefined
  let left = random() * total
  let last = 0
  for (let i = 0; i < mass.length; i += 1) {
    const share = weight(i)
    if (share <= 0) continue
    last = i
    left -= share
    if (left < 0) return i
  }
  return last
}

function lloyd(
  points: Float64Array,
  n: number,
  width: number,
  centres: Float64Array,
  k: number,
  weights: Float64Array | undefined,
  maxIterations: number,
): Run {
  const labels = new Int32Array(n)
  // Hamerly: no other centre is nearer than `lower`, and the row's own one is no farther than `upper`.
  const upper = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  const lower = new Float64Array(n)
  const half = new Float64Array(k)
  const moved = new Float64Array(k)
  let iterations = 0
  let converged = false
  while (iterations < maxIterations && !converged) {
    iterations += 1
    halfDistances(centres, k, width, half)
    let changes = 0
    for (let i = 0; i < n; i += 1) {
      const bound = Math.max(lower[i] as number, half[labels[i] as number] as number)
      if ((upper[i] as number) < bound) continue
      upper[i] = Math.sqrt(squared(points, i * width, centres, (labels[i] as number) * width, width))
      if ((upper[i] as number) < bound) continue
      if (assign(points, i, centres, k, width, labels, upper, lower)) changes += 1
    }
    converged = changes === 0 && iterations > 1
    if (converged) break
    const most = moveCentres(points, n, width, centres, k, labels, weights, moved)
    for (let i = 0; i < n; i += 1) {
      upper[i] = (upper[i] as number) + (moved[labels[i] as number] as number)
      lower[i] = Math.max(0, (lower[i] as number) - most)
    }
  }
  let inertia = 0
  for (let i = 0; i < n; i += 1) {
    const weight = weights === undefined ? 1 : (weights[i] as number)
    inertia += weight * squared(points, i * width, centres, (labels[i] as number) * width, width)
  }
  return { centres, labels, inertia, iterations, converged }
}

/** Finds the nearest and the second nearest centre of a row; returns whether the nearest has changed. */
function assign(
  points: Float64Array,
  i: number,
  centres: Float64Array,
  k: number,
  width: number,
  labels: Int32Array,
  upper: Float64Array,
  lower: Float64Array,
): boolean {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  let second = Number.POSITIVE_INFINITY
  for (let c = 0; c < k; c += 1) {
    const distance = squared(points, i * width, centres, c * width, width)
    if (distance < least) {
      second = least
      ;[best, least] = [c, distance]
    } else if (distance < second) second = distance
  }
  upper[i] = Math.sqrt(least)
  lower[i] = Math.sqrt(second)
  const changed = labels[i] !== best
  labels[i] = best
  return changed
}

/** Half the distance of each centre to its nearest neighbour: a row nearer than that to its own centre stays. */
function halfDistances(centres: Float64Array, k: number, width: number, half: Float64Array): void {
  for (let a = 0; a < k; a += 1) {
    let least = Number.POSITIVE_INFINITY
    for (let b = 0; b < k; b += 1) if (b !== a) least = Math.min(least, squared(centres, a * width, centres, b * width, width))
    half[a] = k === 1 ? Number.POSITIVE_INFINITY : Math.sqrt(least) / 2
  }
}

/** Puts each centre at the mean of its rows; returns the longest distance moved. */
function moveCentres(
  points: Float64Array,
  n: number,
  width: number,
  centres: Float64Array,
  k: number,
  labels: Int32Array,
  weights: Float64Array | undefined,
  moved: Float64Array,
): number {
  const sums = new Float64Array(k * width)
  const totals = new Float64Array(k)
  for (let i = 0; i < n; i += 1) {
    const c = labels[i] as number
    const weight = weights === undefined ? 1 : (weights[i] as number)
    totals[c] = (totals[c] as number) + weight
    for (let j = 0; j < width; j += 1) sums[c * width + j] = (sums[c * width + j] as number) + weight * (points[i * width + j] as number)
  }
  let most = 0
  for (let c = 0; c < k; c += 1) {
    const total = totals[c] as number
    const next =
      total > 0 ? sums.subarray(c * width, (c + 1) * width).map((sum) => sum / total) : farthestPoint(points, n, width, centres, labels)
    moved[c] = Math.sqrt(squared(next, 0, centres, c * width, width))
    most = Math.max(most, moved[c] as number)
    centres.set(next, c * width)
  }
  return most
}

function farthestPoint(points: Float64Array, n: number, width: number, centres: Float64Array, labels: Int32Array): Float64Array {
  let [row, most] = [0, -1]
  for (let i = 0; i < n; i += 1) {
    const distance = squared(points, i * width, centres, (labels[i] as number) * width, width)
    if (distance > most) [row, most] = [i, distance]
  }
  return points.slice(row * width, (row + 1) * width)
}

function squared(a: Float64Array, from: number, b: Float64Array, to: number, width: number): number {
  let sum = 0
  for (let j = 0; j < width; j += 1) {
    const gap = (a[from + j] as number) - (b[to + j] as number)
    sum += gap * gap
  }
  return sum
}
