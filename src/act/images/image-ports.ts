import type { ImageType } from './image-type.ts'

/** An image without its bytes. */
export interface StoredImage {
  readonly id: string
  /** Part of its public address. */
  readonly code: string
  readonly type: ImageType
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly frames: number
  /** As people find it; the name of the file at first. */
  readonly name: string
  /** What it shows, offered where it is put into a content. */
  readonly alt: string
  readonly addedAt: Date
  readonly addedBy: string
}

export interface NewImage extends StoredImage {
  readonly sha256: Buffer
  readonly body: Buffer
}

/** Where an image stands. */
export interface ImageUse {
  readonly kind: 'content' | 'piece' | 'broadcast'
  readonly id: string
  readonly name: string
  /** Customers get it: the content is published, the piece is not put away, the broadcast is not over. */
  readonly isLive: boolean
}

export interface ImageLimits {
  readonly images: number
  readonly bytes: number
}

export interface ImageStore {
  /** The last added first. */
  list(q: string, limit: number, after: { readonly addedAt: Date; readonly id: string } | null): Promise<readonly StoredImage[]>
  count(q: string): Promise<number>
  sums(): Promise<ImageLimits>
  one(id: string): Promise<StoredImage | null>
  byCodes(codes: readonly string[]): Promise<readonly StoredImage[]>
  /** Nothing is added where the same bytes are there, or where it would be more than the limits. */
  add(
    image: NewImage,
    most: ImageLimits,
  ): Promise<{ readonly kind: 'added' } | { readonly kind: 'known'; readonly id: string } | { readonly kind: 'full' }>
  change(id: string, said: { readonly name: string; readonly alt: string }): Promise<void>
  /** False: a live use came in between, or it is gone. */
  remove(id: string): Promise<boolean>
  /** By code; those that stand nowhere are left out. */
  uses(codes: readonly string[]): Promise<ReadonlyMap<string, readonly ImageUse[]>>
  body(code: string): Promise<Buffer | null>
}
