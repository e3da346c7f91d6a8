import { kernelMemoryFor, type KernelMemory } from '../threads/kernel-memory.ts'
import { plainKernel } from './plain-kernel.ts'
import { kernelModule } from './tree-kernel.wasm.ts'

/**
 * The inner loops of growing trees, over one memory. Every place is a byte offset. Bins are row-major: `stride` bytes a row (a multiple of
 * 4), one a feature, 255 for missing. `pairs` holds the gradient and the hessian of each row as 32-bit floats, all multiples of one
 * resolution that is coarse enough for 64-bit sums to be exact, so that sums do not depend on their order. A histogram has, feature by
 * feature, 256 pairs of 64-bit sums; one block is four features. `rows` are unsigned 32-bit row numbers. `goesLeft` has one byte for each of
 * the 256 bins: 1 for left, 0 for right.
 */
export interface TreeKernel {
  /** Sets `bytes` (a multiple of 16) to zero. */
  zero(at: number, bytes: number): void
  /** Adds rows to the histogram of the features at `bins`, whole blocks of four. `scratch` has 20,480 bytes. */
  histogramBlocks(
    rows: number,
    count: number,
    bins: number,
    stride: number,
    pairs: number,
    histogram: number,
    blocks: number,
    scratch: number,
  ): void
  /** The same for chosen features: `columns` has their places within a row, four unsigned 32-bit numbers a block. */
  histogramColumns(
    rows: number,
    count: number,
    bins: number,
    stride: number,
    pairs: number,
    histogram: number,
    blocks: number,
    scratch: number,
    columns: number,
  ): void
  addHistogram(to: number, from: number, bytes: number): void
  subtractHistogram(to: number, from: number, bytes: number): void
  /**
   * Partitions rows by the bin at `bins + row * stride`: left rows from the front of `to`, the others from its back, so that each list
   * stays sorted, up or down. Returns how many go left.
   */
  partition(rows: number, count: number, bins: number, stride: number, goesLeft: number, to: number): number
  addToMargins(rows: number, count: number, margins: number, value: number): void
  /** Adds `left` or `right` to the margin of each row, by its bin. */
  addByBin(rows: number, count: number, bins: number, stride: number, goesLeft: number, margins: number, left: number, right: number): void
  /** Pairs of the logistic loss for rows [start, end), both even. `weights` 0 means all are 1. `rounder` rounds to the resolution `floor`. */
  logisticPairs(
    start: number,
    end: number,
    margins: number,
    labels: number,
    weights: number,
    pairs: number,
    rounder: number,
    floor: number,
  ): void
  /** Pairs of half the squared error. */
  squaredPairs(
    start: number,
    end: number,
    margins: number,
    labels: number,
    weights: number,
    pairs: number,
    rounder: number,
    weightRounder: number,
  ): void
  /** The largest weighted residual, in size, of rows [start, end). */
  largestResidual(start: number, end: number, margins: number, labels: number, weights: number): number
  /**
   * The split of one feature with the highest score G²/(H+lambda), summed over both sides. When it beats `scoreToBeat`, writes the score, the
   * last bin that goes left, whether missing values go left, and the left sums at `out` (five 64-bit floats) and returns the score;
   * else returns `scoreToBeat`.
   */
  bestNumericSplit(
    histogram: number,
    cutCount: number,
    gradient: number,
    hessian: number,
    lambda: number,
    leastHessian: number,
    scoreToBeat: number,
    out: number,
  ): number
  /**
   * The same over several columns for a node of at most 1,024 rows, without a penalty and directly from the rows: only bins that have rows
   * are examined, and a split lies midway between two of them. Also writes the index of the column. `histogram` has 4,128 zeroed bytes
   * and is left so.
   */
  bestSparseSplit(
    rows: number,
    count: number,
    bins: number,
    stride: number,
    pairs: number,
    histogram: number,
    scratch: number,
    columns: number,
    columnCount: number,
    gradient: number,
    hessian: number,
    leastHessian: number,
    scoreToBeat: number,
    out: number,
  ): number
  /** Writes four columns of bins, `apart` bytes from one another, side by side into rows. */
  interleave(columns: number, apart: number, count: number, to: number, stride: number): void
  /** Bins of 64-bit values by 255 cuts (64-bit, ascending, the unused ones infinite); 255 for what is not finite. */
  binDoubles(values: number, count: number, cuts: number, to: number, stride: number): void
  binFloats(values: number, count: number, cuts: number, to: number, stride: number): void
}

/**
 * Memory of `bytes`, zeroed, shared where the platform allows. `plain` requests TypeScript only. Throws an Error when there is not enough memory.
 */
export function kernelMemory(bytes: number, plain = false): KernelMemory {
  const gigabytes = (bytes / 2 ** 30).toFixed(1)
  const tooLarge = `Trees on this table need ${gigabytes} GB of memory, which cannot be had; use fewer rows or features, or a smaller maxDepth.`
  return kernelMemoryFor(bytes, plain ? undefined : kernelModule, tooLarge)
}

/** The kernel for a memory: compiled, or its equal in plain TypeScript. */
export function kernelOf({ buffer, memory }: KernelMemory): TreeKernel {
  if (memory === undefined) return plainKernel(buffer)
  const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } })
  return instance.exports as unknown as TreeKernel
}
