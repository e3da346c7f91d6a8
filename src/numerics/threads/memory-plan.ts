/** Allocates positions in a memory that is created afterwards with `bytes()` bytes. */
export function memoryPlan() {
  // Place 0 stands for "none".
  let end = 256
  return {
    /** Position for `count` items of `size` bytes, on its own cache line. */
    take(count: number, size: number): number {
      const place = end
      end += Math.ceil((count * size) / 64) * 64
      return place
    },
    bytes: (): number => end + 256,
  }
}

/** The part [from, to) of `count` rows that thread `index` of `size` works on; parts begin at multiples of 16. */
export function partOf(count: number, index: number, size: number): readonly [from: number, to: number] {
  const share = Math.ceil(count / size / 16) * 16
  return [Math.min(count, index * share), Math.min(count, (index + 1) * share)]
}
