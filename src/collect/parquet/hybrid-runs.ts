/** Beyond these bits an index into a dictionary points farther than any dictionary reaches. */
const MOST_BITS = 24

/**
 * Reads `count` small numbers of `width` bits each from the hybrid of repeated and packed values that Parquet keeps levels and indexes in. What is
 * written never exceeds `count`, whatever the lengths in the file say.
 *
 * @throws RangeError where the bytes end too early.
 */
export function readHybrid(bytes: Uint8Array, from: number, width: number, count: number): Int32Array {
  if (width > MOST_BITS) throw new RangeError(`${width} bits`)
  const numbers = new Int32Array(count)
  if (width === 0) return numbers
  let [at, filled] = [from, 0]
  while (filled < count) {
    let [header, shift, byte] = [0, 0, 128]
    while (byte >= 128) {
      byte = byteAt(bytes, at)
      at += 1
      header |= (byte & 127) << shift
      shift += 7
    }
    const times = header >>> 1
    if ((header & 1) === 0) {
      let value = 0
      for (let bit = 0; bit < width; bit += 8, at += 1) value |= byteAt(bytes, at) << bit
      const end = Math.min(filled + times, count)
      numbers.fill(value, filled, end)
      filled = end
      continue
    }
    const start = at
    const mask = (1 << width) - 1
    const end = Math.min(filled + times * 8, count)
    let [bits, held] = [0, 0]
    for (; filled < end; filled += 1) {
      while (held < width) {
        bits |= byteAt(bytes, at) << held
        at += 1
        held += 8
      }
      numbers[filled] = bits & mask
      bits >>>= width
      held -= width
    }
    at = start + times * width
  }
  return numbers
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw new RangeError('the bytes end too early')
  return byte
}
