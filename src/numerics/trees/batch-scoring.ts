import type { FeatureTable } from '../table/feature-table.ts'
import type { BoostingModel } from './boosting-model.ts'
import { ALL_PRESENT, treeValue, type DecisionTree } from './decision-tree.ts'
import { MISSING_BIN } from './feature-binning.ts'
import type { ForestModel } from './random-forest.ts'
import { planScoring, runScoring, type FlatTrees } from './scoring-program.ts'
import { kernelMemory } from './tree-kernel.ts'
import { runTreeTeam } from './tree-team.ts'

export interface ScoringOptions {
  /** Threads to use, this one included. Default 1. */
  readonly threads?: number
  /** Scores row by row in plain TypeScript: same results, slower. */
  readonly plain?: boolean
}

/** Below this many steps through trees more threads cost more than they save. */
const THREADS_FROM = 4_000_000
/** With fewer rows than this, setup costs more than it saves. */
const FLAT_FROM = 64

/**
 * Margins of all rows of a table, equal to `boostingMargin` row by row. Models with categorical splits, or with more than 254 thresholds of
 * one feature, are scored row by row. Throws an Error when the table's features differ from the model's.
 */
export function boostingMargins(model: BoostingModel, table: FeatureTable, options: ScoringOptions = {}): Float64Array {
  return sumOfTrees(model.trees, model.names, model.bias, table, options)
}

/** Probabilities of all rows of a table, equal to `forestProbability` row by row; see `boostingMargins`. */
export function forestProbabilities(model: ForestModel, table: FeatureTable, options: ScoringOptions = {}): Float64Array {
  if (model.trees.length === 0) return new Float64Array(table.rowCount).fill(model.baseRate)
  const sums = sumOfTrees(model.trees, model.names, 0, table, options)
  for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] as number) / model.trees.length
  return sums
}

function sumOfTrees(
  trees: readonly DecisionTree[],
  names: readonly string[],
  bias: number,
  table: FeatureTable,
  options: ScoringOptions,
): Float64Array {
  if (table.columns.length !== names.length || names.some((name, j) => table.names[j] !== name)) {
    throw new Error('The table to score has other features than the model.')
  }
  const cuts = options.plain === true || table.rowCount < FLAT_FROM ? undefined : cutsOfTrees(trees)
  return (cuts === undefined ? undefined : flatSums(trees, cuts, bias, table, options)) ?? plainSums(trees, bias, table)
}

function plainSums(trees: readonly DecisionTree[], bias: number, table: FeatureTable): Float64Array {
  const row = new Float64Array(table.columns.length)
  const sums = new Float64Array(table.rowCount)
  for (let i = 0; i < sums.length; i += 1) {
    table.columns.forEach((column, j) => {
      row[j] = column[i] as number
    })
    let sum = bias
    for (const tree of trees) sum += treeValue(tree, row)
    sums[i] = sum
  }
  return sums
}

function flatSums(
  trees: readonly DecisionTree[],
  cuts: ReadonlyMap<number, Float64Array>,
  bias: number,
  table: FeatureTable,
  options: ScoringOptions,
): Float64Array | undefined {
  const features = [...cuts.keys()].sort((a, b) => a - b)
  const nodeCount = trees.reduce((sum, tree) => sum + tree.feature.length, 0)
  const threads = table.rowCount * trees.length < THREADS_FROM ? 1 : (options.threads ?? 1)
  const plan = planScoring(table.rowCount, features.length, threads, trees.length, nodeCount)
  const memory = kernelMemory(plan.bytes)
  if (memory.memory === undefined || features.length === 0) return undefined
  const sources = features.map((feature) => ({
    column: table.columns[feature] as FeatureTable['columns'][number],
    cuts: cuts.get(feature) as Float64Array,
  }))
  let flat: FlatTrees | undefined
  const flatten = (): void => {
    flat = flatTrees(trees, features, cuts, plan.places.nodes)
  }
  runTreeTeam({ program: 'scoring', memory, plan }, threads, flatten, (team) => {
    if (flat !== undefined) runScoring(memory, team, plan, { bias, sources, flat })
  })
  return new Float64Array(memory.buffer, plan.places.margins, table.rowCount).slice()
}

/** The thresholds of each feature that splits, ascending; undefined when a row of bytes cannot distinguish them all, or a split is by categories. */
function cutsOfTrees(trees: readonly DecisionTree[]): Map<number, Float64Array> | undefined {
  const found = new Map<number, Set<number>>()
  for (const tree of trees) {
    if (tree.categories !== undefined) return undefined
    tree.feature.forEach((feature, node) => {
      if (feature < 0) return
      let cuts = found.get(feature)
      if (cuts === undefined) found.set(feature, (cuts = new Set()))
      const threshold = tree.threshold[node] as number
      if (threshold !== ALL_PRESENT) cuts.add(threshold)
    })
  }
  for (const cuts of found.values()) if (cuts.size > MISSING_BIN - 1) return undefined
  return new Map([...found].map(([feature, cuts]) => [feature, Float64Array.from(cuts).sort()]))
}

/** Lays trees out, breadth first, so that the right child follows the left one. `base` is the place of the first node. */
function flatTrees(
  trees: readonly DecisionTree[],
  features: readonly number[],
  cuts: ReadonlyMap<number, Float64Array>,
  base: number,
): FlatTrees {
  const nodeCount = trees.reduce((sum, tree) => sum + tree.feature.length, 0)
  const nodes = new BigUint64Array(nodeCount)
  const words = new Uint32Array(nodes.buffer)
  const values = new Float64Array(nodeCount)
  const roots = new Uint32Array(trees.length)
  const depths = new Int32Array(trees.length)
  const stride = Math.ceil(features.length / 4) * 4
  const columnOf = new Map(features.map((feature, column) => [feature, column]))
  const ranks = new Map([...cuts].map(([feature, list]) => [feature, new Map(Array.from(list, (cut, k) => [cut, k + 1]))]))
  let free = 0
  trees.forEach((tree, t) => {
    roots[t] = base + 8 * free
    let level: (readonly [node: number, at: number])[] = [[0, free]]
    free += 1
    for (let depth = 0; level.length > 0; depth += 1) {
      depths[t] = depth
      const next: (readonly [number, number])[] = []
      for (const [node, at] of level) {
        const feature = tree.feature[node] as number
        if (feature < 0) {
          words[2 * at] = 256 << 16
          words[2 * at + 1] = base + 8 * at
          values[at] = tree.value[node] as number
          continue
        }
        const least = ranks.get(feature)?.get(tree.threshold[node] as number) ?? MISSING_BIN
        const offset = (columnOf.get(feature) as number) + (tree.missingLeft[node] === true ? stride : 0)
        words[2 * at] = (least << 16) | offset
        words[2 * at + 1] = base + 8 * free
        next.push([tree.left[node] as number, free], [tree.right[node] as number, free + 1])
        free += 2
      }
      level = next
    }
  })
  return { nodes, values, roots, depths }
}
