import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AppError } from '#kernel/app-error.ts'
import { FILE_LIMITS, unpackingGuard } from './file-limits.ts'

export interface PackedText {
  readonly path: string
  readonly name: string
  readonly gzip: boolean
  /** What comes behind them was written since the file was looked at. */
  readonly bytes: number
}

export interface ChunkWatch {
  /** Sees the packed bytes. */
  readonly onRaw?: ((chunk: Buffer) => void) | undefined
  /** How many of them there were. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The bytes of a text, unpacked. Errors of gzip become an AppError. */
export async function* unpackedChunks(
  { path, name, gzip, bytes }: PackedText,
  { onRaw, onBytes, signal }: ChunkWatch = {},
): AsyncGenerator<Buffer> {
  const raw = createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 18, ...(signal === undefined ? {} : { signal }) })
  const guard = gzip ? unpackingGuard(name, bytes, FILE_LIMITS.textBytes) : undefined
  if (onRaw !== undefined) raw.on('data', (chunk) => onRaw(chunk as Buffer))
  if (onBytes !== undefined) raw.on('data', ({ length }) => onBytes(length))
  let source: Readable = raw
  if (gzip) {
    const gunzip = createGunzip({ chunkSize: 1 << 18 })
    raw.on('error', (error) => gunzip.destroy(error))
    source = raw.pipe(gunzip)
  }
  try {
    for await (const chunk of source) {
      guard?.((chunk as Buffer).length)
      yield chunk as Buffer
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'Z_BUF_ERROR')
      throw new AppError(
        'invalid-input',
        'truncated-file',
        `${name} is cut off: the gzip data ends too early; copy or download it again.`,
        { details: { file: name } },
      )
    if (code.startsWith('Z_'))
      throw new AppError(
        'invalid-input',
        'damaged-file',
        `${name} is damaged: its gzip data cannot be unpacked; copy or download it again.`,
        { details: { file: name } },
      )
    throw error
  } finally {
    raw.destroy()
    source.destroy()
  }
}
