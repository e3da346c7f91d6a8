import { lstat, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, messageOf } from '#kernel/app-error.ts'

/** Bytes of a regular file that is not empty. @throws AppError when it is missing, a directory, empty, or may not be looked at. */
export async function fileSize(path: string, name = basename(path)): Promise<number> {
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
    if (code === 'EACCES') throw invalid('file-unreadable', `${path} may not be read: give this user the right to read it.`, name)
    throw invalid('file-unreadable', `${path} cannot be read: ${messageOf(error)}.`, name)
  }
  if (found.isDirectory()) throw invalid('is-a-directory', `${path} is a directory: name the file inside it.`, name)
  if (!found.isFile()) throw invalid('not-a-file', `${path} is not a regular file.`, name)
  if (found.size === 0) throw invalid('empty-file', `${name} is empty.`, name)
  return found.size
}

/** The parts of an old workbook are listed somewhere in its first pieces. */
const HEAD = 1 << 16

export async function firstBytes(path: string, name: string): Promise<Buffer> {
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    throw invalid('file-unreadable', `${path} cannot be read: ${messageOf(error)}.`, name)
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function invalid(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
