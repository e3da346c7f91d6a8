import type { KMeansKernel } from './k-means-kernel.ts'

/** k-means-kernel.as.ts in TypeScript: for platforms without WebAssembly, and to check it. Equal to the last bit. */
export function plainKMeansKernel(buffer: ArrayBuffer | SharedArrayBuffer): KMeansKernel {
  const floats = new Float64Array(buffer, 0, buffer.byteLength >> 3)
  const labelled = new Int32Array(buffer, 0, buffer.byteLength >> 2)

  function squared(a: number, b: number, width: number): number {
    let even = 0
    let odd = 0
    for (let j = 0; j < width; j += 2) {
      const first = (floats[a + j] as number) - (floats[b + j] as number)
      const second = (floats[a + j + 1] as number) - (floats[b + j + 1] as number)
      even += first * first
      odd += second * second
    }
    return even + odd
  }

  function scan(points: number, count: number, width: number, centre: number, nearest: number, write: boolean): number {
    let total = 0
    for (let i = 0; i < count; i += 1) {
      const closer = Math.min(floats[(nearest >> 3) + i] as number, squared((points >> 3) + i * width, centre >> 3, width))
      if (write) floats[(nearest >> 3) + i] = closer
      total += closer
    }
    return total
  }

  return {
    potential: (points, count, width, centre, nearest) => scan(points, count, width, centre, nearest, false),
    approach: (points, count, width, centre, nearest) => scan(points, count, width, centre, nearest, true),
    draw(nearest, count, target) {
      let last = -1
      let left = target
      for (let i = 0; i < count; i += 1) {
        const share = floats[(nearest >> 3) + i] as number
        if (share <= 0) continue
        last = i
        left -= share
        if (left < 0) return i
      }
      return last
    },
    assign(points, count, width, k, centres, labels, upper, lower, half, moved, drop, sums, counts) {
      let changes = 0
      for (let i = 0; i < count; i += 1) {
        const point = (points >> 3) + i * width
        const own = labelled[(labels >> 2) + i] as number
        let far = (floats[(upper >> 3) + i] as number) + (floats[(moved >> 3) + own] as number)
        const near = (floats[(lower >> 3) + i] as number) - (floats[(drop >> 3) + own] as number)
        const bound = Math.max(near, floats[(half >> 3) + own] as number)
        if (far >= bound && own < k) far = Math.sqrt(squared(point, (centres >> 3) + own * width, width))
        if (far < bound) {
          floats[(upper >> 3) + i] = far
          floats[(lower >> 3) + i] = near
          continue
        }
        let best = 0
        let least = Number.POSITIVE_INFINITY
        let second = Number.POSITIVE_INFINITY
        for (let c = 0; c < k; c += 1) {
          const distance = squared(point, (centres >> 3) + c * width, width)
          if (distance < least) {
            second = least
            least = distance
            best = c
          } else if (distance < second) second = distance
        }
        floats[(upper >> 3) + i] = Math.sqrt(least)
        floats[(lower >> 3) + i] = Math.sqrt(second)
        if (best === own) continue
        changes += 1
        labelled[(labels >> 2) + i] = best
        move(best, 1)
        if (own < k) move(own, -1)

        function move(cluster: number, sign: 1 | -1): void {
          floats[(counts >> 3) + cluster] = (floats[(counts >> 3) + cluster] as number) + sign
          const to = (sums >> 3) + cluster * width
          for (let j = 0; j < width; j += 1) floats[to + j] = (floats[to + j] as number) + sign * (floats[point + j] as number)
        }
      }
      return changes
    },
    inertia(points, count, width, centres, labels) {
      let total = 0
      for (let i = 0; i < count; i += 1) {
        const centre = (centres >> 3) + (labelled[(labels >> 2) + i] as number) * width
        total += squared((points >> 3) + i * width, centre, width)
      }
      return total
    },
  }
}
