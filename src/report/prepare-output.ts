import { constants } from 'node:fs'
import { access, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AppError, messageOf } from '#kernel/app-error.ts'

/** A folder that results may be written into. */
export interface OutputFolder {
  readonly path: string
  /**
   * Writes all files or none of them; files of the same names are replaced. Files in `names` left by an earlier run and not written by this one are removed, so
   * that no outdated list lies next to a report. Returns their full paths.
   */
  write(files: readonly { readonly name: string; readonly text: string }[], names?: readonly string[]): Promise<string[]>
  /** Removes the folder if it was created here and nothing was written to it. */
  abandon(): Promise<void>
}

/**
 * Makes the folder, or checks that it can be written to, before any work is done.
 *
 * Throws an AppError when the path is a file or may not be written to.
 */
export async function prepareOutput(path: string): Promise<OutputFolder> {
  const folder = resolve(path)
  const made = await makeFolders(folder)
  await access(folder, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw notWritable(folder, error)
  })
  let written = false
  return {
    path: folder,
    async write(files, names = []) {
      const drafts = files.map(({ name, text }) => ({
        text,
        place: join(folder, name),
        draft: join(folder, `.${name}.${process.pid}.part`),
      }))
      try {
        for (const { draft, text } of drafts) await writeFile(draft, text, { flush: true })
        for (const { draft, place } of drafts) await rename(draft, place)
        const left = names.filter((name) => files.every((file) => file.name !== name))
        for (const name of left) await rm(join(folder, name), { force: true })
      } catch (error) {
        await Promise.all(drafts.map(({ draft }) => rm(draft, { force: true })))
        throw notWritable(folder, error)
      }
      written = true
      return drafts.map(({ place }) => place)
    },
    async abandon() {
      if (!written && made !== null) await rm(made, { recursive: true, force: true })
    },
  }
}

/**
 * Creates the missing parts of the path, one folder after the other (the recursive mkdir of Node.js never returns below /proc), and returns the
 * first folder created, or null when all existed.
 */
async function makeFolders(folder: string): Promise<string | null> {
  const missing: string[] = []
  let place = folder
  for (;;) {
    const found = await stat(place).catch(() => null)
    if (found?.isDirectory() === true) break
    if (found !== null) throw new AppError('invalid-input', 'out-is-a-file', `${place} is a file: name a folder for the report with --out.`)
    missing.unshift(place)
    if (dirname(place) === place) break
    place = dirname(place)
  }
  try {
    for (const each of missing) await mkdir(each)
  } catch (error) {
    throw notWritable(folder, error)
  }
  return missing[0] ?? null
}

function notWritable(folder: string, error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOSPC') {
    return new AppError(
      'unavailable',
      'disk-full',
      `The disk of ${folder} is full: free some space and run it again; nothing half-written was kept.`,
    )
  }
  if (code === 'EISDIR') {
    return new AppError(
      'invalid-input',
      'out-in-the-way',
      `A folder in ${folder} has the name of a report file: choose another with --out.`,
    )
  }
  return new AppError(
    'invalid-input',
    'out-not-writable',
    `${folder} cannot be written to (${messageOf(error)}): choose another folder with --out.`,
    {
      cause: error,
    },
  )
}
