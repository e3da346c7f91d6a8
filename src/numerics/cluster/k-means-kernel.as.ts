// asc: --enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536
// The inner loops of k-means over one shared memory. k-means-kernel.ts says what each function does and has the same in TypeScript, equal to
// the last bit.

function squared(a: usize, b: usize, bytes: usize): f64 {
  let gap = f64x2.sub(v128.load(a), v128.load(b))
  let sum = f64x2.mul(gap, gap)
  for (let j: usize = 16; j < bytes; j += 16) {
    gap = f64x2.sub(v128.load(a + j), v128.load(b + j))
    sum = f64x2.add(sum, f64x2.mul(gap, gap))
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

function addTo(sum: usize, point: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) v128.store(sum + j, f64x2.add(v128.load(sum + j), v128.load(point + j)))
}

function takeFrom(sum: usize, point: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) v128.store(sum + j, f64x2.sub(v128.load(sum + j), v128.load(point + j)))
}

export function potential(points: usize, count: i32, width: i32, centre: usize, nearest: usize): f64 {
  const bytes = (<usize>width) << 3
  let total: f64 = 0
  for (let i = 0; i < count; i++) {
    total += min<f64>(load<f64>(nearest), squared(points, centre, bytes))
    points += bytes
    nearest += 8
  }
  return total
}

export function approach(points: usize, count: i32, width: i32, centre: usize, nearest: usize): f64 {
  const bytes = (<usize>width) << 3
  let total: f64 = 0
  for (let i = 0; i < count; i++) {
    const closer = min<f64>(load<f64>(nearest), squared(points, centre, bytes))
    store<f64>(nearest, closer)
    total += closer
    points += bytes
    nearest += 8
  }
  return total
}

export function draw(nearest: usize, count: i32, target: f64): i32 {
  let last = -1
  for (let i = 0; i < count; i++) {
    const share = load<f64>(nearest)
    nearest += 8
    if (share <= 0) continue
    last = i
    target -= share
    if (target < 0) return i
  }
  return last
}

export function assign(
  points: usize,
  count: i32,
  width: i32,
  k: i32,
  centres: usize,
  labels: usize,
  upper: usize,
  lower: usize,
  half: usize,
  moved: usize,
  drop: usize,
  sums: usize,
  counts: usize,
): i32 {
  const bytes = (<usize>width) << 3
  let changes = 0
  for (let i = 0; i < count; i++, points += bytes, labels += 4, upper += 8, lower += 8) {
    const own = load<i32>(labels)
    const ownAt = (<usize>own) << 3
    let far = load<f64>(upper) + load<f64>(moved + ownAt)
    const near = load<f64>(lower) - load<f64>(drop + ownAt)
    const bound = max<f64>(near, load<f64>(half + ownAt))
    if (far < bound) {
      store<f64>(upper, far)
      store<f64>(lower, near)
      continue
    }
    if (own < k) {
      far = sqrt<f64>(squared(points, centres + <usize>own * bytes, bytes))
      if (far < bound) {
        store<f64>(upper, far)
        store<f64>(lower, near)
        continue
      }
    }
    // Without branches, since which centre is nearer is anybody's guess: both lanes hold the same distance.
    let chosen = i64x2.splat(0)
    let number = i64x2.splat(0)
    let least = f64x2.splat(Infinity)
    let second = f64x2.splat(Infinity)
    let centre = centres
    if (width == 8) {
      const a = v128.load(points)
      const b = v128.load(points, 16)
      const d = v128.load(points, 32)
      const e = v128.load(points, 48)
      for (let c = 0; c < k; c++, centre += 64) {
        let gap = f64x2.sub(a, v128.load(centre))
        let sum = f64x2.mul(gap, gap)
        gap = f64x2.sub(b, v128.load(centre, 16))
        sum = f64x2.add(sum, f64x2.mul(gap, gap))
        gap = f64x2.sub(d, v128.load(centre, 32))
        sum = f64x2.add(sum, f64x2.mul(gap, gap))
        gap = f64x2.sub(e, v128.load(centre, 48))
        sum = f64x2.add(sum, f64x2.mul(gap, gap))
        const distance = f64x2.add(sum, i64x2.shuffle(sum, sum, 1, 0))
        chosen = v128.bitselect(number, chosen, f64x2.lt(distance, least))
        second = f64x2.pmin(second, f64x2.pmax(least, distance))
        least = f64x2.pmin(least, distance)
        number = i64x2.add(number, i64x2.splat(1))
      }
    } else {
      for (let c = 0; c < k; c++, centre += bytes) {
        const distance = f64x2.splat(squared(points, centre, bytes))
        chosen = v128.bitselect(number, chosen, f64x2.lt(distance, least))
        second = f64x2.pmin(second, f64x2.pmax(least, distance))
        least = f64x2.pmin(least, distance)
        number = i64x2.add(number, i64x2.splat(1))
      }
    }
    const best = <i32>i64x2.extract_lane(chosen, 0)
    v128.store64_lane(upper, f64x2.sqrt(least), 0)
    v128.store64_lane(lower, f64x2.sqrt(second), 0)
    if (best == own) continue
    changes++
    store<i32>(labels, best)
    const bestAt = (<usize>best) << 3
    store<f64>(counts + bestAt, load<f64>(counts + bestAt) + 1)
    addTo(sums + <usize>best * bytes, points, bytes)
    if (own < k) {
      store<f64>(counts + ownAt, load<f64>(counts + ownAt) - 1)
      takeFrom(sums + <usize>own * bytes, points, bytes)
    }
  }
  return changes
}

export function inertia(points: usize, count: i32, width: i32, centres: usize, labels: usize): f64 {
  const bytes = (<usize>width) << 3
  let total: f64 = 0
  for (let i = 0; i < count; i++, points += bytes, labels += 4) {
    total += squared(points, centres + <usize>load<i32>(labels) * bytes, bytes)
  }
  return total
}
