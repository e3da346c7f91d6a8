import { AppError } from '#kernel/app-error.ts'

export const IMAGE_TYPES = ['png', 'jpg', 'gif', 'webp'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]

export const MEDIA_TYPES: Readonly<Record<ImageType, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
}

/** An image as it is kept: without places, names of cameras and comments, and without anything after its end. */
export interface ImageFile {
  readonly type: ImageType
  readonly bytes: Buffer
  /** Pixels, before a turn that the file asks for. */
  readonly width: number
  readonly height: number
  /** 1: it does not move. */
  readonly frames: number
}

/** What one reader says of a file of its kind. */
export type ReadImage = Omit<ImageFile, 'type'>

/** @param why the rest of a sentence, in English */
export function broken(type: ImageType, why: string): AppError {
  const name = { png: 'PNG', jpg: 'JPEG', gif: 'GIF', webp: 'WebP' }[type]
  return new AppError('invalid-input', 'image-broken', `The ${name} file is damaged or cut off: ${why}. Save or download it again.`, {
    details: { type: name, why },
  })
}
