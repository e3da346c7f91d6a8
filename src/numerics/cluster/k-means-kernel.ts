import type { KernelMemory } from '../threads/kernel-memory.ts'
import { kernelModule } from './k-means-kernel.wasm.ts'
import { plainKMeansKernel } from './plain-k-means-kernel.ts'

/**
 * The inner loops of k-means over one memory. Every place is a byte offset. Points and centres are row-major 64-bit floats, `width` a row (even,
 * padded with zeros); `nearest`, `upper` and `lower` have a 64-bit float for each row, `labels` a 32-bit whole number. A squared distance is the
 * sum over even columns plus the sum over odd ones.
 */
export interface KMeansKernel {
  /** The sum over rows of the smaller of `nearest` and the squared distance to the centre. */
  potential(points: number, count: number, width: number, centre: number, nearest: number): number
  /** The same, and writes the smaller one into `nearest`. */
  approach(points: number, count: number, width: number, centre: number, nearest: number): number
  /** The row at which the running sum of `nearest` passes `target`; the last row above 0 when it never does; -1 when there is none. */
  draw(nearest: number, count: number, target: number): number
  /**
   * One step of Lloyd's with Hamerly's bounds. `upper` is no less than the distance to the own centre and `lower` no more than that to any other;
   * both are first shifted by how far centres have `moved` and others may have come near (`drop`). Rows that the bounds or `half` (half the
   * distance of a centre to its nearest neighbour) cannot settle are compared with all k centres. The label k means none yet. Sums and counts of
   * clusters follow each change. `half`, `moved` and `drop` have k + 1 numbers, the last 0. Returns the number of changes.
   */
  assign(
    points: number,
    count: number,
    width: number,
    k: number,
    centres: number,
    labels: number,
    upper: number,
    lower: number,
    half: number,
    moved: number,
    drop: number,
    sums: number,
    counts: number,
  ): number
  /** The sum over rows of the squared distance to the centre of the row's label. */
  inertia(points: number, count: number, width: number, centres: number, labels: number): number
}

/** The kernel for a memory: compiled, or its equal in plain TypeScript. */
export function kMeansKernelOf({ buffer, memory }: KernelMemory): KMeansKernel {
  if (memory === undefined) return plainKMeansKernel(buffer)
  return new WebAssembly.Instance(kernelModule(), { env: { memory } }).exports as unknown as KMeansKernel
}
