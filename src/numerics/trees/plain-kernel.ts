import type { TreeKernel } from './tree-kernel.ts'

const MISSING_AT = 2 * 255
const ROUNDER = 6755399441055744
const POWERS_OF_TWO = Float64Array.from({ length: 201 }, (_, k) => 2 ** (k - 100))
/** 1/11!, 1/10!, ... 1/0!: the same digits as in the compiled kernel. */
const EXPONENTIAL = [
  2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6, 2.48015873015873e-5, 1.984126984126984e-4, 1.388888888888889e-3,
  8.333333333333333e-3, 4.1666666666666664e-2, 0.16666666666666666, 0.5, 1, 1,
] as const

/**
 * The kernel in plain TypeScript, for platforms without WebAssembly SIMD and shared memory, and as the oracle in tests: operation by
 * operation the same as tree-kernel.as.ts, so that both give the same trees.
 */
export function plainKernel(buffer: ArrayBuffer | SharedArrayBuffer): TreeKernel {
  const u8 = new Uint8Array(buffer)
  const whole = buffer.byteLength & ~7
  const u32 = new Uint32Array(buffer, 0, whole / 4)
  const f32 = new Float32Array(buffer, 0, whole / 4)
  const f64 = new Float64Array(buffer, 0, whole / 8)

  const addRow = (row: number, pairs: number, to: number): void => {
    const at = pairs / 4 + 2 * row
    const place = to / 8
    f64[place] = (f64[place] as number) + (f32[at] as number)
    f64[place + 1] = (f64[place + 1] as number) + (f32[at + 1] as number)
  }

  const bin = (value: number, cuts: number): number => {
    if (!Number.isFinite(value)) return 255
    let low = cuts / 8
    let high = low + 255
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((f64[middle] as number) <= value) low = middle + 1
      else high = middle
    }
    return low - cuts / 8
  }

  return {
    zero(at, bytes) {
      u8.fill(0, at, at + bytes)
    },

    histogramBlocks(rows, count, bins, stride, pairs, histogram, blocks) {
      for (let k = rows / 4; k < rows / 4 + count; k += 1) {
        const row = u32[k] as number
        const line = bins + row * stride
        for (let f = 0; f < 4 * blocks; f += 1) addRow(row, pairs, histogram + f * 4096 + 16 * (u8[line + f] as number))
      }
    },

    histogramColumns(rows, count, bins, stride, pairs, histogram, blocks, _scratch, columns) {
      for (let k = rows / 4; k < rows / 4 + count; k += 1) {
        const row = u32[k] as number
        const line = bins + row * stride
        for (let f = 0; f < 4 * blocks; f += 1) {
          addRow(row, pairs, histogram + f * 4096 + 16 * (u8[line + (u32[columns / 4 + f] as number)] as number))
        }
      }
    },

    addHistogram(to, from, bytes) {
      for (let i = 0; i < bytes / 8; i += 1) f64[to / 8 + i] = (f64[to / 8 + i] as number) + (f64[from / 8 + i] as number)
    },

    subtractHistogram(to, from, bytes) {
      for (let i = 0; i < bytes / 8; i += 1) f64[to / 8 + i] = (f64[to / 8 + i] as number) - (f64[from / 8 + i] as number)
    },

    partition(rows, count, bins, stride, goesLeft, to) {
      let left = to / 4
      let right = left + count - 1
      for (let k = rows / 4; k < rows / 4 + count; k += 1) {
        const row = u32[k] as number
        if (u8[goesLeft + (u8[bins + row * stride] as number)] === 1) {
          u32[left] = row
          left += 1
        } else {
          u32[right] = row
          right -= 1
        }
      }
      return left - to / 4
    },

    addToMargins(rows, count, margins, value) {
      for (let k = rows / 4; k < rows / 4 + count; k += 1) {
        const at = margins / 8 + (u32[k] as number)
        f64[at] = (f64[at] as number) + value
      }
    },

    addByBin(rows, count, bins, stride, goesLeft, margins, left, right) {
      for (let k = rows / 4; k < rows / 4 + count; k += 1) {
        const row = u32[k] as number
        const at = margins / 8 + row
        f64[at] = (f64[at] as number) + (u8[goesLeft + (u8[bins + row * stride] as number)] === 1 ? left : right)
      }
    },

    logisticPairs(start, end, margins, labels, weights, pairs, rounder, floor) {
      for (let row = start; row < end; row += 1) {
        const margin = Math.max(Math.min(f64[margins / 8 + row] as number, 50), -50)
        const p = 1 / (1 + exponential(-margin))
        const weight = weights === 0 ? 1 : (f64[weights / 8 + row] as number)
        const gradient = (p - (f64[labels / 8 + row] as number)) * weight
        const hessian = p * (1 - p) * weight
        f32[pairs / 4 + 2 * row] = gradient + rounder - rounder
        f32[pairs / 4 + 2 * row + 1] = Math.max(hessian + rounder - rounder, floor)
      }
    },

    squaredPairs(start, end, margins, labels, weights, pairs, rounder, weightRounder) {
      for (let row = start; row < end; row += 1) {
        const weight = weights === 0 ? 1 : (f64[weights / 8 + row] as number)
        const gradient = ((f64[margins / 8 + row] as number) - (f64[labels / 8 + row] as number)) * weight
        f32[pairs / 4 + 2 * row] = gradient + rounder - rounder
        f32[pairs / 4 + 2 * row + 1] = weight + weightRounder - weightRounder
      }
    },

    largestResidual(start, end, margins, labels, weights) {
      let largest = 0
      for (let row = start; row < end; row += 1) {
        const weight = weights === 0 ? 1 : (f64[weights / 8 + row] as number)
        largest = Math.max(largest, Math.abs(((f64[margins / 8 + row] as number) - (f64[labels / 8 + row] as number)) * weight))
      }
      return largest
    },

    bestNumericSplit(histogram, cutCount, gradient, hessian, lambda, leastHessian, scoreToBeat, out) {
      const base = histogram / 8
      const missingGradient = f64[base + MISSING_AT] as number
      const missingHessian = f64[base + MISSING_AT + 1] as number
      const hasMissing = missingHessian > 0
      let best = scoreToBeat
      let bestBin = -1
      let bestLeft = false
      let bestGradient = 0
      let bestHessian = 0
      let sumGradient = 0
      let sumHessian = 0
      const consider = (k: number, missingLeft: boolean, leftGradient: number, leftHessian: number): void => {
        const rightHessian = hessian - leftHessian
        if (!(leftHessian >= leastHessian && rightHessian >= leastHessian)) return
        const rightGradient = gradient - leftGradient
        const score = (leftGradient * leftGradient) / (leftHessian + lambda) + (rightGradient * rightGradient) / (rightHessian + lambda)
        if (score <= best) return
        best = score
        bestBin = k
        bestLeft = missingLeft
        bestGradient = leftGradient
        bestHessian = leftHessian
      }
      for (let k = 0; k < cutCount; k += 1) {
        sumGradient += f64[base + 2 * k] as number
        sumHessian += f64[base + 2 * k + 1] as number
        consider(k, false, sumGradient, sumHessian)
        if (hasMissing) consider(k, true, sumGradient + missingGradient, sumHessian + missingHessian)
      }
      if (hasMissing) consider(cutCount, false, gradient - missingGradient, hessian - missingHessian)
      if (bestBin < 0) return scoreToBeat
      const at = out / 8
      f64[at] = best
      f64[at + 1] = bestBin
      f64[at + 2] = (hasMissing ? bestLeft : bestHessian * 2 >= hessian) ? 1 : 0
      f64[at + 3] = bestGradient
      f64[at + 4] = bestHessian
      return best
    },

    bestSparseSplit(
      rows,
      count,
      bins,
      stride,
      pairs,
      _histogram,
      _scratch,
      columns,
      columnCount,
      gradient,
      hessian,
      leastHessian,
      beat,
      out,
    ) {
      const at = out / 8
      let best = beat
      for (let place = 0; place < columnCount; place += 1) {
        const column = bins + (u32[columns / 4 + place] as number)
        const gradients = new Float64Array(256)
        const hessians = new Float64Array(256)
        const used = new Uint8Array(256)
        for (let k = rows / 4; k < rows / 4 + count; k += 1) {
          const row = u32[k] as number
          const here = u8[column + row * stride] as number
          gradients[here] = (gradients[here] as number) + (f32[pairs / 4 + 2 * row] as number)
          hessians[here] = (hessians[here] as number) + (f32[pairs / 4 + 2 * row + 1] as number)
          used[here] = 1
        }
        const hasMissing = used[255] === 1
        let sumGradient = 0
        let sumHessian = 0
        let before = -1
        for (let here = 0; here < 256; here += 1) {
          if (used[here] === 0) continue
          const lastTry = here === 255
          for (let side = hasMissing && !lastTry ? 0 : 1; side < 2 && before >= 0; side += 1) {
            const leftGradient = side === 0 ? sumGradient + (gradients[255] as number) : sumGradient
            const leftHessian = side === 0 ? sumHessian + (hessians[255] as number) : sumHessian
            const rightGradient = gradient - leftGradient
            const rightHessian = hessian - leftHessian
            if (!(leftHessian >= leastHessian && rightHessian >= leastHessian)) continue
            const score = (leftGradient * leftGradient) / leftHessian + (rightGradient * rightGradient) / rightHessian
            if (score <= best) continue
            best = score
            const missingLeft = hasMissing ? side === 0 : leftHessian * 2 >= hessian
            const bin = lastTry ? 254 : (before + here - 1) >> 1
            f64.set([score, bin, missingLeft ? 1 : 0, leftGradient, leftHessian, place], at)
          }
          sumGradient += gradients[here] as number
          sumHessian += hessians[here] as number
          before = here
        }
      }
      return best
    },

    interleave(columns, apart, count, to, stride) {
      for (let i = 0; i < count; i += 1) {
        for (let k = 0; k < 4; k += 1) u8[to + i * stride + k] = u8[columns + k * apart + i] as number
      }
    },

    binDoubles(values, count, cuts, to, stride) {
      for (let i = 0; i < count; i += 1) u8[to + i * stride] = bin(f64[values / 8 + i] as number, cuts)
    },

    binFloats(values, count, cuts, to, stride) {
      for (let i = 0; i < count; i += 1) u8[to + i * stride] = bin(f32[values / 4 + i] as number, cuts)
    },
  }
}

/** e^x within [-50, 50], to 1e-14. */
function exponential(x: number): number {
  const k = x * 1.4426950408889634 + ROUNDER - ROUNDER
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10
  let sum: number = EXPONENTIAL[0]
  for (let i = 1; i < EXPONENTIAL.length; i += 1) sum = sum * r + (EXPONENTIAL[i] as number)
  return sum * (POWERS_OF_TWO[k + 100] as number)
}
