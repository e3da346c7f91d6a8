// asc: --enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536
// The inner loops of growing trees, over one shared memory. tree-kernel.ts has the same in plain TypeScript, to the last bit.

/** Zeroes `count` bytes, a multiple of 16. */
export function zero(at: usize, count: usize): void {
  memory.fill(at, 0, count)
}
