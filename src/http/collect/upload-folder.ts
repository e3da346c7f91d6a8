import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { isId } from '#kernel/id.ts'

const ID_LENGTH = 36
const LONGEST_NAME = 200
/** Of all files of one person that wait for their import, those on their way included. */
const MAX_WAITING_BYTES = 4 * 1024 ** 3
/** One statement each; a node holds one in memory for each upload on its way. */
const PART_BYTES = 1024 ** 2

/** Uploaded files in parts, where every node finds them. */
export interface UploadStore {
  open(upload: { readonly id: string; readonly owner: string; readonly fileName: string; readonly keepUntil: Date }): Promise<void>
  /** Adds the next part. Answers the bytes that its owner has waiting now, in all files. */
  append(id: string, position: number, part: Buffer): Promise<number>
  /** Until then nobody finds it. */
  close(id: string): Promise<void>
  find(id: string): Promise<{ readonly fileName: string; readonly bytes: number } | null>
  parts(id: string): AsyncIterable<Buffer>
  keepUntil(id: string, time: Date): Promise<void>
  remove(id: string): Promise<void>
  /** Removes those that were to be kept until before this time. Answers how many. */
  clear(before: Date): Promise<number>
  /** Which of these are there, whole or on their way. */
  there(ids: readonly string[]): Promise<ReadonlySet<string>>
}

/** A file that someone sent: kept under an id of the server's, its own name only for showing. */
export interface UploadedFile {
  readonly path: string
  readonly fileName: string
}

export interface ReceivedUpload {
  readonly uploadId: string
  readonly file: UploadedFile
  readonly fields: Record<string, string>
}

export interface UploadFolderParts {
  /** This node's copies, in clear, readable by the server's user alone. */
  readonly folder: string
  readonly store: UploadStore
  readonly clock: Clock
  readonly mostWaiting?: number
}

/**
 * Files that people sent, each under an id of the server's; the name they gave it is only shown. A file goes to the folder of the node that receives it and
 * to the store at the same time; another node that is asked for it fetches its own copy. It is gone when its import is over, or soon after a preview that no
 * import follows.
 */
export class UploadFolder {
  readonly #parts: UploadFolderParts

  constructor(parts: UploadFolderParts) {
    this.#parts = parts
  }

  /**
   * Streams the one file of a multipart request to disk and to the store. A file that did not arrive whole is removed.
   *
   * @param owner Who sends it, for the limit on what one person has waiting.
   * @throws AppError `no-file`, `bad-multipart`, `file-too-large`, `too-many-uploads`.
   */
  async receive(request: FastifyRequest, owner: string): Promise<ReceivedUpload> {
    if (!request.isMultipart()) throw noFile()
    const { folder, store, clock } = this.#parts
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const uploadId = randomUUID()
    const path = join(folder, uploadId)
    try {
      const part = await firstFile(request)
      if (part === undefined) throw noFile()
      const fileName = shownName(part.filename)
      await store.open({ id: uploadId, owner, fileName, keepUntil: clock.now() })
      await pipeline(part.file, (source: AsyncIterable<Buffer>) => this.#stored(uploadId, source), await newFile(path))
      if (part.file.truncated)
        throw new AppError('too-large', 'file-too-large', 'The file is larger than this server takes: split it, or compress it with gzip.')
      await store.close(uploadId)
      return { uploadId, file: { path, fileName }, fields: textFields(part.fields) }
    } catch (error) {
      await this.remove(uploadId)
      throw explain(error)
    }
  }

  /** Keeps a file that the server made itself, for a preview that can be corrected like that of an uploaded one. */
  async keep(
    source: Iterable<string>,
    fileName: string,
    owner: string,
  ): Promise<{ readonly uploadId: string; readonly file: UploadedFile }> {
    const { folder, store, clock } = this.#parts
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const uploadId = randomUUID()
    const path = join(folder, uploadId)
    try {
      const name = shownName(fileName)
      await store.open({ id: uploadId, owner, fileName: name, keepUntil: clock.now() })
      const bytes = (function* () {
        for (const text of source) yield Buffer.from(text, 'utf8')
      })()
      await pipeline(Readable.from(bytes), (given: AsyncIterable<Buffer>) => this.#stored(uploadId, given), await newFile(path))
      await store.close(uploadId)
      return { uploadId, file: { path, fileName: name } }
    } catch (error) {
      await this.remove(uploadId)
      throw error
    }
  }

  /** Passes a file on, part by part, each of which is in the store. */
  async *#stored(id: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const most = this.#parts.mostWaiting ?? MAX_WAITING_BYTES
    let position = 0
    for await (const part of inParts(source)) {
      if ((await this.#parts.store.append(id, position, part)) > most) {
        throw new AppError(
          'too-many-requests',
          'too-many-uploads',
          'Too many uploaded files are waiting: import them, or wait half an hour until they are removed.',
        )
      }
      position += 1
      yield part
    }
  }

  /** Lets a file wait until this time without being cleared as forgotten: its import may stand in a queue. */
  async keepUntil(uploadId: string, time: Date): Promise<void> {
    if (isId(uploadId)) await this.#parts.store.keepUntil(uploadId, time)
  }

  /** The file on this node; fetched from the store where another received it. Throws `upload-not-found`. */
  async find(uploadId: string): Promise<UploadedFile> {
    const known = isId(uploadId) ? await this.#parts.store.find(uploadId) : null
    if (known === null) throw notFound()
    const path = join(this.#parts.folder, uploadId)
    if ((await sizeOf(path)) !== known.bytes) await this.#fetch(uploadId, path, known.bytes)
    return { path, fileName: known.fileName }
  }

  async #fetch(id: string, path: string, bytes: number): Promise<void> {
    const { folder, store } = this.#parts
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Of two requests that fetch it at once, each writes its own.
    const draft = `${path}.${randomUUID()}`
    try {
      await pipeline(Readable.from(store.parts(id)), await newFile(draft))
      if ((await sizeOf(draft)) !== bytes) throw notFound()
      await rename(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
  }

  async remove(uploadId: string): Promise<void> {
    if (!isId(uploadId)) return
    await Promise.all([rm(join(this.#parts.folder, uploadId), { force: true }), this.#parts.store.remove(uploadId)])
  }

  /** Removes, for all nodes, what nobody came back for. Answers how many files. */
  async clear(before: Date): Promise<number> {
    const removed = await this.#parts.store.clear(before)
    await this.sweep()
    return removed
  }

  /** Removes this node's copies of files that are gone: imported or removed by another node. */
  async sweep(): Promise<void> {
    const { folder, store } = this.#parts
    const names = (await readdir(folder).catch(() => [])).filter((name) => isId(name.slice(0, ID_LENGTH)))
    if (names.length === 0) return
    const there = await store.there([...new Set(names.map((name) => name.slice(0, ID_LENGTH)))])
    for (const name of names) if (!there.has(name.slice(0, ID_LENGTH))) await rm(join(folder, name), { force: true })
  }
}

/** Open already: a stream that opens its file itself may create it after a failed transfer was cleaned up. */
async function newFile(path: string): Promise<Writable> {
  return (await open(path, 'wx', 0o600)).createWriteStream()
}

/** The same bytes in parts of one size; the last one may be smaller. */
async function* inParts(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let bytes = 0
  for await (const chunk of source) {
    held.push(chunk)
    bytes += chunk.length
    if (bytes < PART_BYTES) continue
    yield Buffer.concat(held, bytes)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held, bytes)
}

async function sizeOf(path: string): Promise<number | null> {
  const info = await stat(path).catch(() => null)
  return info !== null && info.isFile() ? info.size : null
}

function notFound(): AppError {
  return new AppError('not-found', 'upload-not-found', 'The uploaded file is no longer there: upload it again.')
}

export function textFields(fields: Record<string, Multipart | Multipart[] | undefined>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, given] of Object.entries(fields)) {
    const part = Array.isArray(given) ? given[0] : given
    if (part !== undefined && part.type === 'field' && typeof part.value === 'string') texts[name] = part.value
  }
  return texts
}

/** The name for people to see: never part of a path, and nothing in it that a database or a page could trip over. */
export function shownName(given: string): string {
  const plain = given.toWellFormed().replaceAll(/[\u0000-\u001F\u007F]/g, '')
  return [...plain].slice(0, LONGEST_NAME).join('') || 'upload'
}

/** The parser fails on some content types, such as one with a boundary of 10,000 letters, before it reads anything, in words of many kinds. */
export async function firstFile(request: FastifyRequest, mostBytes?: number): Promise<MultipartFile | undefined> {
  try {
    return await request.file(mostBytes === undefined ? {} : { limits: { fileSize: mostBytes } })
  } catch (error) {
    throw error instanceof AppError || (error instanceof Error && 'code' in error) ? error : badMultipart(error)
  }
}

/** What the parser of multipart says of a body it cannot read has no code. */
export function explain(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || 'code' in error) return error
  if (!/boundary|multipart|malformed|unexpected end of/i.test(error.message)) return error
  return badMultipart(error)
}

function badMultipart(cause: unknown): AppError {
  return new AppError(
    'invalid-input',
    'bad-multipart',
    'The body is not valid multipart/form-data: send it with its boundary in the content type, and whole.',
    { cause },
  )
}

export function noFile(): AppError {
  return new AppError('invalid-input', 'no-file', 'There is no file in the request: send it as multipart/form-data in the field "file".')
}
