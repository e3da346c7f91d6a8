import { readFile } from 'node:fs/promises'
import { AppError } from '#kernel/app-error.ts'

/** The text of a file in UTF-8. @throws AppError `file-not-found` */
export async function readTextFile(file: string): Promise<string> {
  return (await readRawFile(file)).toString('utf8')
}

/** @throws AppError `file-not-found` */
export async function readRawFile(file: string): Promise<Buffer> {
  return await readFile(file).catch((cause: unknown) => {
    throw new AppError('invalid-input', 'file-not-found', `Cannot read the file ${file}. Check the path.`, { cause, details: { file } })
  })
}
