import { hashUnit } from '#kernel/rng.ts'
import { neighboursOf, slower } from '../../tabular/candidate-portfolio.ts'
import { runFitTask, type FitData, type FitResult } from '../../tabular/fit-task.ts'
import type { TreesCandidate } from '../../tabular/tabular-learner.ts'
import { labelsOf, treesTable, type ChurnCandidate } from './churn-estimator.ts'
import type { ChurnFeatureRow } from '../features/churn-features.ts'
import { enoughOfEach } from '../features/churn-snapshot.ts'

/** Budget in seconds of one core, as counted by the fits; training waits for it. */
const BUDGET = 2
const MOST_ROWS = 6_000
const GROUPS = 3
const MOST_ROUNDS = 600

/** From shallow and strongly regularised to deep and flexible; the search finds what a shop's history supports. */
const STARTS: readonly TreesCandidate[] = [
  start(3, 20, 10, 0.5),
  start(6, 10, 5, 0.4),
  start(4, 50, 30, 0.3),
  start(8, 5, 2, 0.5),
  start(2, 10, 3, 0.6),
]

interface Tried {
  readonly candidate: TreesCandidate
  readonly results: (FitResult | undefined)[]
}

/**
 * Searches for the settings of boosted trees on the rows that candidates are fitted on, evaluating on other customers among them: later data, on which candidates
 * are compared, is not used. Undefined when there is too little data to search on. Costs about two seconds.
 */
export function searchTrees(rows: readonly ChurnFeatureRow[], used: readonly number[], random: () => number): ChurnCandidate | undefined {
  const seed = Math.floor(random() * 4_294_967_296)
  const some =
    rows.length <= MOST_ROWS ? rows : rows.filter(({ customerId }) => hashUnit(`churn-search/${customerId}`) < MOST_ROWS / rows.length)
  if (!enoughOfEach(some)) return undefined
  const every = used.map((_, k) => k)
  const data: FitData = {
    table: treesTable(some, used),
    labels: Float64Array.from(labelsOf(some)),
    features: { plain: every, bent: every, trees: every, categorical: [] },
  }
  const groups = some.map(({ customerId }) => Math.floor(GROUPS * hashUnit(`churn-search-fold/${customerId}`)))
  const parts = Array.from({ length: GROUPS }, (_, group) => ({
    learn: indices(groups, (each) => each !== group),
    judge: indices(groups, (each) => each === group),
  }))
  if (!parts.every(({ learn, judge }) => [learn, judge].every((own) => hasBoth(own, data.labels)))) return undefined
  const tried: Tried[] = []
  let work = 0
  const judge = ({ candidate, results }: Tried, groupCount: number): void => {
    for (let group = 0; group < groupCount; group += 1) {
      const part = parts[group]
      if (results[group] !== undefined || part === undefined) continue
      const result = runFitTask(data, {
        candidate,
        learn: part.learn,
        watch: [part.judge],
        seed: seed + group,
        stopEarly: true,
        keepLearner: false,
      })
      results[group] = result
      work += result.work
    }
  }
  for (const candidate of STARTS) {
    if (work >= BUDGET / 2) break
    const entry: Tried = { candidate, results: [] }
    judge(entry, 1)
    tried.push(entry)
  }
  for (const entry of ranked(tried, 1).slice(0, 2)) judge(entry, GROUPS)
  const best = ranked(tried, GROUPS)[0]
  if (best === undefined) return undefined
  for (const candidate of [slower(best.candidate), ...neighboursOf(best.candidate, false)]) {
    if (work >= BUDGET) break
    const entry: Tried = { candidate, results: [] }
    judge(entry, GROUPS)
    tried.push(entry)
  }
  const { maxDepth, learningRate, minChildWeight, lambda, rowSample, columnSample } = (ranked(tried, GROUPS)[0] as Tried).candidate
  return { rung: 'trees', maxDepth, rounds: MOST_ROUNDS, searched: { learningRate, minChildWeight, lambda, rowSample, columnSample } }
}

/** Settings evaluated on this many groups, lowest log loss first. */
function ranked(tried: readonly Tried[], groupCount: number): Tried[] {
  const lossOf = ({ results }: Tried): number =>
    results.slice(0, groupCount).reduce((sum, result) => sum + Math.min(...(result?.losses[0] ?? [Number.POSITIVE_INFINITY])), 0)
  return tried
    .filter(({ results }) => results.filter((result) => result !== undefined).length >= groupCount)
    .toSorted((a, b) => lossOf(a) - lossOf(b))
}

function start(maxDepth: number, minChildWeight: number, lambda: number, columnSample: number): TreesCandidate {
  return {
    family: 'trees',
    maxDepth,
    learningRate: 0.08,
    minChildWeight,
    lambda,
    rowSample: 0.7,
    columnSample,
    categories: 'grouped',
    rounds: MOST_ROUNDS,
  }
}

function indices(groups: readonly number[], test: (group: number) => boolean): Int32Array {
  return Int32Array.from(groups.flatMap((group, i) => (test(group) ? [i] : [])))
}

function hasBoth(rows: Int32Array, labels: Float64Array): boolean {
  const positives = rows.reduce((sum, i) => sum + (labels[i] as number), 0)
  return positives > 0 && positives < rows.length
}
