import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { snappyUncompress } from 'hyparquet'
import { UnsupportedPart } from './unsupported-part.ts'

/** Unpacks the bytes of a page. What comes out has exactly `length` bytes and a buffer of its own. @throws Error on anything else. */
export function unpackPage(packed: Uint8Array, length: number, codec: string): Uint8Array {
  const bytes = exact(unpacked(packed, length, codec))
  if (bytes.length !== length) throw new RangeError(`${bytes.length} bytes unpacked, ${length} expected`)
  return bytes
}

function unpacked(packed: Uint8Array, length: number, codec: string): Uint8Array {
  const options = { maxOutputLength: Math.max(length, 1) }
  switch (codec) {
    case 'UNCOMPRESSED':
      return packed
    case 'SNAPPY': {
      const bytes = new Uint8Array(length)
      snappyUncompress(packed, bytes)
      return bytes
    }
    case 'GZIP':
      return gunzipSync(packed, options)
    case 'BROTLI':
      return brotliDecompressSync(packed, options)
    case 'ZSTD':
      return zstdDecompressSync(packed, options)
    case 'LZ4_RAW':
      return unpackLz4(packed, length)
    case 'LZ4':
      return unpackHadoopLz4(packed, length)
    default:
      throw new UnsupportedPart(codec)
  }
}

/** Readers of values look at the whole buffer below a view, which must hold nothing but the page. */
function exact(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}

/** Older files frame each block by its lengths, unpacked and packed; some leave the frames out. */
function unpackHadoopLz4(packed: Uint8Array, length: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const whole = new Uint8Array(length)
  let [at, filled] = [0, 0]
  while (at + 8 <= packed.length && filled < length) {
    const [size, packedSize] = [view.getUint32(at), view.getUint32(at + 4)]
    if (size > length - filled || packedSize > packed.length - at - 8) return unpackLz4(packed, length)
    whole.set(unpackLz4(packed.subarray(at + 8, at + 8 + packedSize), size), filled)
    at += 8 + packedSize
    filled += size
  }
  return filled === length ? whole : unpackLz4(packed, length)
}

/** One block of LZ4: literals, then a copy of what came before, and again. */
function unpackLz4(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let [at, filled] = [0, 0]
  const more = (first: number): number => {
    let [sum, byte] = [first, 255]
    while (byte === 255) {
      byte = packed[at] ?? 0
      at += 1
      sum += byte
    }
    return sum
  }
  while (at < packed.length) {
    const token = packed[at] ?? 0
    at += 1
    const literals = token >> 4 === 15 ? more(15) : token >> 4
    bytes.set(packed.subarray(at, at + literals), filled)
    at += literals
    filled += literals
    if (at >= packed.length) break
    const back = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8)
    at += 2
    const copied = ((token & 15) === 15 ? more(15) : token & 15) + 4
    if (back === 0 || back > filled || filled + copied > length) throw new RangeError('a copy leads out of the block')
    for (let i = 0; i < copied; i += 1) bytes[filled + i] = bytes[filled + i - back] as number
    filled += copied
  }
  if (filled !== length) throw new RangeError('the block ends too early')
  return bytes
}
