import { binRound, binRows, binStride, planBinning, writeBinSources, type BinningPlan, type BinSource } from './bin-rows.ts'
import { memoryPlan } from '../threads/memory-plan.ts'
import { kernelModule } from './scoring-kernel.wasm.ts'
import type { Team } from '../threads/thread-team.ts'
import type { KernelMemory } from '../threads/kernel-memory.ts'
import { kernelOf } from './tree-kernel.ts'

interface ScoringKernel {
  doubleRows(bins: number, count: number, stride: number, to: number): void
  addTrees(
    rows: number,
    count: number,
    stride: number,
    margins: number,
    roots: number,
    depths: number,
    trees: number,
    valuesFromNodes: number,
  ): void
}

/**
 * Trees laid out for scoring. A node is 64 bits: from the low end, the place of its bin in the row (16), the least bin that goes right (16),
 * and the byte place of its left child (32), which its right child follows. A leaf is its own left child and asks for bin 256, so that rows
 * may go on stepping. A row has its bins twice, missing as 255 and as 0: a node reads the copy in which missing goes its way.
 */
export interface FlatTrees {
  readonly nodes: BigUint64Array
  readonly values: Float64Array
  readonly roots: Uint32Array
  readonly depths: Int32Array
}

export interface ScoringPlan {
  readonly binning: BinningPlan
  readonly trees: number
  readonly nodeCount: number
  readonly places: Readonly<Record<'nodes' | 'values' | 'roots' | 'depths' | 'doubled' | 'margins', number>>
  readonly doubledBytes: number
  readonly bytes: number
}

export interface ScoringLead {
  readonly bias: number
  readonly sources: readonly BinSource[]
  /** Node places count from the start of the memory, where the nodes begin at `places.nodes`. */
  readonly flat: FlatTrees
}

export function planScoring(rowCount: number, columns: number, threads: number, trees: number, nodeCount: number): ScoringPlan {
  const plan = memoryPlan()
  const stride = binStride(columns)
  const binning = planBinning(plan, rowCount, columns, threads, binRound(columns) * threads * stride + 64)
  const doubledBytes = binRound(columns) * stride * 2
  const places = {
    nodes: plan.take(nodeCount, 8),
    values: plan.take(nodeCount, 8),
    roots: plan.take(trees, 4),
    depths: plan.take(trees, 4),
    doubled: plan.take(threads, doubledBytes),
    margins: plan.take(rowCount + 8, 8),
  }
  return { binning, trees, nodeCount, places, doubledBytes, bytes: plan.bytes() }
}

/** Scores on one thread of the team, chunk by chunk; thread 0 has the `lead`. Margins end up in the shared memory. */
export function runScoring(memory: KernelMemory, team: Team, plan: ScoringPlan, lead?: ScoringLead): void {
  const { buffer } = memory
  const { binning, places, trees } = plan
  const { rowCount } = binning
  const kernel = kernelOf(memory)
  const scoring = new WebAssembly.Instance(kernelModule(), { env: { memory: memory.memory } }).exports as unknown as ScoringKernel
  if (lead !== undefined) {
    writeBinSources(memory, binning, lead.sources)
    new BigUint64Array(buffer, places.nodes, plan.nodeCount).set(lead.flat.nodes)
    new Float64Array(buffer, places.values, plan.nodeCount).set(lead.flat.values)
    new Uint32Array(buffer, places.roots, trees).set(lead.flat.roots)
    new Int32Array(buffer, places.depths, trees).set(lead.flat.depths)
    new Float64Array(buffer, places.margins, rowCount).fill(lead.bias)
  }
  team.wait()
  const stride = new Uint32Array(buffer, binning.shape, 2)[1] as number
  const doubled = places.doubled + team.index * plan.doubledBytes
  const { round } = binning
  for (let from = 0; from < rowCount; from += round * team.size) {
    binRows(memory, kernel, team, binning, from, Math.min(rowCount, from + round * team.size), lead?.sources)
    const first = from + team.index * round
    const count = Math.min(round, rowCount - first)
    if (count <= 0) continue
    scoring.doubleRows(binning.bins + team.index * round * stride, count, stride, doubled)
    const margins = places.margins + 8 * first
    // Rows are processed eight at a time: margins written past the last row are never read.
    scoring.addTrees(doubled, count, 2 * stride, margins, places.roots, places.depths, trees, places.values - places.nodes)
  }
  team.wait()
}
