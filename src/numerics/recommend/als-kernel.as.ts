// asc: --enable simd,relaxed-simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536
// The inner loops of alternating least squares, four vectors at a time; als-kernel.ts has the same in plain TypeScript.

const NEGLIGIBLE: f32 = 1e-20

/** out = sum of v v' over `count` vectors, by tiles of 4 x 8 that stay in registers while all vectors pass. */
export function gram(out: usize, vectors: usize, count: i32, width: i32): void {
  const bytes = (<usize>width) << 2
  const end = vectors + <usize>count * bytes
  for (let i = 0; i < width; i += 4) {
    for (let j = i & ~7; j < width; j += 8) {
      let a0 = f32x4.splat(0),
        a1 = a0,
        b0 = a0,
        b1 = a0,
        c0 = a0,
        c1 = a0,
        d0 = a0,
        d1 = a0
      const left = (<usize>i) << 2
      const top = (<usize>j) << 2
      for (let v = vectors; v < end; v += bytes) {
        const u = v128.load(v + top)
        const w = v128.load(v + top, 16)
        let s = v128.load32_splat(v + left)
        a0 = f32x4.relaxed_madd(s, u, a0)
        a1 = f32x4.relaxed_madd(s, w, a1)
        s = v128.load32_splat(v + left, 4)
        b0 = f32x4.relaxed_madd(s, u, b0)
        b1 = f32x4.relaxed_madd(s, w, b1)
        s = v128.load32_splat(v + left, 8)
        c0 = f32x4.relaxed_madd(s, u, c0)
        c1 = f32x4.relaxed_madd(s, w, c1)
        s = v128.load32_splat(v + left, 12)
        d0 = f32x4.relaxed_madd(s, u, d0)
        d1 = f32x4.relaxed_madd(s, w, d1)
      }
      let at = out + <usize>i * bytes + top
      v128.store(at, a0)
      v128.store(at, a1, 16)
      at += bytes
      v128.store(at, b0)
      v128.store(at, b1, 16)
      at += bytes
      v128.store(at, c0)
      v128.store(at, c1, 16)
      at += bytes
      v128.store(at, d0)
      v128.store(at, d1, 16)
    }
  }
  // The lower triangle is the mirror of the upper one.
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < i; j += 1) f32.store(out + <usize>(i * width + j) * 4, f32.load(out + <usize>(j * width + i) * 4))
  }
}

/** As AlsKernel.solve says. */
export function solve(
  from: i32,
  to: i32,
  offsets: usize,
  indices: usize,
  values: usize,
  own: usize,
  others: usize,
  gramAt: usize,
  width: i32,
  steps: i32,
  alpha: f32,
  scratch: usize,
): void {
  const bytes = (<usize>width) << 2
  const direction = scratch
  const residual = scratch + bytes
  const image = residual + bytes
  const zeros = image + bytes
  memory.fill(zeros, 0, bytes)
  for (let row = from; row < to; row += 1) {
    const x = own + <usize>row * bytes
    const start = i32.load(offsets + ((<usize>row) << 2))
    const end = i32.load(offsets + ((<usize>row) << 2), 4)
    if (start == end) {
      memory.fill(x, 0, bytes)
      continue
    }
    // residual = sum (1 + alpha s (1 - y . x)) y - gram x
    multiplyGram(gramAt, x, residual, width)
    for (let k: usize = 0; k < bytes; k += 16) v128.store(residual + k, f32x4.neg(v128.load(residual + k)))
    addEntries(indices, values, start, end, others, bytes, x, residual, alpha, zeros, true)
    memory.copy(direction, residual, bytes)
    let square = dot(residual, residual, bytes)
    for (let step = 0; step < steps; step += 1) {
      if (!(square > NEGLIGIBLE)) break
      multiplyGram(gramAt, direction, image, width)
      addEntries(indices, values, start, end, others, bytes, direction, image, alpha, zeros, false)
      const length = square / dot(direction, image, bytes)
      const forward = f32x4.splat(length)
      const back = f32x4.splat(-length)
      let sum = f32x4.splat(0)
      for (let k: usize = 0; k < bytes; k += 16) {
        v128.store(x + k, f32x4.relaxed_madd(forward, v128.load(direction + k), v128.load(x + k)))
        const rest = f32x4.relaxed_madd(back, v128.load(image + k), v128.load(residual + k))
        v128.store(residual + k, rest)
        sum = f32x4.relaxed_madd(rest, rest, sum)
      }
      const next = sumOf(sum)
      const ratio = f32x4.splat(next / square)
      for (let k: usize = 0; k < bytes; k += 16) {
        v128.store(direction + k, f32x4.relaxed_madd(ratio, v128.load(direction + k), v128.load(residual + k)))
      }
      square = next
    }
  }
}

/** out = gram vector; the rows of a symmetric matrix are its columns. */
function multiplyGram(gramAt: usize, vector: usize, out: usize, width: i32): void {
  const bytes = (<usize>width) << 2
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = gramAt + i * <usize>width
    v128.store(out + i, dot4(at, at + bytes, at + 2 * bytes, at + 3 * bytes, vector, bytes))
  }
}

/** out += sum c y over entries: c = alpha s (y . vector), or with `right` 1 + alpha s (1 - y . vector). Fewer than four entries are filled up with zeros. */
function addEntries(
  indices: usize,
  values: usize,
  start: i32,
  end: i32,
  others: usize,
  bytes: usize,
  vector: usize,
  out: usize,
  alpha: f32,
  zeros: usize,
  right: bool,
): void {
  const one = f32x4.splat(1)
  const scale = f32x4.splat(alpha)
  for (let e = start; e < end; e += 4) {
    const left = end - e
    const index = indices + ((<usize>e) << 2)
    const value = values + ((<usize>e) << 2)
    const y0 = others + <usize>i32.load(index) * bytes
    const y1 = left > 1 ? others + <usize>i32.load(index, 4) * bytes : zeros
    const y2 = left > 2 ? others + <usize>i32.load(index, 8) * bytes : zeros
    const y3 = left > 3 ? others + <usize>i32.load(index, 12) * bytes : zeros
    const strength = f32x4.mul(v128.load(value), scale)
    const dots = dot4(y0, y1, y2, y3, vector, bytes)
    const c = right ? f32x4.add(one, f32x4.mul(strength, f32x4.sub(one, dots))) : f32x4.mul(strength, dots)
    const c0 = i8x16.shuffle(c, c, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3)
    const c1 = i8x16.shuffle(c, c, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7)
    const c2 = i8x16.shuffle(c, c, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11)
    const c3 = i8x16.shuffle(c, c, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15)
    for (let k: usize = 0; k < bytes; k += 32) {
      let low = v128.load(out + k)
      let high = v128.load(out + k, 16)
      low = f32x4.relaxed_madd(c0, v128.load(y0 + k), low)
      high = f32x4.relaxed_madd(c0, v128.load(y0 + k, 16), high)
      low = f32x4.relaxed_madd(c1, v128.load(y1 + k), low)
      high = f32x4.relaxed_madd(c1, v128.load(y1 + k, 16), high)
      low = f32x4.relaxed_madd(c2, v128.load(y2 + k), low)
      high = f32x4.relaxed_madd(c2, v128.load(y2 + k, 16), high)
      low = f32x4.relaxed_madd(c3, v128.load(y3 + k), low)
      high = f32x4.relaxed_madd(c3, v128.load(y3 + k, 16), high)
      v128.store(out + k, low)
      v128.store(out + k, high, 16)
    }
  }
}

/** The products of four vectors with one, in four lanes. */
function dot4(a: usize, b: usize, c: usize, d: usize, vector: usize, bytes: usize): v128 {
  let a0 = f32x4.splat(0),
    a1 = a0,
    b0 = a0,
    b1 = a0,
    c0 = a0,
    c1 = a0,
    d0 = a0,
    d1 = a0
  for (let k: usize = 0; k < bytes; k += 32) {
    const low = v128.load(vector + k)
    const high = v128.load(vector + k, 16)
    a0 = f32x4.relaxed_madd(low, v128.load(a + k), a0)
    a1 = f32x4.relaxed_madd(high, v128.load(a + k, 16), a1)
    b0 = f32x4.relaxed_madd(low, v128.load(b + k), b0)
    b1 = f32x4.relaxed_madd(high, v128.load(b + k, 16), b1)
    c0 = f32x4.relaxed_madd(low, v128.load(c + k), c0)
    c1 = f32x4.relaxed_madd(high, v128.load(c + k, 16), c1)
    d0 = f32x4.relaxed_madd(low, v128.load(d + k), d0)
    d1 = f32x4.relaxed_madd(high, v128.load(d + k, 16), d1)
  }
  a0 = f32x4.add(a0, a1)
  b0 = f32x4.add(b0, b1)
  c0 = f32x4.add(c0, c1)
  d0 = f32x4.add(d0, d1)
  // Four rows turned into four columns, then added: lane k is the sum of row k.
  const p = i8x16.shuffle(a0, b0, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23)
  const q = i8x16.shuffle(a0, b0, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31)
  const r = i8x16.shuffle(c0, d0, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23)
  const s = i8x16.shuffle(c0, d0, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31)
  const pq = f32x4.add(p, q)
  const rs = f32x4.add(r, s)
  const even = i8x16.shuffle(pq, rs, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
  const odd = i8x16.shuffle(pq, rs, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
  return f32x4.add(even, odd)
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let k: usize = 0; k < bytes; k += 16) sum = f32x4.relaxed_madd(v128.load(a + k), v128.load(b + k), sum)
  return sumOf(sum)
}

function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}
