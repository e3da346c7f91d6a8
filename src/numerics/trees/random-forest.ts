import { checkBinaryData, type FeatureColumn, type FeatureTable } from '../table/feature-table.ts'
import type { BinSource } from './bin-rows.ts'
import { ALL_PRESENT, checkTree, treeValue, type CategorySplit, type DecisionTree } from './decision-tree.ts'
import { canSplit, categoryBinOf, categoryBins, MISSING_BIN, numericBins, type FeatureBins } from './feature-binning.ts'
import { planForest, runForest, type ForestTree } from './forest-program.ts'
import { kernelMemory } from './tree-kernel.ts'
import { runTreeTeam } from './tree-team.ts'

export interface ForestOptions {
  /** Default 100. */
  readonly trees?: number
  /** Default 64, which few trees reach. */
  readonly maxDepth?: number
  /** Smallest weight (rows, when there are no weights) of a leaf. Default 1. */
  readonly minLeaf?: number
  /** Features tried at each node; default the whole part of the square root of their number. */
  readonly featuresPerNode?: number
  /** One weight per row; default 1. */
  readonly weights?: ArrayLike<number>
  /** Positions of features whose values are codes of categories: whole numbers from 0 on. */
  readonly categorical?: readonly number[]
  /** Uniform in [0, 1). Called once, for a seed. */
  readonly random: () => number
  /** Threads to use, this one included. Default 1. The trees are the same for any number. */
  readonly threads?: number
  /** Uses plain TypeScript instead of the compiled kernel: same trees, slower. */
  readonly plain?: boolean
}

/** A fitted forest, plain JSON. The probability is the mean of the trees' values. */
export interface ForestModel {
  readonly kind: 'random-forest'
  readonly version: 1
  readonly names: readonly string[]
  /** Share of positives, by weight; the prediction when no feature varies. */
  readonly baseRate: number
  readonly trees: readonly DecisionTree[]
}

/** Below this many values more threads cost more than they save. */
const THREADS_FROM = 200_000

/**
 * A random forest for labels 0 and 1: deep trees by Gini impurity, each on a bootstrap sample as large as the table, with a fresh random
 * choice of features at each node (more are tried until one helps). Splits are searched in up to 255 bins, missing values go to the better
 * side, and categories are ordered once, by their share of positives. Synchronous: with many rows call it in a worker thread.
 * Throws an Error for no rows, one class only, labels or weights that do not fit, or options out of range.
 * Sources: Breiman, Random forests, Machine Learning 45 (2001); Wright & König, Splitting on categorical predictors in random forests,
 * PeerJ 7:e6339 (2019).
 */
export function fitRandomForest(table: FeatureTable, labels: ArrayLike<number>, options: ForestOptions): ForestModel {
  checkBinaryData(table, labels, options.weights)
  const shape = shapeOf(table, options)
  const asked = options.threads ?? 1
  const threads = table.rowCount * table.names.length < THREADS_FROM ? 1 : Math.min(asked, shape.trees)
  const plan = planForest(table.rowCount, table.names.length, threads, options.weights !== undefined, shape)
  const memory = kernelMemory(plan.bytes, options.plain)
  const categorical = new Set(options.categorical ?? [])
  let usable: UsableFeature[] = []
  const findBins = (): void => {
    usable = table.columns.flatMap((column, feature): UsableFeature[] => {
      if (!categorical.has(feature)) {
        const bins = numericBins(column)
        return canSplit(bins, column) ? [{ feature, bins, source: { column, cuts: bins.cuts } }] : []
      }
      const bins = categoryBins(column, table.names[feature] as string)
      const ranks = ranksOfBins(column, labels, categoryBinOf(bins))
      const binOf = categoryBinOf(bins)
      const source = { column, binOf: (value: number) => ranks[binOf(value)] as number }
      return canSplit(bins, column) ? [{ feature, bins, ranks, source }] : []
    })
  }
  const trees: DecisionTree[] = []
  const seed = Math.floor(options.random() * 4_294_967_296) | 0
  runTreeTeam({ program: 'forest', memory, plan }, threads, findBins, (team) => {
    const convert = treeReader(usable)
    runForest(memory, team, plan, {
      labels,
      weights: options.weights,
      seed,
      sources: () => usable.map(({ source }) => source),
      sizes: () => usable.map(({ bins }) => (bins.kind === 'numeric' ? bins.cuts.length : bins.codes.length)),
      grown(tree) {
        trees[tree.index] = convert(tree)
      },
    })
  })
  return { kind: 'random-forest', version: 1, names: [...table.names], baseRate: baseRate(labels, options.weights), trees }
}

/** The probability of label 1 for one row (ordered as `model.names`), in [0, 1]. Infinite values count as missing. */
export function forestProbability(model: ForestModel, row: ArrayLike<number>): number {
  if (model.trees.length === 0) return model.baseRate
  let sum = 0
  for (const tree of model.trees) sum += treeValue(tree, row)
  return sum / model.trees.length
}

/** Reads a saved forest. Throws an Error for another kind or version, or when its trees are incomplete. */
export function parseForestModel(json: unknown): ForestModel {
  const model = json as Partial<ForestModel> | null
  if (model === null || typeof model !== 'object' || model.kind !== 'random-forest') throw new Error('This is not a saved random forest.')
  if (model.version !== 1) throw new Error(`The saved forest has version ${String(model.version)}; this program reads version 1.`)
  const { names, trees, baseRate: rate } = model
  if (!Array.isArray(names) || !Array.isArray(trees) || !Number.isFinite(rate)) throw new Error('The saved forest is not complete.')
  for (const tree of trees as (DecisionTree | null)[]) checkTree(tree, names.length)
  return model as ForestModel
}

interface UsableFeature {
  readonly feature: number
  readonly bins: FeatureBins
  /** For categories: the bin of each, by the order of their shares of positives. */
  readonly ranks?: Uint8Array
  readonly source: BinSource
}

function shapeOf(table: FeatureTable, options: ForestOptions) {
  const shape = {
    trees: options.trees ?? 100,
    maxDepth: options.maxDepth ?? 64,
    minLeaf: options.minLeaf ?? 1,
    featuresPerNode: options.featuresPerNode ?? Math.max(1, Math.floor(Math.sqrt(table.names.length))),
  }
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1
  if (!whole(shape.trees) || !whole(shape.maxDepth) || !whole(shape.featuresPerNode) || !(shape.minLeaf >= 0)) {
    throw new Error('trees, maxDepth and featuresPerNode must be whole numbers from 1 on, minLeaf at least 0.')
  }
  if (!(options.threads === undefined || (options.threads >= 1 && options.threads <= 64)))
    throw new Error('threads must be between 1 and 64.')
  return shape
}

/** The place of each bin when bins are ordered by their share of positives; missing keeps its own. */
function ranksOfBins(column: FeatureColumn, labels: ArrayLike<number>, binOf: (value: number) => number): Uint8Array {
  const positive = new Float64Array(256)
  const total = new Float64Array(256)
  for (let i = 0; i < column.length; i += 1) {
    const bin = binOf(column[i] as number)
    positive[bin] = (positive[bin] as number) + (labels[i] as number)
    total[bin] = (total[bin] as number) + 1
  }
  const share = (bin: number): number => (positive[bin] as number) / Math.max(1, total[bin] as number)
  const order = Array.from({ length: MISSING_BIN }, (_, bin) => bin).filter((bin) => (total[bin] as number) > 0)
  order.sort((a, b) => share(a) - share(b) || a - b)
  const ranks = new Uint8Array(256).fill(MISSING_BIN)
  order.forEach((bin, rank) => {
    ranks[bin] = rank
  })
  return ranks
}

/** From columns of bins to features, thresholds and categories. Equal lists of categories are shared between nodes. */
function treeReader(usable: readonly UsableFeature[]): (tree: ForestTree) => DecisionTree {
  const splits = new Map<number, CategorySplit>()
  const categorySplit = (column: number, bin: number, missingLeft: boolean): CategorySplit | null => {
    const { bins, ranks } = usable[column] as UsableFeature
    if (bins.kind !== 'category' || ranks === undefined) return null
    const key = (column * 256 + bin) * 2 + (missingLeft ? 1 : 0)
    const known = splits.get(key)
    if (known !== undefined) return known
    const isLeft = (at: number): boolean => (ranks[at] as number) <= bin
    const split = {
      left: bins.codes.filter((_, at) => isLeft(at)),
      right: bins.codes.filter((_, at) => !isLeft(at)),
      otherLeft: bins.hasOther ? isLeft(bins.codes.length) : missingLeft,
    }
    splits.set(key, split)
    return split
  }
  const anyCategories = usable.some(({ bins }) => bins.kind === 'category')
  return (tree) => {
    const columns = Array.from(tree.column)
    const bins = tree.bin
    const missingLeft = Array.from(tree.missingLeft, (side) => side === 1)
    return {
      feature: columns.map((column) => (column < 0 ? -1 : (usable[column] as UsableFeature).feature)),
      threshold: columns.map((column, node) => {
        const kinds = usable[column]?.bins
        return kinds?.kind === 'numeric' ? (kinds.cuts[bins[node] as number] ?? ALL_PRESENT) : 0
      }),
      left: Array.from(tree.left),
      right: Array.from(tree.right),
      missingLeft,
      value: Array.from(tree.value),
      cover: Array.from(tree.cover),
      gain: Array.from(tree.gain),
      ...(anyCategories
        ? {
            categories: columns.map((column, node) =>
              column < 0 ? null : categorySplit(column, bins[node] as number, missingLeft[node] as boolean),
            ),
          }
        : {}),
    }
  }
}

function baseRate(labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let positive = 0
  let total = 0
  for (let i = 0; i < labels.length; i += 1) {
    const weight = weights === undefined ? 1 : (weights[i] as number)
    positive += weight * (labels[i] as number)
    total += weight
  }
  return positive / total
}
