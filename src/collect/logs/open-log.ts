import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { firstBytes, type SeenFile, statFile } from '../import/file-size.ts'
import type { PackedText } from '../import/unpacked-chunks.ts'

/** A log as it was when it was looked at: what is appended later is not read. */
export type LogFile = SeenFile & PackedText & { readonly sha256: string }

/** @throws AppError when the file is missing, a directory, empty, or cannot be accessed. */
export async function openLog(path: string, name = basename(path), signal?: AbortSignal): Promise<LogFile> {
  const { bytes, modified } = await statFile(path, name)
  const head = await firstBytes(path, name)
  const sha256 = createHash('sha256')
  for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 18, ...(signal === undefined ? {} : { signal }) }))
    sha256.update(chunk as Buffer)
  return { path, name, bytes, modified, gzip: head[0] === 0x1f && head[1] === 0x8b, sha256: sha256.digest('hex') }
}
