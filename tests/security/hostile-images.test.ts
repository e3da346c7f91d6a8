import { expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { MOST_IMAGE_BYTES, readImageFile } from '#act/images/image-file.ts'
import { jpegSegment, pngChunk, smallGif, smallJpeg, smallPng, webpCanvas, webpChunk, webpLossy, webpOf } from '../support/small-images.ts'

// Uploads that are images and something else, or that cost more to read than their sender paid for sending.

const SCRIPT = '<script>fetch("/api/v1/users")</script>'
const script = Buffer.from(SCRIPT, 'latin1')
const full = (part: Buffer, around: number): Buffer[] =>
  Array.from({ length: Math.floor((MOST_IMAGE_BYTES - around) / part.length) }, () => part)
const outcome = (bytes: Buffer): string => {
  try {
    return readImageFile(bytes).type
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code
  }
}

test.each([
  ['PNG with a page in a text', smallPng(8, 6, [pngChunk('tEXt', Buffer.concat([Buffer.from('x\0'), script]))])],
  ['PNG with a page in a chunk of its own', smallPng(8, 6, [pngChunk('huHu', script)])],
  ['PNG and a page behind it', Buffer.concat([smallPng(), script])],
  ['JPEG with a page in a comment', smallJpeg(8, 6, [jpegSegment(0xfe, script)])],
  ['JPEG with a page in place of JFIF', smallJpeg(8, 6, [jpegSegment(0xe0, script)])],
  ['JPEG and an archive behind it', Buffer.concat([smallJpeg(), Buffer.from('PK\u0003\u0004'), script])],
  ['GIF with a page in a comment', smallGif(8, 6, 1, [Buffer.concat([Buffer.of(0x21, 0xfe, script.length), script, Buffer.of(0)])])],
  ['GIF and a page behind it', Buffer.concat([smallGif(), script])],
  ['WebP with a page in a chunk', webpOf([webpCanvas(8, 6), webpLossy(), webpChunk('XMP ', script), webpChunk('huHu', script)])],
  ['WebP and a page behind it', Buffer.concat([webpOf([webpLossy()]), script])],
])('%s: of the page nothing is kept', (_name, bytes) => {
  expect(bytes.includes(SCRIPT)).toBe(true)
  expect(readImageFile(bytes).bytes.includes(SCRIPT)).toBe(false)
})

test('a page that begins like a GIF is none', () => {
  expect(outcome(Buffer.from(`GIF89a=1;/*${' '.repeat(40)}*/${SCRIPT}`, 'latin1'))).toBe('image-broken')
})

test.each([
  [
    'PNG of empty chunks',
    Buffer.concat([smallPng().subarray(0, 33), ...full(pngChunk('IDAT', Buffer.alloc(0)), 200), pngChunk('IEND', Buffer.alloc(0))]),
  ],
  ['JPEG of fill bytes', Buffer.concat([smallJpeg().subarray(0, 2), Buffer.alloc(MOST_IMAGE_BYTES - 200, 0xff), smallJpeg().subarray(2)])],
  [
    'JPEG of empty comments',
    Buffer.concat([smallJpeg().subarray(0, 2), ...full(jpegSegment(0xfe, Buffer.alloc(0)), 200), smallJpeg().subarray(2)]),
  ],
  [
    'JPEG whose scan is nothing but stuffed bytes',
    Buffer.concat([smallJpeg().subarray(0, -2), ...full(Buffer.of(0xff, 0), 200), Buffer.of(0xff, 0xd9)]),
  ],
  [
    'GIF of the smallest blocks',
    smallGif(8, 6, 1, [Buffer.concat([Buffer.of(0x21, 0xfe), ...full(Buffer.of(1, 0x41), 200), Buffer.of(0)])]),
  ],
  ['GIF of the smallest extensions', smallGif(8, 6, 1, full(Buffer.of(0x21, 0xfe, 0), 200))],
  ['WebP of empty chunks', webpOf([webpCanvas(8, 6), webpLossy(), ...full(webpChunk('huHu', Buffer.alloc(0)), 200)])],
])('%s, as large as is taken, is read in a moment', (_name, bytes) => {
  expect(bytes.length).toBeGreaterThan(MOST_IMAGE_BYTES * 0.9)
  const before = performance.now()
  expect(['png', 'jpg', 'gif', 'webp', 'image-broken']).toContain(outcome(bytes))
  // Tens of milliseconds; a square of a million parts would take minutes.
  expect(performance.now() - before).toBeLessThan(3_000)
})
