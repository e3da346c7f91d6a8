import { createHmac } from 'node:crypto'
import type { ImageType } from './image-type.ts'

/** 132 bits of a keyed hash: nobody finds an image by trying. */
const CODE = 22
const FILE = /^([\w-]{22})\.(png|jpg|gif|webp)$/u
/** Where an address of ours stands in a page: as a value, in a style, or among others of a `srcset`. */
const IN_PAGE = /([\s"'(=,])(\/i\/[\w-]{22}\.(?:png|jpg|gif|webp))/gu
const ANYWHERE = /\/i\/([\w-]{22})\.(?:png|jpg|gif|webp)/gu

/** The code of an image: follows from its bytes, so that the same image, added again after it was removed, is at its old address. */
export function imageCode(secret: Buffer, sha256: Buffer): string {
  return createHmac('sha256', secret).update('image\0').update(sha256).digest('base64url').slice(0, CODE)
}

/** As contents say it. Which host it is on is known when a message is made. */
export function imagePath(code: string, type: ImageType): string {
  return `/i/${code}.${type}`
}

/** Null: no address of an image of ours has such an end. */
export function readImageName(name: string): { readonly code: string; readonly type: ImageType } | null {
  const [, code = '', type] = FILE.exec(name) ?? []
  return type === undefined ? null : { code, type: type as ImageType }
}

export function isImagePath(address: string): boolean {
  return address.startsWith('/i/') && FILE.test(address.slice(3))
}

/** Codes of the images of ours that a text names. */
export function imageCodesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(ANYWHERE)].map(([, code = '']) => code))]
}

/** A page whose images of ours are addressed from everywhere. */
export function withImageHost(page: string, publicUrl: string): string {
  return page.replaceAll(IN_PAGE, (_whole, before: string, path: string) => `${before}${publicUrl}${path}`)
}

/** One address, for push. */
export function imageUrl(address: string, publicUrl: string): string {
  return isImagePath(address) ? `${publicUrl}${address}` : address
}
