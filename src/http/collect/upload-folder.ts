import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Multipart, MultipartFile } from '@fastify/multipart'
import { AppError } from '#kernel/app-error.ts'
import type { UploadedFile } from '../services.ts'

const OWN_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const LONGEST_NAME = 200
/** Of all files of one person that wait for their import, those on their way included. */
const MAX_WAITING_BYTES = 4 * 1024 ** 3

export interface ReceivedUpload {
  readonly uploadId: string
  readonly file: UploadedFile
  readonly fields: Record<string, string>
}

/**
 * Files that people sent, each under an id of the server's; the name they gave it is kept beside it and only shown. They are in clear, readable by the
 * server's user alone, and gone when their import is over, or soon after a preview that no import follows.
 */
export class UploadFolder {
  readonly #folder: string
  readonly #mostWaiting: number
  readonly #waiting = new Map<string, { readonly owner: string; bytes: number }>()

  constructor(folder: string, mostWaiting = MAX_WAITING_BYTES) {
    this.#folder = folder
    this.#mostWaiting = mostWaiting
  }

  /**
   * Streams the one file of a multipart request to disk. A file that did not arrive whole is removed.
   *
   * @param owner Who sends it, for the limit on what one person has waiting.
   * @throws AppError `no-file`, `bad-multipart`, `file-too-large`, `too-many-uploads`.
   */
  async receive(request: FastifyRequest, owner: string): Promise<ReceivedUpload> {
    if (!request.isMultipart()) throw noFile()
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const uploadId = randomUUID()
    const path = join(this.#folder, uploadId)
    const meter = { owner, bytes: 0 }
    this.#waiting.set(uploadId, meter)
    try {
      const part = await firstFile(request)
      if (part === undefined) throw noFile()
      await pipeline(part.file, this.#metered(meter), createWriteStream(path, { mode: 0o600, flags: 'wx' }))
      if (part.file.truncated)
        throw new AppError('too-large', 'file-too-large', 'The file is larger than this server takes: split it, or compress it with gzip.')
      const fileName = shownName(part.filename)
      await writeFile(`${path}.name`, fileName, { mode: 0o600 })
      return { uploadId, file: { path, fileName }, fields: textFields(part.fields) }
    } catch (error) {
      await this.remove(uploadId)
      throw explain(error)
    }
  }

  #metered(meter: { readonly owner: string; bytes: number }): (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
    const waiting = this.#waiting
    const most = this.#mostWaiting
    return async function* count(source) {
      for await (const chunk of source) {
        meter.bytes += chunk.length
        let sum = 0
        for (const { owner, bytes } of waiting.values()) if (owner === meter.owner) sum += bytes
        if (sum > most) {
          throw new AppError(
            'too-many-requests',
            'too-many-uploads',
            'Too many uploaded files are waiting: import them, or wait half an hour until they are removed.',
          )
        }
        yield chunk
      }
    }
  }

  /**
   * Lets a file wait until this time without being cleared as forgotten: its import may stand in a queue. The time is that of the file beside it, because
   * one whose own time moves while it is read has changed.
   */
  async keepUntil(uploadId: string, time: Date): Promise<void> {
    if (OWN_NAME.test(uploadId)) await utimes(join(this.#folder, `${uploadId}.name`), time, time).catch(() => undefined)
  }

  /** Throws `upload-not-found`. */
  async find(uploadId: string): Promise<UploadedFile> {
    if (OWN_NAME.test(uploadId)) {
      const path = join(this.#folder, uploadId)
      const [info, fileName] = await Promise.all([stat(path).catch(() => null), readFile(`${path}.name`, 'utf8').catch(() => null)])
      if (info !== null && info.isFile() && fileName !== null) return { path, fileName }
    }
    throw new AppError('not-found', 'upload-not-found', 'The uploaded file is no longer there: upload it again.')
  }

  async remove(uploadId: string): Promise<void> {
    if (!OWN_NAME.test(uploadId)) return
    this.#waiting.delete(uploadId)
    const path = join(this.#folder, uploadId)
    await Promise.all([rm(path, { force: true }), rm(`${path}.name`, { force: true })])
  }

  /** Removes what nobody came back for, or without a time everything. Answers how many files. */
  async clear(olderThan?: Date): Promise<number> {
    const names = await readdir(this.#folder).catch(() => [])
    const ids = new Set(names.map((name) => name.replace(/\.name$/, '')).filter((id) => OWN_NAME.test(id)))
    let removed = 0
    for (const id of ids) {
      const path = join(this.#folder, id)
      const info = (await stat(`${path}.name`).catch(() => null)) ?? (await stat(path).catch(() => null))
      if (info === null || (olderThan !== undefined && info.mtime >= olderThan)) continue
      await this.remove(id)
      removed += 1
    }
    return removed
  }
}

function textFields(fields: Record<string, Multipart | Multipart[] | undefined>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, given] of Object.entries(fields)) {
    const part = Array.isArray(given) ? given[0] : given
    if (part !== undefined && part.type === 'field' && typeof part.value === 'string') texts[name] = part.value
  }
  return texts
}

/** The name for people to see: never part of a path, and nothing in it that a database or a page could trip over. */
function shownName(given: string): string {
  const plain = given.toWellFormed().replaceAll(/[\u0000-\u001F\u007F]/g, '')
  return [...plain].slice(0, LONGEST_NAME).join('') || 'upload'
}

/** The parser fails on some content types, such as one with a boundary of 10,000 letters, before it reads anything, in words of many kinds. */
async function firstFile(request: FastifyRequest): Promise<MultipartFile | undefined> {
  try {
    return await request.file()
  } catch (error) {
    throw error instanceof AppError || (error instanceof Error && 'code' in error) ? error : badMultipart(error)
  }
}

/** What the parser of multipart says of a body it cannot read has no code. */
function explain(error: unknown): unknown {
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

function noFile(): AppError {
  return new AppError('invalid-input', 'no-file', 'There is no file in the request: send it as multipart/form-data in the field "file".')
}
