import { createHash } from 'node:crypto'
import type { AuditLog } from '#access/audit-log.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { isId, newId } from '#kernel/id.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import { imageCode, readImageName } from './image-address.ts'
import { readImageFile } from './image-file.ts'
import { altOfName, nameOfFile } from './image-names.ts'
import type { ImageLimits, ImageStore, ImageUse, StoredImage } from './image-ports.ts'
import { MEDIA_TYPES } from './image-type.ts'

export const MOST_IMAGES: ImageLimits = { images: 2_000, bytes: 500 * 1024 ** 2 }
/** Of one node: images that are asked for again and again while a mail is being opened. */
const KEPT_BYTES = 32 * 1024 ** 2

export interface ImageServicePorts {
  readonly store: ImageStore
  readonly audit: AuditLog
  readonly clock: Clock
  readonly tokenSecret: Buffer
  readonly most?: ImageLimits
}

/** An image with where it stands. */
export interface UsedImage {
  readonly image: StoredImage
  readonly uses: readonly ImageUse[]
}

export interface ServedImage {
  readonly mediaType: string
  readonly tag: string
  readonly body: () => Promise<Buffer>
}

/** Images that messages show, kept by us: bytes that people sent, each once, at an address that never says anything else. */
export class ImageService {
  readonly #ports: ImageServicePorts
  readonly #kept = new Map<string, Buffer>()
  #keptBytes = 0

  constructor(ports: ImageServicePorts) {
    this.#ports = ports
  }

  get most(): ImageLimits {
    return this.#ports.most ?? MOST_IMAGES
  }

  /** The last added first; `total` with the first page. @throws AppError of the page for a cursor that is none of ours */
  async list(q: string, { limit, cursor }: PageRequest): Promise<Page<UsedImage>> {
    const { store } = this.#ports
    const key = cursor === null ? null : readPageKey(cursor, ['time', 'uuid'])
    const after = key === null ? null : { addedAt: key[0], id: key[1] }
    const [found, total] = await Promise.all([store.list(q, limit + 1, after), cursor === null ? store.count(q) : undefined])
    const images = found.slice(0, limit)
    const last = images.at(-1)
    return {
      items: await this.#used(images),
      nextCursor: found.length > limit && last !== undefined ? JSON.stringify([last.addedAt, last.id]) : null,
      ...(total === undefined ? {} : { total }),
    }
  }

  sums(): Promise<ImageLimits> {
    return this.#ports.store.sums()
  }

  /** @throws AppError `image-not-found` */
  async one(id: string): Promise<UsedImage> {
    const [used] = await this.#used([await this.#find(id)])
    if (used === undefined) throw notFound()
    return used
  }

  /** The same bytes are kept once: `isNew` is false where they were there. @throws AppError of `readImageFile`, `images-full` */
  async add(
    { fileName, bytes, alt }: { readonly fileName: string; readonly bytes: Buffer; readonly alt: string | null },
    by: string,
  ): Promise<UsedImage & { readonly isNew: boolean }> {
    const { store, clock, tokenSecret } = this.#ports
    const { bytes: body, ...read } = readImageFile(bytes)
    const sha256 = createHash('sha256').update(body).digest()
    const addedAt = clock.now()
    const id = newId(addedAt)
    const name = nameOfFile(fileName)
    const image = {
      ...read,
      id,
      code: imageCode(tokenSecret, sha256),
      bytes: body.length,
      name: name === '' ? read.type : name,
      alt: alt?.trim() ?? altOfName(name),
      addedAt,
      addedBy: by,
      sha256,
      body,
    }
    const outcome = await store.add(image, this.most)
    if (outcome.kind === 'full') throw full(this.most)
    if (outcome.kind === 'known') return { ...(await this.one(outcome.id)), isNew: false }
    await this.#audit(by, 'image-added', id, { type: image.type, bytes: image.bytes, width: image.width, height: image.height })
    return { ...(await this.one(id)), isNew: true }
  }

  /** @throws AppError `image-not-found`, `image-unnamed` */
  async change(id: string, { name, alt }: { readonly name: string; readonly alt: string }, by: string): Promise<UsedImage> {
    await this.#find(id)
    if (name.trim() === '') throw new AppError('invalid-input', 'image-unnamed', 'An image needs a name: the team finds it by that.')
    await this.#ports.store.change(id, { name: name.trim(), alt: alt.trim() })
    await this.#audit(by, 'image-changed', id, {})
    return await this.one(id)
  }

  /** Mails that were sent lose it too. @throws AppError `image-not-found`, `image-in-use` */
  async remove(id: string, by: string): Promise<void> {
    const { store } = this.#ports
    const { code, type, bytes } = await this.#find(id)
    const live = ((await store.uses([code])).get(code) ?? []).filter(({ isLive }) => isLive)
    if (live.length > 0 || !(await store.remove(id))) throw inUse(live)
    this.#forget(code)
    await this.#audit(by, 'image-removed', id, { type, bytes })
  }

  /** Those of these codes that are there. */
  async known(codes: readonly string[]): Promise<ReadonlyMap<string, StoredImage>> {
    const found = codes.length === 0 ? [] : await this.#ports.store.byCodes(codes)
    return new Map(found.map((image) => [image.code, image]))
  }

  /** What is at the end of a public address; null: nothing. */
  async served(name: string): Promise<ServedImage | null> {
    const asked = readImageName(name)
    if (asked === null) return null
    const image = (await this.known([asked.code])).get(asked.code)
    if (image === undefined || image.type !== asked.type) return null
    return { mediaType: MEDIA_TYPES[image.type], tag: `"${image.code}"`, body: () => this.#body(image.code) }
  }

  async #body(code: string): Promise<Buffer> {
    const kept = this.#kept.get(code)
    if (kept !== undefined) {
      // The one that was asked for longest ago goes first.
      this.#kept.delete(code)
      this.#kept.set(code, kept)
      return kept
    }
    const body = await this.#ports.store.body(code)
    if (body === null) throw notFound()
    if (!this.#kept.has(code)) {
      this.#kept.set(code, body)
      this.#keptBytes += body.length
    }
    for (const old of this.#kept.keys()) {
      if (this.#keptBytes <= KEPT_BYTES) break
      this.#forget(old)
    }
    return body
  }

  #forget(code: string): void {
    this.#keptBytes -= this.#kept.get(code)?.length ?? 0
    this.#kept.delete(code)
  }

  async #find(id: string): Promise<StoredImage> {
    const found = isId(id) ? await this.#ports.store.one(id) : null
    if (found === null) throw notFound()
    return found
  }

  async #used(images: readonly StoredImage[]): Promise<UsedImage[]> {
    const uses = images.length === 0 ? new Map<string, readonly ImageUse[]>() : await this.#ports.store.uses(images.map(({ code }) => code))
    return images.map((image) => ({ image, uses: uses.get(image.code) ?? [] }))
  }

  async #audit(actor: string, action: string, id: string, detail: Record<string, string | number>): Promise<void> {
    await this.#ports.audit.append({ at: this.#ports.clock.now(), actor, action, target: `image:${id}`, detail })
  }
}

function notFound(): AppError {
  return new AppError('not-found', 'image-not-found', 'There is no such image.')
}

function full({ images, bytes }: ImageLimits): AppError {
  const megabytes = bytes / 1024 ** 2
  return new AppError(
    'conflict',
    'images-full',
    `A project keeps at most ${images} images and ${megabytes} MB of them: remove some that no content uses.`,
    { details: { images, megabytes } },
  )
}

function inUse(live: readonly ImageUse[]): AppError {
  const where = live
    .slice(0, 5)
    .map(({ name }) => name)
    .join(', ')
  return new AppError(
    'conflict',
    'image-in-use',
    `Customers get this image${where === '' ? '' : ` in ${where}`}: publish these contents without it, or put them away, before you remove it.`,
    { details: { where } },
  )
}
