import { broken } from './image-type.ts'
import type { ReadImage } from './image-type.ts'
import { turnOfExif } from './turn-of-exif.ts'

const HEAD = 12
const KEPT = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'])
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04]

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * A WebP, chunk by chunk (RFC 9649, 2). Kept are its frames, its colour profile and how it is turned.
 * @throws AppError `image-broken`
 */
export function readWebp(bytes: Buffer): ReadImage {
  const whole = bytes.readUInt32LE(4) + 8
  if (whole > bytes.length) throw cutOff()
  const kept: Buffer[] = []
  let canvas: Size | null = null
  let still: Size | null = null
  let head: Buffer | null = null
  let turn: Buffer | null = null
  let frames = 0
  for (let at = HEAD; at < whole;) {
    if (at + 8 > whole) throw cutOff()
    const name = bytes.subarray(at, at + 4).toString('latin1')
    const length = bytes.readUInt32LE(at + 4)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (at + 8 + length > whole) throw cutOff()
    if (name === 'VP8X') {
      if (length < 10 || at !== HEAD) throw broken('webp', 'its head is not where or as long as it must be')
      canvas = { width: body.readUIntLE(4, 3) + 1, height: body.readUIntLE(7, 3) + 1 }
      head = Buffer.from(body)
    }
    if (name === 'VP8 ') still = lossySize(body)
    if (name === 'VP8L') still = losslessSize(body)
    if (name === 'ANMF') {
      if (canvas === null || length < 16) throw broken('webp', 'a frame of it has no size')
      const frame = { width: body.readUIntLE(6, 3) + 1, height: body.readUIntLE(9, 3) + 1 }
      if (body.readUIntLE(0, 3) * 2 + frame.width > canvas.width || body.readUIntLE(3, 3) * 2 + frame.height > canvas.height) {
        throw broken('webp', 'a frame of it is larger than the image')
      }
      frames += 1
    }
    if (name === 'EXIF') turn = turnOfExif(withoutName(body))
    if (KEPT.has(name) && name !== 'VP8X') kept.push(chunk(name, body))
    at += 8 + length + (length % 2)
  }
  if (still === null && frames === 0) throw broken('webp', 'there is no picture in it')
  if (canvas !== null && still !== null && (canvas.width !== still.width || canvas.height !== still.height)) {
    throw broken('webp', 'its head and its picture speak of different sizes')
  }
  const size = canvas ?? still
  if (size === null) throw cutOff()
  if (head !== null) {
    head.writeUInt8(((head[0] ?? 0) & ~(HAS_EXIF | HAS_XMP)) | (turn === null ? 0 : HAS_EXIF), 0)
    kept.unshift(chunk('VP8X', head))
    if (turn !== null) kept.push(chunk('EXIF', turn))
  }
  const made = Buffer.concat(kept)
  const riff = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  riff.writeUInt32LE(4 + made.length, 4)
  return { ...size, frames: Math.max(1, frames), bytes: Buffer.concat([riff, made]) }
}

/** RFC 6386, 9.1: a key frame, its start code, then 14 bits each. */
function lossySize(body: Buffer): Size {
  if (body.length < 10 || ((body[0] ?? 1) & 1) !== 0 || body.readUIntBE(3, 3) !== 0x9d_01_2a)
    throw broken('webp', 'its picture has no head')
  return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff }
}

function losslessSize(body: Buffer): Size {
  if (body.length < 5 || body[0] !== 0x2f) throw broken('webp', 'its picture has no head')
  const bits = body.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** Some programs write the letters of JPEG before it. */
function withoutName(body: Buffer): Buffer {
  return body.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? body.subarray(6) : body
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 0, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, ...(body.length % 2 === 0 ? [] : [Buffer.of(0)])])
}

function cutOff() {
  return broken('webp', 'it ends before its end')
}
