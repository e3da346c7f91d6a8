import { checkBinaryData, checkNumericData, type FeatureTable } from '../table/feature-table.ts'
import { logit, softplus } from '../logistic/logistic-function.ts'
import type { BinSource } from './bin-rows.ts'
import type { BoostingModel } from './boosting-model.ts'
import { planBoosting, runBoosting, type Loss } from './boosting-program.ts'
import { ALL_PRESENT, treeValue, type CategorySplit, type DecisionTree } from './decision-tree.ts'
import { canSplit, categoryBinOf, categoryBins, MISSING_BIN, numericBins, type CategoryBins, type FeatureBins } from './feature-binning.ts'
import type { GrownTree } from './tree-growth.ts'
import { kernelMemory } from './tree-kernel.ts'
import { runTreeTeam } from './tree-team.ts'

export { boostingMargin, parseBoostingModel, type BoostingModel } from './boosting-model.ts'

export interface BoostingOptions {
  /** The target: the log-odds of labels 0 and 1 (default), or amounts by squared errors. */
  readonly loss?: Loss
  /** Most trees to grow. Default 100. */
  readonly rounds?: number
  /** Default 0.1. */
  readonly learningRate?: number
  /** In [1, 12]. Default 4. */
  readonly maxDepth?: number
  /** Smallest summed hessian of a child. Default 1. */
  readonly minChildWeight?: number
  /** L2 penalty on leaf values. Default 1. */
  readonly lambda?: number
  /** Smallest gain of a split. Default 0. */
  readonly gamma?: number
  /** Share of the rows used by each tree, in (0, 1]. Default 1. */
  readonly rowSample?: number
  /** Share of the features used by each tree, in (0, 1]. Default 1. */
  readonly columnSample?: number
  /** One weight per row; default 1. */
  readonly weights?: ArrayLike<number>
  /** At most 255 (default). */
  readonly maxBins?: number
  /** Positions of features whose values are codes of categories: whole numbers from 0 on. */
  readonly categorical?: readonly number[]
  /** Hessian added to shrink rare categories towards zero when categories are ordered. Default 10. */
  readonly categorySmoothing?: number
  /** Added to lambda in the score of a categorical split. Default 10. */
  readonly categoryPenalty?: number
  /** By feature: 1 when the margin must not fall as the value rises, -1 when it must not rise, 0 or missing when unconstrained. */
  readonly monotone?: readonly number[]
  /** Stops when the loss on `table` has not improved for `patience` trees and keeps the trees up to the best. */
  readonly earlyStopping?: { readonly table: FeatureTable; readonly labels: ArrayLike<number>; readonly patience: number }
  /** Called after each tree with the number of trees; returning `true` stops the growth. All trees are kept. */
  readonly afterTree?: (tree: DecisionTree, count: number) => boolean
  /** Uniform in [0, 1); needed when rows or columns are sampled. */
  readonly random?: () => number
  /** Threads to use, this one included. Default 1. The trees are the same for any number. */
  readonly threads?: number
  /** Uses plain TypeScript instead of the compiled kernel: same trees, slower. */
  readonly plain?: boolean
}

/** Below this many values more threads cost more than they save. */
const THREADS_FROM = 1_000_000

/**
 * Gradient-boosted trees: second-order leaf values, histograms of up to 255 bins, depth-wise growth, a learned side for missing values.
 * Starts from the log-odds of the (weighted) base rate, or the weighted mean. Synchronous: with many rows call it in a worker thread. A
 * table whose features do not vary gives the constant model.
 * Throws an Error for no rows, one class only, labels or weights that do not fit, options out of range, or sampling without `random`.
 * Sources: Chen & Guestrin, XGBoost: a scalable tree boosting system, KDD 2016; Ke et al., LightGBM, NIPS 2017.
 */
export function fitGradientBoosting(table: FeatureTable, labels: ArrayLike<number>, options: BoostingOptions = {}): BoostingModel {
  const settings = settingsOf(table, options)
  const { loss, random, rounds, rowSample, columnSample, growth } = settings
  if (loss === 'logistic') checkBinaryData(table, labels, options.weights)
  else checkNumericData(table, labels, options.weights)
  const bias = loss === 'logistic' ? logit(mean(labels, options.weights)) : mean(labels, options.weights)
  const watch = options.earlyStopping === undefined ? undefined : watchOf(options.earlyStopping, bias, loss)
  const trees: DecisionTree[] = []
  const names = [...table.names]
  const threads = table.rowCount * names.length < THREADS_FROM ? 1 : settings.threads
  const plan = planBoosting(table.rowCount, names.length, threads, loss, options.weights !== undefined, rowSample, growth)
  const memory = kernelMemory(plan.bytes, options.plain)

  let usable: { readonly feature: number; readonly bins: FeatureBins }[] = []
  let sources: BinSource[] = []
  const findBins = (): void => {
    const all = table.columns.map((column, feature) => ({
      feature,
      bins: settings.categorical.has(feature)
        ? categoryBins(column, names[feature] as string)
        : numericBins(column, options.maxBins ?? MISSING_BIN),
    }))
    usable = all.filter(({ feature, bins }) => canSplit(bins, table.columns[feature] as FeatureTable['columns'][number]))
    sources = usable.map(({ feature, bins }) => ({
      column: table.columns[feature] as FeatureTable['columns'][number],
      ...(bins.kind === 'numeric' ? { cuts: bins.cuts } : { binOf: categoryBinOf(bins) }),
    }))
  }
  let round = 0
  let stopped = false
  runTreeTeam({ program: 'boosting', memory, plan }, threads, findBins, (team) =>
    runBoosting(memory, team, plan, {
      bias,
      labels,
      weights: options.weights,
      sources: () => sources,
      sizes: () => usable.map(({ bins }) => (bins.kind === 'numeric' ? bins.cuts.length : bins.codes.length + (bins.hasOther ? 1 : 0))),
      categorical: () => usable.map(({ bins }) => (bins.kind === 'category' ? 1 : 0)),
      directions: () => usable.map(({ feature, bins }) => (bins.kind === 'numeric' ? (options.monotone?.[feature] ?? 0) : 0)),
      next() {
        if (stopped || round >= rounds || usable.length === 0) return undefined
        round += 1
        return {
          seed: rowSample < 1 ? Math.floor(random() * 4_294_967_296) : 0,
          columns: columnSample < 1 ? sample(usable.length, Math.max(1, Math.round(columnSample * usable.length)), random) : undefined,
        }
      },
      grown(grown) {
        if (grown === undefined) return
        const tree = decisionTree(grown, usable)
        trees.push(tree)
        if (watch !== undefined && watch.add(tree, trees.length)) stopped = true
        if (options.afterTree?.(tree, trees.length) === true) stopped = true
      },
    }),
  )
  return {
    kind: 'gradient-boosted-trees',
    version: 2,
    loss,
    names,
    bias,
    trees: watch === undefined ? trees : trees.slice(0, watch.best()),
  }
}

/** From columns of bins to features, thresholds and categories. */
function decisionTree(grown: GrownTree, usable: readonly { readonly feature: number; readonly bins: FeatureBins }[]): DecisionTree {
  const categories = grown.column.map((column, node): CategorySplit | null => {
    const sides = grown.sides[node]
    const bins = usable[column]?.bins
    return sides === undefined || bins?.kind !== 'category' ? null : categorySplit(sides, bins)
  })
  const split = (column: number, node: number): number => {
    const bins = usable[column]?.bins
    return bins?.kind === 'numeric' ? (bins.cuts[grown.bin[node] as number] ?? ALL_PRESENT) : 0
  }
  return {
    feature: grown.column.map((column) => usable[column]?.feature ?? -1),
    threshold: grown.column.map(split),
    left: grown.left,
    right: grown.right,
    missingLeft: grown.missingLeft,
    value: grown.value,
    cover: grown.cover,
    gain: grown.gain,
    ...(categories.some((at) => at !== null) ? { categories } : {}),
  }
}

/** Codes without their own bin are in neither list: they share the bin of the rest, or, with none, count as missing. */
function categorySplit(sides: Uint8Array, { codes, hasOther }: CategoryBins): CategorySplit {
  return {
    left: codes.filter((_, bin) => sides[bin] === 1),
    right: codes.filter((_, bin) => sides[bin] === 0),
    otherLeft: sides[hasOther ? codes.length : MISSING_BIN] === 1,
  }
}

function settingsOf(table: FeatureTable, options: BoostingOptions) {
  const settings = {
    loss: options.loss ?? 'logistic',
    rounds: options.rounds ?? 100,
    rowSample: options.rowSample ?? 1,
    columnSample: options.columnSample ?? 1,
    growth: {
      learningRate: options.learningRate ?? 0.1,
      maxDepth: options.maxDepth ?? 4,
      minChildWeight: options.minChildWeight ?? 1,
      lambda: options.lambda ?? 1,
      gamma: options.gamma ?? 0,
      smoothing: options.categorySmoothing ?? 10,
      penalty: options.categoryPenalty ?? 10,
    },
    categorical: new Set(options.categorical ?? []),
    threads: options.threads ?? 1,
    random: options.random ?? (() => 0),
  }
  const share = (value: number): boolean => value > 0 && value <= 1
  if (!share(settings.rowSample) || !share(settings.columnSample)) throw new Error('rowSample and columnSample must be in (0, 1].')
  if (options.random === undefined && (settings.rowSample < 1 || settings.columnSample < 1)) {
    throw new Error('Sampling rows or columns needs the option `random`.')
  }
  const { maxDepth, learningRate, lambda, gamma } = settings.growth
  if (!(settings.rounds >= 1 && maxDepth >= 1 && learningRate > 0 && lambda >= 0 && gamma >= 0)) {
    throw new Error('rounds and maxDepth must be at least 1, learningRate above 0, lambda and gamma at least 0.')
  }
  if (!(maxDepth <= 12 && Number.isInteger(maxDepth))) throw new Error('maxDepth must be a whole number up to 12.')
  if (!(settings.threads >= 1 && settings.threads <= 64)) throw new Error('threads must be between 1 and 64.')
  const maxBins = options.maxBins ?? MISSING_BIN
  if (!(maxBins >= 2 && maxBins <= 255)) throw new Error(`maxBins is ${maxBins}; it must be between 2 and 255.`)
  const place = (j: number): boolean => Number.isInteger(j) && j >= 0 && j < table.names.length
  if (![...settings.categorical].every(place)) throw new Error('categorical must name features by their positions.')
  return settings
}

function mean(labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < labels.length; i += 1) {
    const weight = weights === undefined ? 1 : (weights[i] as number)
    sum += weight * (labels[i] as number)
    total += weight
  }
  return sum / total
}

/** `count` of the numbers below `size`, ascending, without replacement. */
function sample(size: number, count: number, random: () => number): number[] {
  const pool = Array.from({ length: size }, (_, k) => k)
  for (let k = 0; k < count; k += 1) {
    const j = k + Math.floor(random() * (pool.length - k))
    const held = pool[k] as number
    pool[k] = pool[j] as number
    pool[j] = held
  }
  return pool.slice(0, count).sort((a, b) => a - b)
}

/** Tracks the loss on other rows; `add` returns whether to stop, `best` the number of trees to keep. */
function watchOf(stopping: NonNullable<BoostingOptions['earlyStopping']>, bias: number, loss: Loss) {
  const { table, labels, patience } = stopping
  if (labels.length !== table.rowCount || table.rowCount === 0) throw new Error('Early stopping needs rows, and one label for each.')
  const row = new Float64Array(table.columns.length)
  const margins = new Float64Array(table.rowCount).fill(bias)
  let bestLoss = Number.POSITIVE_INFINITY
  let bestCount = 1
  return {
    best: (): number => bestCount,
    add(tree: DecisionTree, count: number): boolean {
      let sum = 0
      for (let i = 0; i < margins.length; i += 1) {
        for (let j = 0; j < row.length; j += 1) row[j] = (table.columns[j] as ArrayLike<number>)[i] as number
        const margin = (margins[i] as number) + treeValue(tree, row)
        const label = labels[i] as number
        margins[i] = margin
        sum += loss === 'logistic' ? softplus(margin) - label * margin : (label - margin) ** 2
      }
      if (sum < bestLoss - 1e-12) {
        bestLoss = sum
        bestCount = count
      }
      return count - bestCount >= patience
    },
  }
}
