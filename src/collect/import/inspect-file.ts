import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AppError, messageOf } from '#kernel/app-error.ts'

export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/** What the bytes of a file are, found by reading all of them, so that damage shows before anything is stored. */
export interface InspectedFile {
  readonly path: string
  readonly name: string
  readonly format: 'csv' | 'xlsx'
  readonly gzip: boolean
  /** Of the text; 'utf-8' for xlsx. */
  readonly encoding: TextEncoding
  readonly sha256: string
  readonly bytes: number
}

const MAX_XLSX_BYTES = 200 * 1024 * 1024

/**
 * Reads the whole file once. The encoding is that of the byte-order mark, else UTF-8 if all bytes are valid UTF-8, else GB18030 if
 * all are valid GB18030.
 *
 * @param name The name to say in messages, where it differs from the path's (an upload is stored under an id).
 * @throws AppError when the file is missing, a directory, empty, cut off, damaged, or neither text nor .xlsx.
 */
export async function inspectFile(path: string, name = basename(path), signal?: AbortSignal): Promise<InspectedFile> {
  const bytes = await fileSize(path, name)
  const head = await firstBytes(path, name)
  const sha256 = createHash('sha256')
  const base = { path, name, bytes }
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) {
    if (bytes > MAX_XLSX_BYTES) throw invalid('file-too-large', `${name} is larger than 200 MB: save it as CSV and import that.`, name)
    for await (const chunk of createReadStream(path, signal === undefined ? {} : { signal })) sha256.update(chunk as Buffer)
    return { ...base, format: 'xlsx', gzip: false, encoding: 'utf-8', sha256: sha256.digest('hex') }
  }
  if (head.subarray(0, 4).equals(Buffer.from('d0cf11e0', 'hex'))) {
    throw invalid(
      'old-excel',
      `${name} is an old or protected Excel file: open it, save it as .xlsx or CSV without a password, and import that.`,
      name,
    )
  }
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const first = await readText(path, name, gzip, undefined, signal, (chunk) => sha256.update(chunk))
  const common = { ...base, format: 'csv', gzip, sha256: sha256.digest('hex') } as const
  if (first.textBytes === 0) throw invalid('empty-file', `${name} is empty.`, name)
  if (first.mark !== undefined) return { ...common, encoding: first.mark }
  if (first.binary) throw invalid('not-a-table', `${name} is neither a text file nor .xlsx: export the data as CSV or .xlsx.`, name)
  if (first.valid) return { ...common, encoding: 'utf-8' }
  const second = await readText(path, name, gzip, 'gb18030', signal)
  if (second.valid) return { ...common, encoding: 'gb18030' }
  throw invalid('unknown-encoding', `The text of ${name} is neither UTF-8 nor GB18030: save it as "CSV UTF-8" and import it again.`, name)
}

/** The bytes of the text of a CSV file, unpacked. Errors of gzip become an AppError. `onRaw` sees the packed bytes. */
export async function* unpackedChunks(
  path: string,
  name: string,
  gzip: boolean,
  onRaw?: (chunk: Buffer) => void,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const raw = createReadStream(path, { highWaterMark: 1 << 18, ...(signal === undefined ? {} : { signal }) })
  if (onRaw !== undefined) raw.on('data', (chunk) => onRaw(chunk as Buffer))
  let source: Readable = raw
  if (gzip) {
    const gunzip = createGunzip({ chunkSize: 1 << 18 })
    raw.on('error', (error) => gunzip.destroy(error))
    source = raw.pipe(gunzip)
  }
  try {
    for await (const chunk of source) yield chunk as Buffer
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'Z_BUF_ERROR')
      throw invalid('truncated-file', `${name} is cut off: the gzip data ends too early; copy or download it again.`, name)
    if (code.startsWith('Z_'))
      throw invalid('damaged-file', `${name} is damaged: its gzip data cannot be unpacked; copy or download it again.`, name)
    throw error
  } finally {
    raw.destroy()
    source.destroy()
  }
}

interface TextScan {
  readonly textBytes: number
  readonly valid: boolean
  readonly binary: boolean
  readonly mark: TextEncoding | undefined
}

async function readText(
  path: string,
  name: string,
  gzip: boolean,
  encoding: TextEncoding | undefined,
  signal: AbortSignal | undefined,
  onRaw?: (chunk: Buffer) => void,
): Promise<TextScan> {
  const decoder = new TextDecoder(encoding ?? 'utf-8', { fatal: true })
  let textBytes = 0
  let valid = true
  let binary = false
  let mark: TextEncoding | undefined
  for await (const chunk of unpackedChunks(path, name, gzip, onRaw, signal)) {
    if (textBytes === 0) mark = byteOrderMark(chunk)
    textBytes += chunk.length
    if (mark?.startsWith('utf-16') === true) continue
    if (!binary && chunk.includes(0)) binary = true
    if (valid) valid = decodes(decoder, chunk, true)
  }
  if (mark?.startsWith('utf-16') !== true && valid) valid = decodes(decoder, Buffer.alloc(0), false)
  // A mark that the text does not keep to says nothing.
  return { textBytes, valid, binary, mark: mark === 'utf-8' && !valid ? undefined : mark }
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer, stream: boolean): boolean {
  try {
    decoder.decode(chunk, { stream })
    return true
  } catch {
    return false
  }
}

function byteOrderMark(chunk: Buffer): TextEncoding | undefined {
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) return 'utf-8'
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le'
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be'
  return undefined
}

/** Bytes of a regular file that is not empty. @throws AppError when it is missing, a directory, empty, or may not be looked at. */
export async function fileSize(path: string, name = basename(path)): Promise<number> {
  let found
  try {
    found = await stat(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('not-found', 'file-not-found', `There is no file ${path}: check the path.`, { details: { file: name } })
    if (code === 'EACCES') throw invalid('file-unreadable', `${path} may not be read: give this user the right to read it.`, name)
    throw invalid('file-unreadable', `${path} cannot be read: ${messageOf(error)}.`, name)
  }
  if (found.isDirectory()) throw invalid('is-a-directory', `${path} is a directory: name the file inside it.`, name)
  if (!found.isFile()) throw invalid('not-a-file', `${path} is not a regular file.`, name)
  if (found.size === 0) throw invalid('empty-file', `${name} is empty.`, name)
  return found.size
}

async function firstBytes(path: string, name: string): Promise<Buffer> {
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw invalid('file-unreadable', `${path} cannot be read: ${messageOf(error)}.`, name)
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function invalid(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
