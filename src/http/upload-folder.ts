import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Multipart } from '@fastify/multipart'
import { AppError } from '#kernel/app-error.ts'
import type { UploadedFile } from './services.ts'

const OWN_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Files that people sent, each under an id of ours; the name they gave it is kept beside it and only shown. */
export class UploadFolder {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Streams the one file of a multipart request to disk. Throws `no-file` or `file-too-large`; a file that did not arrive whole is removed. */
  async receive(request: FastifyRequest): Promise<{ uploadId: string; file: UploadedFile; fields: Record<string, string> }> {
    if (!request.isMultipart()) throw noFile()
    const part = await request.file()
    if (part === undefined) throw noFile()
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const uploadId = randomUUID()
    const path = join(this.#folder, uploadId)
    try {
      await pipeline(part.file, createWriteStream(path, { mode: 0o600, flags: 'wx' }))
      if (part.file.truncated)
        throw new AppError('too-large', 'file-too-large', 'The file is larger than this server takes: split it, or compress it with gzip.')
      const fileName = part.filename.replaceAll(/[\u0000-\u001F\u007F]/g, '').slice(0, 200) || 'upload'
      await writeFile(`${path}.name`, fileName, { mode: 0o600 })
      return { uploadId, file: { path, fileName }, fields: textFields(part.fields) }
    } catch (error) {
      await this.remove(uploadId)
      throw error
    }
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
    const path = join(this.#folder, uploadId)
    await Promise.all([rm(path, { force: true }), rm(`${path}.name`, { force: true })])
  }

  /** Removes what nobody came back for. Answers how many files. */
  async clear(olderThan: Date): Promise<number> {
    const names = await readdir(this.#folder).catch(() => [])
    let removed = 0
    for (const name of names.filter((entry) => OWN_NAME.test(entry))) {
      const info = await stat(join(this.#folder, name)).catch(() => null)
      if (info === null || info.mtime >= olderThan) continue
      await this.remove(name)
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

function noFile(): AppError {
  return new AppError('invalid-input', 'no-file', 'There is no file in the request: send it as multipart/form-data in the field "file".')
}
