import { AppError } from '#kernel/app-error.ts'
import type { ImageFile, ImageType, ReadImage } from './image-type.ts'
import { broken } from './image-type.ts'
import { readGif } from './read-gif.ts'
import { readJpeg } from './read-jpeg.ts'
import { readPng } from './read-png.ts'
import { readWebp } from './read-webp.ts'

/** A mail with larger ones is slow on a phone. */
export const MOST_IMAGE_BYTES = 2 * 1024 ** 2
export const MOST_SIDE = 8_000
/** 100 MB once a reader's program has opened it. */
export const MOST_PIXELS = 25_000_000
const MOST_FRAMES = 500
const MOST_HEAD = 2_000

/**
 * Reads a file by its bytes, never by its name; no pixel is opened. Answers what is kept of it.
 * @throws AppError `image-too-large`, `image-is-svg`, `image-unknown`, `image-broken`, `image-too-many-pixels`, `image-too-many-frames`
 */
export function readImageFile(bytes: Buffer): ImageFile {
  if (bytes.length > MOST_IMAGE_BYTES) throw tooLarge()
  const type = typeOf(bytes)
  if (type === null) throw unknown(bytes)
  const read = READERS[type](bytes)
  const { width, height, frames } = read
  if (width < 1 || height < 1) throw broken(type, 'it has no pixels')
  if (width > MOST_SIDE || height > MOST_SIDE || width * height > MOST_PIXELS) {
    throw new AppError(
      'too-large',
      'image-too-many-pixels',
      `The image has ${width} x ${height} pixels, and at most ${MOST_SIDE} on a side and ${MOST_PIXELS / 1e6} million in all are taken: make it smaller. 1,200 pixels of width are enough for any mail.`,
      { details: { width, height, side: MOST_SIDE, millions: MOST_PIXELS / 1e6 } },
    )
  }
  if (frames > MOST_FRAMES) {
    throw new AppError(
      'too-large',
      'image-too-many-frames',
      `The image moves through ${frames} frames, and at most ${MOST_FRAMES} are taken: make it shorter.`,
      { details: { frames, most: MOST_FRAMES } },
    )
  }
  return { type, ...read }
}

const READERS: Readonly<Record<ImageType, (bytes: Buffer) => ReadImage>> = { png: readPng, jpg: readJpeg, gif: readGif, webp: readWebp }

function typeOf(bytes: Buffer): ImageType | null {
  if (bytes.subarray(0, 8).toString('latin1') === '\u0089PNG\r\n\u001A\n') return 'png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpg'
  if (/^GIF8[79]a$/u.test(bytes.subarray(0, 6).toString('latin1'))) return 'gif'
  if (bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP') return 'webp'
  return null
}

export function tooLarge(): AppError {
  const megabytes = MOST_IMAGE_BYTES / 1024 ** 2
  return new AppError('too-large', 'image-too-large', `An image may have ${megabytes} MB: save it smaller, or as JPEG.`, {
    details: { megabytes },
  })
}

/** The reason is said of the kinds that people try most. */
function unknown(bytes: Buffer): AppError {
  const head = bytes
    .subarray(0, MOST_HEAD)
    .toString('latin1')
    .replace(/^\u00EF\u00BB\u00BF/u, '')
    .trimStart()
    .toLowerCase()
  if (head.startsWith('<svg') || (head.startsWith('<') && head.includes('<svg')) || head.startsWith('<!doctype svg')) {
    return new AppError(
      'invalid-input',
      'image-is-svg',
      'SVG is refused: it can carry programs, and most programs for mail do not show it. Save it as PNG.',
    )
  }
  const found = KINDS.find(([, begins]) => begins.test(head))?.[0] ?? '?'
  return new AppError(
    'invalid-input',
    'image-unknown',
    `The file is no PNG, JPEG, GIF or WebP by its bytes (${found}): save it as one of them. Another name does not change what it is.`,
    { details: { found } },
  )
}

const KINDS: readonly (readonly [name: string, begins: RegExp])[] = [
  ['HEIC', /^[\s\S]{4}ftyp(?:hei|hev|mif1|msf1)/u],
  ['AVIF', /^[\s\S]{4}ftypavi/u],
  ['BMP', /^bm[\s\S]{4}\u0000\u0000\u0000\u0000/u],
  ['TIFF', /^(?:ii\*\u0000|mm\u0000\*)/u],
  ['PDF', /^%pdf-/u],
  ['ZIP', /^pk\u0003\u0004/u],
  ['HTML', /^<(?:!doctype html|html|head|body|script)/u],
  ['XML', /^<\?xml/u],
]
