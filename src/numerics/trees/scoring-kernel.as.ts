// asc: --enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536
// Runs many rows of bins through many trees; scoring-program.ts says how nodes and rows are laid out.

/** Makes rows twice as long: the bins, and the same with missing (255) as 0, so that a node can choose how it sees missing values. */
export function doubleRows(bins: usize, count: i32, stride: usize, to: usize): void {
  for (let row = 0; row < count; row++) {
    for (let i: usize = 0; i < stride; i += 4) {
      const four = load<u32>(bins + i)
      store<u32>(to + i, four)
      // Bytes that are 255 become 0: the carry-free test for a zero byte of the complement.
      const zero = ~four
      const found = ~(((zero & 0x7f7f7f7f) + 0x7f7f7f7f) | zero | 0x7f7f7f7f)
      store<u32>(to + stride + i, four & ~((found >>> 7) * 255))
    }
    bins += stride
    to += stride + stride
  }
}

function step(node: usize, line: usize): usize {
  const what = load<u64>(node)
  const bin = <u32>load<u8>(line + <usize>(what & 0xffff))
  return <usize>(what >>> 32) + ((<usize>(bin >= <u32>((what >>> 16) & 0xffff))) << 3)
}

export function addTrees(
  rows: usize,
  count: i32,
  stride: usize,
  margins: usize,
  roots: usize,
  depths: usize,
  trees: i32,
  valuesFromNodes: usize,
): void {
  // 128 rows stay in the first-level cache while all trees go by; eight rows at a time hide the wait of each for its next node.
  for (let from = 0; from < count; from += 128) {
    const to = min(from + 128, count)
    for (let tree = 0; tree < trees; tree++) {
      const root = <usize>load<u32>(roots + ((<usize>tree) << 2))
      const depth = load<i32>(depths + ((<usize>tree) << 2))
      for (let row = from; row < to; row += 8) {
        const a = rows + <usize>row * stride
        const b = a + stride
        const c = b + stride
        const d = c + stride
        const e = d + stride
        const f = e + stride
        const g = f + stride
        const h = g + stride
        let at = root
        let bt = root
        let ct = root
        let dt = root
        let et = root
        let ft = root
        let gt = root
        let ht = root
        for (let level = 0; level < depth; level++) {
          at = step(at, a)
          bt = step(bt, b)
          ct = step(ct, c)
          dt = step(dt, d)
          et = step(et, e)
          ft = step(ft, f)
          gt = step(gt, g)
          ht = step(ht, h)
        }
        const into = margins + ((<usize>row) << 3)
        store<f64>(into, load<f64>(into) + load<f64>(at + valuesFromNodes))
        store<f64>(into, load<f64>(into, 8) + load<f64>(bt + valuesFromNodes), 8)
        store<f64>(into, load<f64>(into, 16) + load<f64>(ct + valuesFromNodes), 16)
        store<f64>(into, load<f64>(into, 24) + load<f64>(dt + valuesFromNodes), 24)
        store<f64>(into, load<f64>(into, 32) + load<f64>(et + valuesFromNodes), 32)
        store<f64>(into, load<f64>(into, 40) + load<f64>(ft + valuesFromNodes), 40)
        store<f64>(into, load<f64>(into, 48) + load<f64>(gt + valuesFromNodes), 48)
        store<f64>(into, load<f64>(into, 56) + load<f64>(ht + valuesFromNodes), 56)
      }
    }
  }
}
