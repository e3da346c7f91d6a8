import { indexedRandom } from '../threads/indexed-random.ts'
import type { KernelMemory } from '../threads/kernel-memory.ts'
import { memoryPlan } from '../threads/memory-plan.ts'
import { takeWork, type Team } from '../threads/thread-team.ts'
import { kMeansKernelOf, type KMeansKernel } from './k-means-kernel.ts'

/** What all threads of one clustering know. Places are byte offsets; rows are padded with zeros to an even `width`. */
export interface KMeansPlan {
  readonly rows: number
  readonly width: number
  readonly k: number
  readonly starts: number
  readonly seed: number
  /** Rows on which a start settles before it goes over all of them; 0 for none. */
  readonly sample: number
  /** A start ends when the squared moves of its centres add up to no more. */
  readonly tolerance: number
  readonly maxIterations: number
  readonly points: number
  /** Centres and inertia of each finished start. */
  readonly results: number
  /** The working places of thread 0; those of the next begin `apart` bytes later. */
  readonly work: WorkPlaces
  readonly apart: number
  readonly bytes: number
  /** One shared word, 0: the next start. */
  readonly next: Int32Array
}

export type WorkPlaces = Readonly<
  Record<'centres' | 'half' | 'moved' | 'drop' | 'sums' | 'counts' | 'labels' | 'upper' | 'lower' | 'sample', number>
>

export interface LloydResult {
  readonly iterations: number
  readonly converged: boolean
}

/** Lays out the memory of a clustering on `threads` threads. */
export function planKMeans(
  size: Pick<KMeansPlan, 'rows' | 'width' | 'k' | 'starts' | 'sample'>,
  threads: number,
): Pick<KMeansPlan, 'points' | 'results' | 'work' | 'apart' | 'bytes'> {
  const { rows, width, k, starts, sample } = size
  const plan = memoryPlan()
  const points = plan.take(rows * width, 8)
  const results = plan.take(starts * (k * width + 1), 8)
  const workOf = (): WorkPlaces => ({
    centres: plan.take(k * width, 8),
    half: plan.take(k + 1, 8),
    moved: plan.take(k + 1, 8),
    drop: plan.take(k + 1, 8),
    sums: plan.take(k * width, 8),
    counts: plan.take(k, 8),
    labels: plan.take(rows, 4),
    upper: plan.take(rows, 8),
    lower: plan.take(rows, 8),
    sample: plan.take(sample * width, 8),
  })
  const work = workOf()
  let apart = 0
  for (let thread = 1; thread < threads; thread += 1) apart = (workOf().centres - work.centres) / thread
  return { points, results, work, apart, bytes: plan.bytes() }
}

/** The program of every thread: takes one start after another until there is none left. Results do not depend on the number of threads. */
export function runStarts(memory: KernelMemory, team: Team, plan: KMeansPlan): void {
  const lloyd = lloydOn(memory, plan, team.index)
  const results = new Float64Array(memory.buffer, plan.results, plan.starts * (plan.k * plan.width + 1))
  for (let start = takeWork(plan.next, 0, 1); start < plan.starts; start = takeWork(plan.next, 0, 1)) {
    lloyd.seed(indexedRandom(plan.seed, start))
    lloyd.settle(plan.tolerance, plan.maxIterations)
    const at = start * (plan.k * plan.width + 1)
    results.set(lloyd.centres, at)
    results[at + plan.k * plan.width] = lloyd.inertia()
  }
  team.wait()
}

export interface Lloyd {
  readonly centres: Float64Array
  readonly labels: Int32Array
  /** Puts the centres at rows drawn by k-means++ and, where there is a sample, moves them until they settle on it. */
  seed(random: () => number): void
  /** Moves the centres until no row changes, or their moves are within the tolerance; the labels then fit the centres. */
  settle(tolerance: number, maxIterations: number): LloydResult
  inertia(): number
}

/** Lloyd's steps over all rows in the working places of one thread. */
export function lloydOn(memory: KernelMemory, plan: KMeansPlan, thread: number): Lloyd {
  const { rows, width, k } = plan
  const kernel = kMeansKernelOf(memory)
  const places = Object.fromEntries(Object.entries(plan.work).map(([name, at]) => [name, at + thread * plan.apart])) as WorkPlaces
  const floats = (at: number, count: number): Float64Array => new Float64Array(memory.buffer, at, count)
  const work: Work = {
    kernel,
    places,
    width,
    k,
    centres: floats(places.centres, k * width),
    half: floats(places.half, k + 1),
    moved: floats(places.moved, k + 1),
    drop: floats(places.drop, k + 1),
    sums: floats(places.sums, k * width),
    counts: floats(places.counts, k),
    labels: new Int32Array(memory.buffer, places.labels, rows),
    upper: floats(places.upper, rows),
    lower: floats(places.lower, rows),
  }
  const all: Rows = { at: plan.points, values: floats(plan.points, rows * width), count: rows }
  return {
    centres: work.centres,
    labels: work.labels,
    seed(random) {
      if (plan.sample > 0) {
        const values = floats(places.sample, plan.sample * width)
        for (let i = 0; i < plan.sample; i += 1) {
          const row = Math.floor(random() * rows)
          values.set(all.values.subarray(row * width, (row + 1) * width), i * width)
        }
        const some: Rows = { at: places.sample, values, count: plan.sample }
        if (seedCentres(work, some, random)) {
          settleCentres(work, some, plan.tolerance, plan.maxIterations)
          return
        }
      }
      seedCentres(work, all, random)
    },
    settle: (tolerance, maxIterations) => settleCentres(work, all, tolerance, maxIterations),
    inertia: () => kernel.inertia(all.at, rows, width, places.centres, places.labels),
  }
}

interface Work {
  readonly kernel: KMeansKernel
  readonly places: WorkPlaces
  readonly width: number
  readonly k: number
  readonly centres: Float64Array
  readonly half: Float64Array
  readonly moved: Float64Array
  readonly drop: Float64Array
  readonly sums: Float64Array
  readonly counts: Float64Array
  readonly labels: Int32Array
  readonly upper: Float64Array
  readonly lower: Float64Array
}

interface Rows {
  readonly at: number
  readonly values: Float64Array
  readonly count: number
}

/**
 * Greedy k-means++: rows are drawn with probability proportional to the squared distance from the nearest centre so far, and of a few drawn the
 * one that brings the sum of these down most becomes the next centre. Returns false when fewer rows differ.
 */
function seedCentres(work: Work, rows: Rows, random: () => number): boolean {
  const { kernel, places, width, k, centres, upper } = work
  const trials = 2 + Math.floor(Math.log(k))
  const nearest = upper.fill(1, 0, rows.count)
  let total = rows.count
  for (let c = 0; c < k; c += 1) {
    const at = places.centres + 8 * c * width
    let chosen = -1
    let least = Number.POSITIVE_INFINITY
    for (let trial = 0; trial < (c === 0 ? 1 : trials); trial += 1) {
      const row = kernel.draw(places.upper, rows.count, random() * total)
      if (row < 0) return false
      const left = c === 0 ? 0 : kernel.potential(rows.at, rows.count, width, rows.at + 8 * row * width, places.upper)
      if (left < least) [chosen, least] = [row, left]
    }
    centres.set(rows.values.subarray(chosen * width, (chosen + 1) * width), c * width)
    if (c === 0) nearest.fill(Number.POSITIVE_INFINITY)
    total = kernel.approach(rows.at, rows.count, width, at, places.upper)
  }
  return true
}

function settleCentres(work: Work, rows: Rows, tolerance: number, maxIterations: number): LloydResult {
  const { kernel, places, width, k, moved, drop, sums, counts, labels, upper, lower } = work
  labels.fill(k, 0, rows.count)
  upper.fill(Number.POSITIVE_INFINITY, 0, rows.count)
  lower.fill(0, 0, rows.count)
  for (const zeroed of [moved, drop, sums, counts]) zeroed.fill(0)
  const assign = (): number => {
    halfDistances(work)
    const { centres, half } = places
    return kernel.assign(
      rows.at,
      rows.count,
      width,
      k,
      centres,
      places.labels,
      places.upper,
      places.lower,
      half,
      places.moved,
      places.drop,
      places.sums,
      places.counts,
    )
  }
  for (let iterations = 1; iterations <= maxIterations; iterations += 1) {
    if (assign() === 0) return { iterations, converged: true }
    if (moveCentres(work, rows) <= tolerance) {
      assign()
      return { iterations, converged: true }
    }
  }
  assign()
  return { iterations: maxIterations, converged: false }
}

/** Half the distance of each centre to its nearest neighbour: a row nearer than that to its own centre stays. */
function halfDistances({ centres, half, k, width }: Work): void {
  for (let a = 0; a < k; a += 1) {
    let least = Number.POSITIVE_INFINITY
    for (let b = 0; b < k; b += 1) if (b !== a) least = Math.min(least, squared(centres, a * width, centres, b * width, width))
    half[a] = Math.sqrt(least) / 2
  }
}

/** Puts each centre at the mean of its rows, an empty one at the row farthest from all others; returns the sum of squared moves. */
function moveCentres(work: Work, rows: Rows): number {
  const { centres, sums, counts, moved, drop, k, width } = work
  const next = new Float64Array(width)
  const empty: number[] = []
  let total = 0
  for (let c = 0; c < k; c += 1) {
    const count = counts[c] as number
    if (count === 0) {
      empty.push(c)
      sums.fill(0, c * width, (c + 1) * width)
      continue
    }
    for (let j = 0; j < width; j += 1) next[j] = (sums[c * width + j] as number) / count
    total += moveTo(c)
  }
  for (const [n, c] of empty.entries()) {
    const row = farthestRow(work, rows, new Set(empty.slice(n)))
    next.set(rows.values.subarray(row * width, (row + 1) * width))
    total += moveTo(c)
  }
  let first = 0
  for (let c = 1; c < k; c += 1) if ((moved[c] as number) > (moved[first] as number)) first = c
  let second = 0
  for (let c = 0; c < k; c += 1) if (c !== first) second = Math.max(second, moved[c] as number)
  for (let c = 0; c < k; c += 1) drop[c] = c === first ? second : (moved[first] as number)
  return total

  function moveTo(c: number): number {
    const square = squared(next, 0, centres, c * width, width)
    moved[c] = Math.sqrt(square)
    centres.set(next, c * width)
    return square
  }
}

/** The row whose nearest centre, those of `without` aside, is the farthest. */
function farthestRow({ centres, k, width }: Work, { values, count }: Rows, without: ReadonlySet<number>): number {
  let [farthest, most] = [0, -1]
  for (let i = 0; i < count; i += 1) {
    let least = Number.POSITIVE_INFINITY
    for (let c = 0; c < k; c += 1) if (!without.has(c)) least = Math.min(least, squared(values, i * width, centres, c * width, width))
    if (least > most) [farthest, most] = [i, least]
  }
  return farthest
}

function squared(a: Float64Array, from: number, b: Float64Array, to: number, width: number): number {
  let sum = 0
  for (let j = 0; j < width; j += 1) {
    const gap = (a[from + j] as number) - (b[to + j] as number)
    sum += gap * gap
  }
  return sum
}
