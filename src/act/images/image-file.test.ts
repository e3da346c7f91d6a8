import { describe, expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import {
  exifSegment,
  exifTiff,
  jpegSegment,
  pngChunk,
  smallGif,
  smallJpeg,
  smallPng,
  webpCanvas,
  webpChunk,
  webpLossy,
  webpOf,
} from '../../../tests/support/small-images.ts'
import { MOST_IMAGE_BYTES, readImageFile } from './image-file.ts'

const text = (words: string) => Buffer.from(words, 'latin1')
const codeOf = (bytes: Buffer): string => {
  try {
    readImageFile(bytes)
    return 'taken'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code
  }
}
const gifExtension = (label: number, words: string) =>
  Buffer.concat([Buffer.of(0x21, label, words.length), text(words), Buffer.of(3), text('abc'), Buffer.of(0)])
const losslessWebp = webpOf([webpChunk('VP8L', Buffer.from([0x2f, 7, 0x40, 1, 0, 0]))])
const movingWebp = (x = 0) => {
  const frame = Buffer.alloc(16)
  frame.writeUIntLE(x, 0, 3)
  frame.writeUIntLE(7, 6, 3)
  frame.writeUIntLE(5, 9, 3)
  const anmf = webpChunk('ANMF', Buffer.concat([frame, webpLossy()]))
  return webpOf([webpCanvas(8, 6, 2), webpChunk('ANIM', Buffer.alloc(6)), anmf, anmf])
}

test.each([
  ['png', smallPng()],
  ['jpg', smallJpeg()],
  ['gif', smallGif()],
  ['webp', webpOf([webpLossy()])],
  ['webp', losslessWebp],
  ['webp', webpOf([webpCanvas(8, 6), webpLossy()])],
] as const)('%s is known by its bytes, with its size; without anything to hide it stays as it is', (type, bytes) => {
  expect(readImageFile(bytes)).toEqual({ type, width: 8, height: 6, frames: 1, bytes })
})

test('frames are counted where an image moves', () => {
  expect(readImageFile(smallGif(8, 6, 3)).frames).toBe(3)
  expect(readImageFile(movingWebp())).toMatchObject({ frames: 2, width: 8, height: 6 })
  const control = Buffer.alloc(8)
  control.writeUInt32BE(4, 0)
  expect(readImageFile(smallPng(8, 6, [pngChunk('acTL', control)])).frames).toBe(4)
})

describe('what an image says of people and places goes', () => {
  test.each([
    ['JPEG', smallJpeg(8, 6, [exifSegment(1)])],
    ['JPEG, turned', smallJpeg(8, 6, [exifSegment(6)])],
    ['JPEG, XMP', smallJpeg(8, 6, [jpegSegment(0xe1, text('http://ns.adobe.com/xap/1.0/\0<x>GPS 31.2304</x>'))])],
    ['JPEG, IPTC', smallJpeg(8, 6, [jpegSegment(0xed, text('Photoshop 3.0\0GPS 31.2304'))])],
    ['JPEG, comment', smallJpeg(8, 6, [jpegSegment(0xfe, text('GPS 31.2304'))])],
    ['JPEG, behind its end', Buffer.concat([smallJpeg(), text('GPS 31.2304')])],
    ['PNG, Exif', smallPng(8, 6, [pngChunk('eXIf', exifTiff(1))])],
    ['PNG, text', smallPng(8, 6, [pngChunk('tEXt', text('Comment\0GPS 31.2304'))])],
    ['PNG, behind its end', Buffer.concat([smallPng(), text('GPS 31.2304')])],
    ['GIF, comment', smallGif(8, 6, 1, [gifExtension(0xfe, 'GPS 31.2304')])],
    ['GIF, XMP', smallGif(8, 6, 1, [gifExtension(0xff, 'XMP DataXMP'), gifExtension(0xfe, 'GPS 31.2304')])],
    ['WebP, Exif', webpOf([webpCanvas(8, 6, 0x0c), webpLossy(), webpChunk('EXIF', exifTiff(1)), webpChunk('XMP ', text('GPS 31.2304'))])],
  ])('%s', (_name, bytes) => {
    expect(bytes.includes('GPS 31.2304')).toBe(true)
    const { bytes: kept, width, height } = readImageFile(bytes)
    expect([kept.includes('GPS 31.2304'), kept.includes('XMP'), width, height]).toEqual([false, false, 8, 6])
    // What is kept is an image that says nothing more.
    expect(readImageFile(kept).bytes).toEqual(kept)
  })

  test.each([2, 3, 6, 8])('but the turn %i stays, or a portrait would lie on its side', (turn) => {
    const { bytes } = readImageFile(smallJpeg(8, 6, [exifSegment(turn)]))
    const at = bytes.indexOf('Exif\0\0', 0, 'latin1')
    expect([at, bytes.readUInt16BE(at + 6 + 18), bytes.length - smallJpeg().length]).toEqual([6, turn, 36])
    const webp = readImageFile(webpOf([webpCanvas(8, 6, 0x0c), webpLossy(), webpChunk('EXIF', exifTiff(turn))])).bytes
    expect([webp[20], webp.readUInt16BE(webp.indexOf('MM\0*', 0, 'latin1') + 18)]).toEqual([0x08, turn])
  })

  test('a colour profile and what colours depend on stay; how often a GIF repeats does too', () => {
    const parts = [
      jpegSegment(0xe0, text('JFIF\0\u0001\u0001')),
      jpegSegment(0xe2, text('ICC_PROFILE\0abc')),
      jpegSegment(0xee, text('Adobe\0d')),
    ]
    const jpeg = smallJpeg(8, 6, parts)
    expect(readImageFile(jpeg).bytes).toEqual(jpeg)
    const gif = smallGif(8, 6, 2, [gifExtension(0xff, 'NETSCAPE2.0')])
    expect(readImageFile(gif).bytes).toEqual(gif)
    const profile = pngChunk('iCCP', Buffer.alloc(100))
    const png = smallPng(8, 6, [profile])
    expect(readImageFile(png).bytes).toEqual(png)
    // One that unpacks to more than anybody's memory.
    expect(readImageFile(smallPng(8, 6, [pngChunk('iCCP', Buffer.alloc(70_000))])).bytes).toEqual(smallPng())
  })
})

describe('what is refused, and how', () => {
  test.each([
    ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image-is-svg'],
    ['\u00EF\u00BB\u00BF<?xml version="1.0"?>\n<!-- x --><svg/>', 'image-is-svg'],
    ['<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN">', 'image-is-svg'],
    ['<html><script>alert(1)</script>', 'image-unknown'],
    ['\0\0\0\u0018ftypheic', 'image-unknown'],
    ['BM\0\0\0\0\0\0\0\0', 'image-unknown'],
    ['%PDF-1.7', 'image-unknown'],
    ['', 'image-unknown'],
    ['GIF90a', 'image-unknown'],
  ])('%j', (words, code) => {
    expect(codeOf(text(words))).toBe(code)
  })

  test('the kind of a file that is no image for the web is told', () => {
    expect(() => readImageFile(text('\0\0\0\u0018ftypheic'))).toThrow('HEIC')
    expect(() => readImageFile(text('II*\0abc'))).toThrow('TIFF')
  })

  test.each([
    ['PNG', smallPng(40_000, 40_000)],
    ['PNG', smallPng(8_000, 8_000)],
    ['PNG', smallPng(8_001, 1)],
    ['PNG', smallPng(2 ** 31 - 1, 2 ** 31 - 1)],
    ['JPEG', smallJpeg(65_535, 65_535)],
    ['GIF', smallGif(65_535, 65_535)],
    ['WebP', webpOf([webpCanvas(2 ** 24, 2 ** 24), webpLossy(16_383, 16_383)])],
  ])('a small %s that opens to gigabytes', (_type, bytes) => {
    expect(bytes.length).toBeLessThan(200)
    expect(['image-too-many-pixels', 'image-broken']).toContain(codeOf(bytes))
  })

  test('a GIF whose head speaks of a small screen, and whose frame does not keep to it', () => {
    const bytes = smallGif()
    bytes.writeUInt16LE(60_000, 13 + 6 + 5)
    expect(codeOf(bytes)).toBe('image-too-many-pixels')
  })

  test('an image that moves for minutes', () => {
    expect([codeOf(smallGif(8, 6, 500)), codeOf(smallGif(8, 6, 501))]).toEqual(['taken', 'image-too-many-frames'])
  })

  test('a size of nothing', () => {
    expect([smallPng(0, 6), smallJpeg(8, 0), smallGif(0, 0)].map(codeOf)).toEqual(['image-broken', 'image-broken', 'image-broken'])
  })

  test('one byte above the limit', () => {
    expect(codeOf(Buffer.concat([smallPng(), Buffer.alloc(MOST_IMAGE_BYTES)]))).toBe('image-too-large')
  })

  const whole = {
    png: smallPng(),
    jpg: smallJpeg(8, 6, [exifSegment(6)]),
    gif: smallGif(8, 6, 2),
    webp: movingWebp(),
    lossless: losslessWebp,
  }
  test.each(Object.entries(whole))('%s, cut off anywhere', (_type, bytes) => {
    const codes = new Set<string>()
    for (let end = 16; end < bytes.length; end += 1) codes.add(codeOf(bytes.subarray(0, end)))
    expect([...codes]).toEqual(['image-broken'])
  })

  test('a PNG with a changed bit, without pixels, with two heads, or without one', () => {
    const changed = Buffer.from(smallPng())
    changed.writeUInt8(9, 20)
    const head = smallPng().subarray(0, 33)
    const end = pngChunk('IEND', Buffer.alloc(0))
    expect(
      [changed, Buffer.concat([head, end]), smallPng(8, 6, [head.subarray(8)]), Buffer.concat([head.subarray(0, 8), end])].map(codeOf),
    ).toEqual(Array.from({ length: 4 }, () => 'image-broken'))
  })

  test('a JPEG with two sizes, pixels before its size, or nothing between beginning and end', () => {
    const frame = smallJpeg().subarray(2 + 69, 2 + 69 + 13)
    expect(frame[1]).toBe(0xc0)
    const scan = jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]))
    expect([smallJpeg(8, 6, [frame]), smallJpeg(8, 6, [scan]), Buffer.of(0xff, 0xd8, 0xff, 0xd9)].map(codeOf)).toEqual([
      'image-broken',
      'image-broken',
      'image-broken',
    ])
  })

  test('a WebP whose head and picture disagree, or whose frame is larger than itself', () => {
    expect([webpOf([webpCanvas(100, 100), webpLossy()]), movingWebp(4), webpOf([])].map(codeOf)).toEqual([
      'image-broken',
      'image-broken',
      'image-broken',
    ])
  })

  test('every byte of every kind may be wrong, and nothing else than a refusal comes of it', () => {
    const codes = new Set<string>()
    for (const bytes of Object.values(whole)) {
      for (let i = 0; i < bytes.length; i += 1) {
        for (const value of [0, 0x7f, 0xff]) {
          const changed = Buffer.from(bytes)
          changed.writeUInt8(value, i)
          codes.add(codeOf(changed))
        }
      }
    }
    const known = ['taken', 'image-broken', 'image-unknown', 'image-too-many-pixels', 'image-too-many-frames']
    expect([...codes].filter((code) => !known.includes(code))).toEqual([])
  })
})
