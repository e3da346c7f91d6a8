import { lstat, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, messageOf } from '#kernel/app-error.ts'

/** Size of a regular, non-empty, readable file. @throws AppError as `statFile` and `firstBytes` */
export async function fileSize(path: string, name = basename(path)): Promise<number> {
  const { bytes } = await statFile(path, name)
  await firstBytes(path, name)
  return bytes
}

/**
 * Size of a regular, non-empty file, and when it was last written. @throws AppError when it is missing, a directory, empty, or cannot be
 * accessed.
 */
export async function statFile(path: string, name = basename(path)): Promise<{ readonly bytes: number; readonly modified: number }> {
  let found
  try {
    found = await stat(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' && (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true)
      throw invalid('dangling-link', `${path} is a link to a file that is not there: import the file itself.`, name)
    if (code === 'ELOOP') throw invalid('dangling-link', `${path} is a link that leads back to itself: import the file itself.`, name)
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('not-found', 'file-not-found', `There is no file ${path}: check the path.`, { details: { file: name } })
    throw unreadable(error, path, name)
  }
  if (found.isDirectory()) throw invalid('is-a-directory', `${path} is a directory: name the file inside it.`, name)
  if (!found.isFile())
    throw invalid('not-a-file', `${path} is a device or a pipe, not a regular file: save what it gives as a file and import that.`, name)
  if (found.size === 0) throw invalid('empty-file', `${name} is empty: export it again.`, name)
  return { bytes: found.size, modified: found.mtimeMs }
}

/**
 * @param mayGrow Bytes appended after the inspected ones do not matter, because they are not read.
 * @throws AppError `file-changed` if the file was written to or replaced since it was inspected.
 */
export async function refuseChanged({ path, name, bytes, modified }: SeenFile, mayGrow = false): Promise<void> {
  const now = await statFile(path, name)
  if ((now.bytes === bytes && now.modified === modified) || (mayGrow && now.bytes > bytes)) return
  throw new AppError(
    'invalid-input',
    'file-changed',
    `${name} changed while it was read: wait until it is complete, or copy it, and import it again.`,
    {
      details: { file: name },
    },
  )
}

export interface SeenFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly modified: number
}

/** The parts of an old workbook are listed somewhere in its first chunks. */
const HEAD = 1 << 16

/** @throws AppError `file-unreadable` */
export async function firstBytes(path: string, name: string): Promise<Buffer> {
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw unreadable(error, path, name)
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function unreadable(error: unknown, path: string, name: string): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === 'EACCES'
    ? invalid('file-unreadable', `${path} may not be read: give this user the right to read it.`, name)
    : invalid('file-unreadable', `${path} cannot be read: ${messageOf(error)}.`, name)
}

function invalid(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
