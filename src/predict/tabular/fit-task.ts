import type { FeatureTable } from '#numerics/table/feature-table.ts'
import { softplus } from '#numerics/logistic/logistic-function.ts'
import { treeValue, type DecisionTree } from '#numerics/trees/decision-tree.ts'
import type { FeatureViews } from './table-encoding.ts'
import { fitCandidate, learnerMargins, rowsOf, tableOf, usesOf, type Candidate, type FittedLearner } from './tabular-learner.ts'

/** Inputs shared by all fits of one training. */
export interface FitData {
  readonly table: FeatureTable
  readonly labels: Float64Array
  readonly features: FeatureViews
}

/** One fit: rows to train on, and parts of other rows to evaluate on. */
export interface FitTask {
  readonly candidate: Candidate
  readonly learn: Int32Array
  readonly watch: readonly Int32Array[]
  readonly seed: number
  /** Whether boosted trees grow until no watched part has improved for a while; otherwise the candidate's number of trees is grown. */
  readonly stopEarly: boolean
  readonly keepLearner: boolean
}

export interface FitResult {
  /** Numbers of trees at which the margins were recorded; [0] for the other families, which have only one state. */
  readonly steps: readonly number[]
  /** By watched part and step: the log-odds of its rows, and the sum of their log loss. */
  readonly margins: readonly (readonly Float32Array[])[]
  readonly losses: readonly (readonly number[])[]
  /** Approximate cost in seconds of one core, counted from the operations, so that it is the same on every machine. */
  readonly work: number
  readonly learner: FittedLearner | null
}

/** Steps grow by a fifth: the loss is flat around its minimum. */
const STEP_GROWTH = 1.2

/** Fits and evaluates. The same task gives the same result anywhere. */
export function runFitTask(data: FitData, task: FitTask): FitResult {
  const random = seededRandom(task.seed)
  const learnTable = rowsOf(data.table, task.learn)
  const learnLabels = labelsAt(data.labels, task.learn)
  if (task.candidate.family === 'trees' && task.stopEarly) return growAndWatch(data, task, learnTable, learnLabels, random)
  const learner = fitCandidate(task.candidate, learnTable, learnLabels, data.features, random)
  const margins = task.watch.map((rows) => [Float32Array.from(learnerMargins(learner, rowsOf(data.table, rows)))])
  return {
    steps: [0],
    margins,
    losses: margins.map(([own], w) => [lossOf(own as Float32Array, labelsAt(data.labels, task.watch[w] as Int32Array))]),
    work: workOf(learner, task, usesOf(task.candidate, data.features).length),
    learner: task.keepLearner ? learner : null,
  }
}

function growAndWatch(data: FitData, task: FitTask, learnTable: FeatureTable, learnLabels: Float64Array, random: () => number): FitResult {
  const { candidate, watch } = task
  const own = tableOf(data.table, usesOf(candidate, data.features))
  const bias = logOdds(learnLabels)
  const parts = watch.map((rows) => ({
    rows: Array.from(rows, (i) => Float64Array.from(own.columns, (column) => column[i] as number)),
    labels: labelsAt(data.labels, rows),
    margins: new Float64Array(rows.length).fill(bias),
    best: Number.POSITIVE_INFINITY,
    bestAt: 0,
    done: false,
    noted: [] as Float32Array[],
    losses: [] as number[],
  }))
  const patience = Math.max(20, Math.min(100, 2.5 / (candidate.family === 'trees' ? candidate.learningRate : 0.1)))
  const steps: number[] = []
  let next = 2
  const note = (count: number): void => {
    steps.push(count)
    for (const part of parts) {
      // A part's result must not depend on how long another part keeps the trees growing.
      if (part.done) continue
      part.noted.push(Float32Array.from(part.margins))
      part.losses.push(lossOf(part.margins, part.labels))
    }
  }
  let grown = 0
  const afterTree = (tree: DecisionTree, count: number): boolean => {
    grown = count
    for (const part of parts) {
      if (part.done) continue
      const { rows, margins } = part
      for (let i = 0; i < rows.length; i += 1) margins[i] = (margins[i] as number) + treeValue(tree, rows[i] as Float64Array)
      const loss = lossOf(margins, part.labels)
      if (loss < part.best - 1e-9) {
        part.best = loss
        part.bestAt = count
      }
    }
    if (count >= next) {
      note(count)
      next = Math.ceil(count * STEP_GROWTH)
    }
    for (const part of parts) part.done ||= count - part.bestAt >= Math.max(patience, 0.1 * part.bestAt)
    return parts.every(({ done }) => done)
  }
  const learner = fitCandidate(candidate, learnTable, learnLabels, data.features, random, { afterTree })
  if (steps.at(-1) !== grown) note(grown)
  return {
    steps,
    margins: parts.map(({ noted }) => noted),
    losses: parts.map(({ losses }) => losses),
    work: workOf(learner, task, own.names.length),
    learner: task.keepLearner ? learner : null,
  }
}

/** Sum of the log loss of log-odds. */
export function lossOf(margins: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < margins.length; i += 1) {
    const margin = margins[i] as number
    sum += softplus(margin) - (labels[i] as number) * margin
  }
  return sum
}

function labelsAt(labels: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => labels[i] as number)
}

function logOdds(labels: Float64Array): number {
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length
  return Math.log(rate / (1 - rate))
}

/** Measured nanoseconds on one core of 2024: per value counted at one tree level, per node and feature, per watched row and tree. */
const [COUNTING, SEARCHING, WATCHING] = [0.9, 170, 75]

function workOf(learner: FittedLearner, { candidate, learn, watch }: FitTask, features: number): number {
  const watched = watch.reduce((sum, { length }) => sum + length, 0)
  if (learner.family === 'logistic') return (learn.length * features * 120 + watched * features * 4) / 1e9
  if (learner.family === 'forest') return (learner.model.trees.length * (learn.length * 900 + watched * 150)) / 1e9
  const [rowShare, columnShare] = candidate.family === 'trees' ? [candidate.rowSample, candidate.columnSample] : [1, 1]
  let sum = 0
  for (const { feature } of learner.model.trees) {
    const levels = Math.log2(feature.length + 1)
    sum += learn.length * rowShare * features * columnShare * levels * COUNTING + feature.length * features * columnShare * SEARCHING
  }
  return (sum + learner.model.trees.length * (watched * WATCHING + learn.length * 30)) / 1e9
}

/** Uniform in [0, 1): mulberry32 (Tommy Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let hash = Math.imul(state ^ (state >>> 15), state | 1)
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61)
    return ((hash ^ (hash >>> 14)) >>> 0) / 4_294_967_296
  }
}
