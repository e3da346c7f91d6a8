import { crc32, deflateSync } from 'node:zlib'

// Images made by hand, byte by byte, so that tests can say what stands where.

export function pngChunk(name: string, body: Buffer): Buffer {
  const made = Buffer.alloc(12 + body.length)
  made.writeUInt32BE(body.length, 0)
  made.write(name, 4, 'latin1')
  body.copy(made, 8)
  made.writeUInt32BE(crc32(made.subarray(4, 8 + body.length)), 8 + body.length)
  return made
}

/** Of one grey; `more` stands between its head and its pixels. A size above 2,000 has no pixels of its own. */
export function smallPng(width = 8, height = 6, more: readonly Buffer[] = [], grey = 0x80): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.writeUInt8(8, 8)
  const isLarge = width > 2_000 || height > 2_000
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(isLarge ? 1 : width, grey)])
  const rows = Buffer.concat(Array.from({ length: isLarge ? 1 : height }, () => row))
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'),
    pngChunk('IHDR', head),
    ...more,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

export function jpegSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0)
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** The structure of one, with a scan that holds a stuffed byte and a restart; `more` stands behind its beginning. */
export function smallJpeg(width = 8, height = 6, more: readonly Buffer[] = []): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...more,
    jpegSegment(0xdb, Buffer.alloc(65, 1)),
    jpegSegment(0xc0, frame),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    Buffer.of(0xff, 0xd9),
  ])
}

/** A TIFF that says how an image is turned, and where and by what it was taken. */
export function exifTiff(turn: number, place = 'GPS 31.2304 N 121.4737 E'): Buffer {
  const made = Buffer.alloc(8 + 2 + 12 * 2 + 4 + place.length)
  made.write('II*\0', 0, 'latin1')
  made.writeUInt32LE(8, 4)
  made.writeUInt16LE(2, 8)
  made.writeUInt16LE(0x0112, 10)
  made.writeUInt16LE(3, 12)
  made.writeUInt32LE(1, 14)
  made.writeUInt16LE(turn, 18)
  made.writeUInt16LE(0x010f, 22)
  made.writeUInt16LE(2, 24)
  made.writeUInt32LE(place.length, 26)
  made.writeUInt32LE(38, 30)
  made.write(place, 38, 'latin1')
  return made
}

export function exifSegment(turn: number, place?: string): Buffer {
  return jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifTiff(turn, place)]))
}

/** `frames` frames of two colours; `more` stands before the first. */
export function smallGif(width = 8, height = 6, frames = 1, more: readonly Buffer[] = []): Buffer {
  const head = Buffer.alloc(7)
  head.writeUInt16LE(width, 0)
  head.writeUInt16LE(height, 2)
  head.writeUInt8(0x80, 4)
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0x44, 0x01, 0])
  frame.writeUInt16LE(width, 5)
  frame.writeUInt16LE(height, 7)
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    head,
    Buffer.from([0, 0, 0, 255, 255, 255]),
    ...more,
    ...Array.from({ length: frames }, () => frame),
    Buffer.of(0x3b),
  ])
}

export function webpChunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 0, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, ...(body.length % 2 === 0 ? [] : [Buffer.of(0)])])
}

export function webpOf(chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat(chunks)
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return Buffer.concat([head, body])
}

export function webpCanvas(width: number, height: number, flags = 0): Buffer {
  const body = Buffer.alloc(10)
  body.writeUInt8(flags, 0)
  body.writeUIntLE(width - 1, 4, 3)
  body.writeUIntLE(height - 1, 7, 3)
  return webpChunk('VP8X', body)
}

/** The head of a lossy picture, and a few bytes in place of its pixels. */
export function webpLossy(width = 8, height = 6): Buffer {
  const body = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0, 1, 2])
  body.writeUInt16LE(width, 6)
  body.writeUInt16LE(height, 8)
  return webpChunk('VP8 ', body)
}
