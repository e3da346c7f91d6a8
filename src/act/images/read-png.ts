import { crc32 } from 'node:zlib'
import { broken } from './image-type.ts'
import type { ReadImage } from './image-type.ts'
import { turnOfExif } from './turn-of-exif.ts'

const HEAD = 8
/** What is seen: the image, its colours, its frames. Texts, times and places are not among them. */
const KEPT = new Set('IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP bKGD pHYs iCCP acTL fcTL fdAT'.split(' '))
/** A profile unpacks to a thousand times as much; no real one is larger. */
const MOST_PROFILE = 64 * 1024

/**
 * A PNG, chunk by chunk, each with its sum checked (W3C PNG, third edition, 5 and 11). Kept is what is seen.
 * @throws AppError `image-broken`
 */
export function readPng(bytes: Buffer): ReadImage {
  const kept: Buffer[] = [bytes.subarray(0, HEAD)]
  let size: { width: number; height: number } | null = null
  let frames = 1
  let hasPixels = false
  let at = HEAD
  for (;;) {
    if (at + 12 > bytes.length) throw broken('png', 'it ends before its end')
    const length = bytes.readUInt32BE(at)
    const end = at + 12 + length
    if (end > bytes.length) throw broken('png', 'it ends before its end')
    const name = bytes.subarray(at + 4, at + 8).toString('latin1')
    const body = bytes.subarray(at + 8, end - 4)
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw broken('png', 'the sum of a part is wrong')
    if ((name === 'IHDR') !== (size === null)) throw broken('png', 'its head is missing, or there are two')
    if (name === 'IHDR') {
      if (length !== 13) throw broken('png', 'its head is not as long as it must be')
      size = { width: body.readUInt32BE(0), height: body.readUInt32BE(4) }
    }
    if (name === 'acTL' && length >= 4) frames = Math.max(1, body.readUInt32BE(0))
    if (name === 'IDAT') hasPixels = true
    if (name === 'eXIf') {
      const turn = turnOfExif(body)
      if (turn !== null) kept.push(chunk(name, turn))
    } else if (KEPT.has(name) && (name !== 'iCCP' || length <= MOST_PROFILE)) kept.push(bytes.subarray(at, end))
    at = end
    if (name === 'IEND') break
  }
  if (size === null || !hasPixels) throw broken('png', 'there is no picture in it')
  return { ...size, frames, bytes: Buffer.concat(kept) }
}

function chunk(name: string, body: Buffer): Buffer {
  const made = Buffer.alloc(12 + body.length)
  made.writeUInt32BE(body.length, 0)
  made.write(name, 4, 'latin1')
  body.copy(made, 8)
  made.writeUInt32BE(crc32(made.subarray(4, 8 + body.length)), 8 + body.length)
  return made
}
