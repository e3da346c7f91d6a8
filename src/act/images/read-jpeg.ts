import { broken } from './image-type.ts'
import type { ReadImage } from './image-type.ts'
import { turnOfExif } from './turn-of-exif.ts'

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14, COM] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee, 0xfe]

/**
 * A JPEG from its first to its last marker (ITU-T T.81, annex B). Kept are the image itself, its colour profile, and how it is turned; everything else that the
 * application segments say goes, such as where it was taken (Exif, XMP, IPTC), comments, and what stands after the end.
 * @throws AppError `image-broken`
 */
export function readJpeg(bytes: Buffer): ReadImage {
  const kept: Buffer[] = [Buffer.of(0xff, SOI)]
  let size: { width: number; height: number } | null = null
  let turn: Buffer | null = null
  let hasScan = false
  let at = 2
  for (;;) {
    const marker = markerAt(bytes, at)
    at = marker.end
    if (marker.code === EOI) break
    if (at + 2 > bytes.length) throw cutOff()
    const length = bytes.readUInt16BE(at)
    if (length < 2 || at + length > bytes.length) throw cutOff()
    const body = bytes.subarray(at + 2, at + length)
    const segment = Buffer.concat([Buffer.of(0xff, marker.code), bytes.subarray(at, at + length)])
    at += length
    if (isFrame(marker.code)) {
      if (size !== null) throw broken('jpg', 'it has more than one frame')
      if (body.length < 6) throw cutOff()
      size = { height: body.readUInt16BE(1), width: body.readUInt16BE(3) }
    }
    if (marker.code === APP1 && body.subarray(0, 6).toString('latin1') === 'Exif\0\0') turn ??= turnOfExif(body.subarray(6))
    if (isKept(marker.code, body)) kept.push(segment)
    if (marker.code === SOS) {
      if (size === null) throw broken('jpg', 'its pixels come before its size')
      hasScan = true
      const end = endOfScan(bytes, at)
      kept.push(bytes.subarray(at, end))
      at = end
    }
  }
  if (size === null || !hasScan) throw broken('jpg', 'there is no picture in it')
  kept.push(Buffer.of(0xff, EOI))
  if (turn !== null) kept.splice(1, 0, exifSegment(turn))
  return { ...size, frames: 1, bytes: Buffer.concat(kept) }
}

function markerAt(bytes: Buffer, from: number): { readonly code: number; readonly end: number } {
  if (from >= bytes.length) throw cutOff()
  if (bytes[from] !== 0xff) throw broken('jpg', 'a part of it does not begin where the one before ends')
  let at = from
  while (bytes[at] === 0xff) at += 1
  const code = bytes[at]
  if (code === undefined) throw cutOff()
  if (code < 0xc0 || (code >= 0xd0 && code <= SOI)) throw broken('jpg', 'a part of it is of no known kind')
  return { code, end: at + 1 }
}

/** SOF0 to SOF15, without the tables and the extension that lie among them. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc
}

function isKept(code: number, body: Buffer): boolean {
  if (code === COM) return false
  if (code < APP0 || code > 0xef) return true
  const begins = (name: string): boolean => body.subarray(0, name.length).toString('latin1') === name
  if (code === APP0) return begins('JFIF\0')
  if (code === APP2) return begins('ICC_PROFILE\0')
  // Without it the colours of some files are inverted.
  return code === APP14 && begins('Adobe')
}

/** Where the next marker is that is no part of the scan: no stuffed byte and no restart. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    at = bytes.indexOf(0xff, at)
    const next = at === -1 ? undefined : bytes[at + 1]
    if (next === undefined) throw cutOff()
    if (next === 0xff) at += 1
    else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2
    else return at
  }
}

function exifSegment(tiff: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(0xff00 + APP1, 0)
  head.writeUInt16BE(2 + 6 + tiff.length, 2)
  return Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff])
}

function cutOff() {
  return broken('jpg', 'it ends before its end')
}
