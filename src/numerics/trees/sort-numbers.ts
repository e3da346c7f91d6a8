/**
 * Sorts finite numbers ascending, in place; about five times as fast as TypedArray.sort above some thousand. Radix sort on the 64 bits as
 * four digits of 16 (Knuth, The Art of Computer Programming 3, 5.2.5), with the sign flipped so that the bits sort like the numbers.
 * Digits equal in all numbers, such as the low ones of integers, are skipped.
 */
export function sortNumbers(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  if (values.length < 4096) return values.sort()
  const n = values.length
  let words = new Uint32Array(values.buffer, values.byteOffset, 2 * n)
  let spare = new Uint32Array(2 * n)
  for (let i = 0; i < n; i += 1) {
    const high = words[2 * i + 1] as number
    if (high >>> 31 === 1) {
      words[2 * i] = ~(words[2 * i] as number)
      words[2 * i + 1] = ~high
    } else words[2 * i + 1] = high ^ 0x8000_0000
  }
  const places = new Uint32Array(65_536)
  for (let digit = 0; digit < 4; digit += 1) {
    const half = digit >> 1
    const shift = 16 * (digit & 1)
    places.fill(0)
    for (let i = 0; i < n; i += 1) {
      const key = ((words[2 * i + half] as number) >>> shift) & 0xffff
      places[key] = (places[key] as number) + 1
    }
    if (places[((words[half] as number) >>> shift) & 0xffff] === n) continue
    let place = 0
    for (let key = 0; key < 65_536; key += 1) {
      const count = places[key] as number
      places[key] = place
      place += count
    }
    for (let i = 0; i < n; i += 1) {
      const low = words[2 * i] as number
      const high = words[2 * i + 1] as number
      const key = ((half === 0 ? low : high) >>> shift) & 0xffff
      const to = places[key] as number
      places[key] = to + 1
      spare[2 * to] = low
      spare[2 * to + 1] = high
    }
    const held = words
    words = spare
    spare = held
  }
  for (let i = 0; i < n; i += 1) {
    const high = words[2 * i + 1] as number
    if (high >>> 31 === 0) {
      words[2 * i] = ~(words[2 * i] as number)
      words[2 * i + 1] = ~high
    } else words[2 * i + 1] = high ^ 0x8000_0000
  }
  const sorted = new Float64Array(words.buffer, words.byteOffset, n)
  if (sorted.buffer !== values.buffer) values.set(sorted)
  return values
}
