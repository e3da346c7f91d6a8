// asc: --enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536
// The inner loops of growing trees, over one shared memory. plain-kernel.ts has the same in TypeScript, equal to the last bit, and
// tree-kernel.ts says what each function does.

const ROUNDER: f64 = 6755399441055744.0

export function histogramBlocks(
  rows: usize,
  count: i32,
  bins: usize,
  stride: usize,
  pairs: usize,
  histogram: usize,
  blocks: i32,
  scratch: usize,
): void {
  // A chunk's lines of bins and its gradients stay in the second-level cache while one group of features after another, whose histogram
  // (32 KB for eight) stays in the first-level one, goes over them. Each line comes from memory once.
  const lines = scratch + 16384
  for (let start = 0; start < count; start += 1024) {
    const n = <usize>min(1024, count - start)
    const first = rows + ((<usize>start) << 2)
    for (let i: usize = 0; i < n; i++) {
      const row = <usize>load<u32>(first + (i << 2))
      v128.store(scratch + (i << 4), f64x2.promote_low_f32x4(v128.load64_zero(pairs + (row << 3))))
      store<u32>(lines + (i << 2), <u32>(bins + row * stride))
    }
    let block = 0
    for (; block + 1 < blocks; block += 2) {
      // Eight features at once: where many rows share a bin, one addition waits for the last, and others fill the gap.
      const into = histogram + ((<usize>block) << 14)
      const offset = (<usize>block) << 2
      const end = scratch + (n << 4)
      let line = lines
      for (let from = scratch; from < end; from += 16) {
        const pair = v128.load(from)
        const eight = load<u64>(<usize>load<u32>(line) + offset)
        line += 4
        let at = into + ((<usize>eight & 255) << 4)
        v128.store(at, f64x2.add(v128.load(at), pair))
        at = into + (<usize>(eight >>> 4) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 4096), pair), 4096)
        at = into + (<usize>(eight >>> 12) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 8192), pair), 8192)
        at = into + (<usize>(eight >>> 20) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 12288), pair), 12288)
        at = into + (<usize>(eight >>> 28) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 16384), pair), 16384)
        at = into + (<usize>(eight >>> 36) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 20480), pair), 20480)
        at = into + (<usize>(eight >>> 44) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 24576), pair), 24576)
        at = into + (<usize>(eight >>> 52) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 28672), pair), 28672)
      }
    }
    if (block < blocks) {
      const into = histogram + ((<usize>block) << 14)
      const offset = (<usize>block) << 2
      for (let i: usize = 0; i < n; i++) {
        const pair = v128.load(scratch + (i << 4))
        const four = load<u32>(<usize>load<u32>(lines + (i << 2)) + offset)
        let at = into + ((four & 255) << 4)
        v128.store(at, f64x2.add(v128.load(at), pair))
        at = into + ((four >>> 4) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 4096), pair), 4096)
        at = into + ((four >>> 12) & 0xff0)
        v128.store(at, f64x2.add(v128.load(at, 8192), pair), 8192)
        at = into + ((four >>> 24) << 4)
        v128.store(at, f64x2.add(v128.load(at, 12288), pair), 12288)
      }
    }
  }
}

export function histogramColumns(
  rows: usize,
  count: i32,
  bins: usize,
  stride: usize,
  pairs: usize,
  histogram: usize,
  blocks: i32,
  scratch: usize,
  columns: usize,
): void {
  const lines = scratch + 16384
  for (let start = 0; start < count; start += 1024) {
    const n = <usize>min(1024, count - start)
    const first = rows + ((<usize>start) << 2)
    for (let i: usize = 0; i < n; i++) {
      const row = <usize>load<u32>(first + (i << 2))
      v128.store(scratch + (i << 4), f64x2.promote_low_f32x4(v128.load64_zero(pairs + (row << 3))))
      store<u32>(lines + (i << 2), <u32>(bins + row * stride))
    }
    for (let block = 0; block < blocks; block++) {
      const into = histogram + ((<usize>block) << 14)
      const at = columns + ((<usize>block) << 4)
      const a = <usize>load<u32>(at)
      const b = <usize>load<u32>(at, 4)
      const c = <usize>load<u32>(at, 8)
      const d = <usize>load<u32>(at, 12)
      for (let i: usize = 0; i < n; i++) {
        const pair = v128.load(scratch + (i << 4))
        const line = <usize>load<u32>(lines + (i << 2))
        let to = into + ((<usize>load<u8>(line + a)) << 4)
        v128.store(to, f64x2.add(v128.load(to), pair))
        to = into + ((<usize>load<u8>(line + b)) << 4)
        v128.store(to, f64x2.add(v128.load(to, 4096), pair), 4096)
        to = into + ((<usize>load<u8>(line + c)) << 4)
        v128.store(to, f64x2.add(v128.load(to, 8192), pair), 8192)
        to = into + ((<usize>load<u8>(line + d)) << 4)
        v128.store(to, f64x2.add(v128.load(to, 12288), pair), 12288)
      }
    }
  }
}

export function zero(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes)
}

export function addHistogram(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f64x2.add(v128.load(to + i), v128.load(from + i)))
}

export function subtractHistogram(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f64x2.sub(v128.load(to + i), v128.load(from + i)))
}

export function partition(rows: usize, count: i32, bins: usize, stride: usize, goesLeft: usize, to: usize): i32 {
  let left = to
  let right = to + ((<usize>count) << 2) - 4
  const end = rows + ((<usize>count) << 2)
  for (let at = rows; at < end; at += 4) {
    const row = load<u32>(at)
    const side = <usize>load<u8>(goesLeft + <usize>load<u8>(bins + <usize>row * stride))
    // Written to both ends, so that there is no branch to guess wrong: the end that does not move is written again by the next row.
    store<u32>(left, row)
    store<u32>(right, row)
    left += side << 2
    right -= (1 - side) << 2
  }
  return <i32>((left - to) >> 2)
}

export function addToMargins(rows: usize, count: i32, margins: usize, value: f64): void {
  const end = rows + ((<usize>count) << 2)
  for (let at = rows; at < end; at += 4) {
    const to = margins + ((<usize>load<u32>(at)) << 3)
    store<f64>(to, load<f64>(to) + value)
  }
}

export function addByBin(
  rows: usize,
  count: i32,
  bins: usize,
  stride: usize,
  goesLeft: usize,
  margins: usize,
  left: f64,
  right: f64,
): void {
  const end = rows + ((<usize>count) << 2)
  for (let at = rows; at < end; at += 4) {
    const row = <usize>load<u32>(at)
    const to = margins + (row << 3)
    store<f64>(to, load<f64>(to) + (load<u8>(goesLeft + <usize>load<u8>(bins + row * stride)) ? left : right))
  }
}

/** e^x for two numbers within [-50, 50]: x = k ln 2 + r, a Taylor polynomial in r, and k put into the exponent. */
function exponential(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(ROUNDER))
  const k = f64x2.sub(shifted, f64x2.splat(ROUNDER))
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238)))
  const r = f64x2.sub(high, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)))
  let sum = f64x2.splat(2.505210838544172e-8)
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.755731922398589e-7))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.7557319223985893e-6))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(2.48015873015873e-5))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.984126984126984e-4))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.388888888888889e-3))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(8.333333333333333e-3))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(4.1666666666666664e-2))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.16666666666666666))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.5))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1))
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1))
  return f64x2.mul(sum, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52))
}

export function logisticPairs(
  start: usize,
  end: usize,
  margins: usize,
  labels: usize,
  weights: usize,
  pairs: usize,
  rounder: f64,
  floor: f64,
): void {
  const one = f64x2.splat(1)
  const magic = f64x2.splat(rounder)
  for (let row = start; row < end; row += 2) {
    const margin = f64x2.max(f64x2.min(v128.load(margins + (row << 3)), f64x2.splat(50)), f64x2.splat(-50))
    const p = f64x2.div(one, f64x2.add(one, exponential(f64x2.neg(margin))))
    let gradient = f64x2.sub(p, v128.load(labels + (row << 3)))
    let hessian = f64x2.mul(p, f64x2.sub(one, p))
    if (weights) {
      const weight = v128.load(weights + (row << 3))
      gradient = f64x2.mul(gradient, weight)
      hessian = f64x2.mul(hessian, weight)
    }
    gradient = f64x2.sub(f64x2.add(gradient, magic), magic)
    hessian = f64x2.max(f64x2.sub(f64x2.add(hessian, magic), magic), f64x2.splat(floor))
    const low = f32x4.demote_f64x2_zero(gradient)
    const high = f32x4.demote_f64x2_zero(hessian)
    v128.store(pairs + (row << 3), v128.shuffle<f32>(low, high, 0, 4, 1, 5))
  }
}

export function squaredPairs(
  start: usize,
  end: usize,
  margins: usize,
  labels: usize,
  weights: usize,
  pairs: usize,
  rounder: f64,
  weightRounder: f64,
): void {
  for (let row = start; row < end; row++) {
    const weight: f64 = weights ? load<f64>(weights + (row << 3)) : 1
    const gradient = (load<f64>(margins + (row << 3)) - load<f64>(labels + (row << 3))) * weight
    store<f32>(pairs + (row << 3), <f32>(gradient + rounder - rounder))
    store<f32>(pairs + (row << 3), <f32>(weight + weightRounder - weightRounder), 4)
  }
}

export function largestResidual(start: usize, end: usize, margins: usize, labels: usize, weights: usize): f64 {
  let largest: f64 = 0
  for (let row = start; row < end; row++) {
    const weight: f64 = weights ? load<f64>(weights + (row << 3)) : 1
    largest = max<f64>(largest, abs<f64>((load<f64>(margins + (row << 3)) - load<f64>(labels + (row << 3))) * weight))
  }
  return largest
}

export function bestNumericSplit(
  histogram: usize,
  cutCount: i32,
  gradient: f64,
  hessian: f64,
  lambda: f64,
  leastHessian: f64,
  scoreToBeat: f64,
  out: usize,
): f64 {
  const total = f64x2(gradient, hessian)
  const penalty = f64x2.splat(lambda)
  const least = f64x2.splat(leastHessian)
  const missing = v128.load(histogram, 4080)
  const hasMissing = f64x2.extract_lane(missing, 1) > 0
  let left = f64x2.splat(0)
  let best = scoreToBeat
  let bestBin = -1
  let bestSide = 1
  for (let bin = 0; bin < cutCount; bin++) {
    left = f64x2.add(left, v128.load(histogram + ((<usize>bin) << 4)))
    let right = f64x2.sub(total, left)
    let hessians = v128.shuffle<f64>(left, right, 1, 3)
    if (v128.all_true<i64>(f64x2.ge(hessians, least))) {
      const gradients = v128.shuffle<f64>(left, right, 0, 2)
      const scores = f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(hessians, penalty))
      const score = f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1)
      if (score > best) {
        best = score
        bestBin = bin
        bestSide = 1
      }
    }
    if (hasMissing) {
      const withMissing = f64x2.add(left, missing)
      right = f64x2.sub(total, withMissing)
      hessians = v128.shuffle<f64>(withMissing, right, 1, 3)
      if (v128.all_true<i64>(f64x2.ge(hessians, least))) {
        const gradients = v128.shuffle<f64>(withMissing, right, 0, 2)
        const scores = f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(hessians, penalty))
        const score = f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1)
        if (score > best) {
          best = score
          bestBin = bin
          bestSide = 0
        }
      }
    }
  }
  if (hasMissing) {
    left = f64x2.sub(total, missing)
    const hessians = v128.shuffle<f64>(left, missing, 1, 3)
    if (v128.all_true<i64>(f64x2.ge(hessians, least))) {
      const gradients = v128.shuffle<f64>(left, missing, 0, 2)
      const scores = f64x2.div(f64x2.mul(gradients, gradients), f64x2.add(hessians, penalty))
      const score = f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1)
      if (score > best) {
        best = score
        bestBin = cutCount
        bestSide = 1
      }
    }
  }
  if (bestBin < 0) return scoreToBeat
  left = f64x2.splat(0)
  if (bestBin == cutCount) left = f64x2.sub(total, missing)
  else for (let bin = 0; bin <= bestBin; bin++) left = f64x2.add(left, v128.load(histogram + ((<usize>bin) << 4)))
  if (bestSide == 0) left = f64x2.add(left, missing)
  store<f64>(out, best)
  store<f64>(out, <f64>bestBin, 8)
  store<f64>(out, hasMissing ? (bestSide == 0 ? 1 : 0) : f64x2.extract_lane(left, 1) * 2 >= hessian ? 1 : 0, 16)
  v128.store(out, left, 24)
  return best
}

function binOf(value: f64, cuts: usize): usize {
  // Cuts are padded to 255 with infinity; eight halvings without a branch find how many are <= value.
  let at: usize = 0
  at += (<usize>(load<f64>(cuts + (at << 3), 1016) <= value)) << 7
  at += (<usize>(load<f64>(cuts + (at << 3), 504) <= value)) << 6
  at += (<usize>(load<f64>(cuts + (at << 3), 248) <= value)) << 5
  at += (<usize>(load<f64>(cuts + (at << 3), 120) <= value)) << 4
  at += (<usize>(load<f64>(cuts + (at << 3), 56) <= value)) << 3
  at += (<usize>(load<f64>(cuts + (at << 3), 24) <= value)) << 2
  at += (<usize>(load<f64>(cuts + (at << 3), 8) <= value)) << 1
  at += <usize>(load<f64>(cuts + (at << 3)) <= value)
  return at
}

export function binDoubles(values: usize, count: i32, cuts: usize, to: usize, stride: usize): void {
  const end = values + ((<usize>count) << 3)
  for (let at = values; at < end; at += 8) {
    const value = load<f64>(at)
    // A number that is not finite is missing.
    store<u8>(to, <u8>(value - value == 0 ? binOf(value, cuts) : 255))
    to += stride
  }
}

export function binFloats(values: usize, count: i32, cuts: usize, to: usize, stride: usize): void {
  const end = values + ((<usize>count) << 2)
  for (let at = values; at < end; at += 4) {
    const value = <f64>load<f32>(at)
    store<u8>(to, <u8>(value - value == 0 ? binOf(value, cuts) : 255))
    to += stride
  }
}

export function bestSparseSplit(
  rows: usize,
  count: i32,
  bins: usize,
  stride: usize,
  pairs: usize,
  histogram: usize,
  scratch: usize,
  columns: usize,
  columnCount: i32,
  gradient: f64,
  hessian: f64,
  leastHessian: f64,
  scoreToBeat: f64,
  out: usize,
): f64 {
  const lines = scratch + 16384
  const n = <usize>count
  for (let i: usize = 0; i < n; i++) {
    const row = <usize>load<u32>(rows + (i << 2))
    v128.store(scratch + (i << 4), f64x2.promote_low_f32x4(v128.load64_zero(pairs + (row << 3))))
    store<u32>(lines + (i << 2), <u32>(bins + row * stride))
  }
  const total = f64x2(gradient, hessian)
  const least = f64x2.splat(leastHessian)
  const map = histogram + 4096
  let best = scoreToBeat
  for (let place = 0; place < columnCount; place++) {
    const column = <usize>load<u32>(columns + ((<usize>place) << 2))
    // Which of the 256 bins have rows is kept in 256 bits, so that only those are looked at and cleared again.
    for (let i: usize = 0; i < n; i++) {
      const bin = <usize>load<u8>(<usize>load<u32>(lines + (i << 2)) + column)
      const at = histogram + (bin << 4)
      v128.store(at, f64x2.add(v128.load(at), v128.load(scratch + (i << 4))))
      const word = map + ((bin >> 6) << 3)
      store<u64>(word, load<u64>(word) | ((<u64>1) << (<u64>bin & 63)))
    }
    const hasMissing = load<u64>(map, 24) >>> 63 != 0
    const missing = v128.load(histogram, 4080)
    let left = f64x2.splat(0)
    let before = -1
    for (let word: usize = 0; word < 4; word++) {
      let bits = load<u64>(map + (word << 3))
      store<u64>(map + (word << 3), 0)
      while (bits != 0) {
        const bin = <i32>(((<u64>word) << 6) + ctz(bits))
        bits &= bits - 1
        const at = histogram + ((<usize>bin) << 4)
        const here = v128.load(at)
        v128.store(at, f64x2.splat(0))
        if (before >= 0) {
          // Between two bins with rows; the last try parts the present from the missing.
          const lastTry = bin == 255
          for (let side = hasMissing && !lastTry ? 0 : 1; side < 2; side++) {
            const sums = side == 0 ? f64x2.add(left, missing) : left
            const right = f64x2.sub(total, sums)
            const hessians = v128.shuffle<f64>(sums, right, 1, 3)
            if (v128.all_true<i64>(f64x2.ge(hessians, least))) {
              const gradients = v128.shuffle<f64>(sums, right, 0, 2)
              const scores = f64x2.div(f64x2.mul(gradients, gradients), hessians)
              const score = f64x2.extract_lane(scores, 0) + f64x2.extract_lane(scores, 1)
              if (score > best) {
                best = score
                store<f64>(out, score)
                store<f64>(out, <f64>(lastTry ? 254 : (before + bin - 1) >> 1), 8)
                store<f64>(out, hasMissing ? <f64>(1 - side) : f64x2.extract_lane(sums, 1) * 2 >= hessian ? 1 : 0, 16)
                v128.store(out, sums, 24)
                store<f64>(out, <f64>place, 40)
              }
            }
          }
        }
        left = f64x2.add(left, here)
        before = bin
      }
    }
  }
  return best
}

export function interleave(columns: usize, apart: usize, count: i32, to: usize, stride: usize): void {
  const end = columns + <usize>count
  for (let at = columns; at < end; at++) {
    const low = <u32>load<u8>(at) | ((<u32>load<u8>(at + apart)) << 8)
    const high = <u32>load<u8>(at + 2 * apart) | ((<u32>load<u8>(at + 3 * apart)) << 8)
    store<u32>(to, low | (high << 16))
    to += stride
  }
}
