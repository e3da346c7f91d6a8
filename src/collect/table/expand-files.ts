import { glob, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#kernel/app-error.ts'

const TABLES = /\.(?:csv|tsv|txt|xlsx|ndjson|jsonl|parquet)(?:\.gz)?$/i
const MOST_FILES = 10_000

/**
 * The files that a path or a pattern such as `orders/*.csv` means, by name: a file itself, the tables in a folder, what fits the pattern. A path that is
 * none of them stays, so that the code that opens it reports what is wrong.
 *
 * @throws AppError `no-tables` for a folder without tables and a pattern that nothing fits.
 */
export async function expandFiles(pattern: string): Promise<string[]> {
  const found = await stat(pattern).catch(() => undefined)
  if (found?.isDirectory() === true) {
    const names = await tablesIn(pattern)
    if (names.length === 0) throw noTables(pattern)
    return inOrder(names).map((name) => join(pattern, name))
  }
  if (found !== undefined || !/[*?[{]/.test(pattern)) return [pattern]
  const files: string[] = []
  for await (const file of glob(pattern)) {
    if (files.length >= MOST_FILES) break
    if ((await stat(file).catch(() => undefined))?.isFile() === true) files.push(file)
  }
  if (files.length === 0) throw noTables(pattern)
  return inOrder(files)
}

/** Tables in a folder, and in the folders inside that name a value of theirs, as in `currency=USD`. */
async function tablesIn(folder: string): Promise<string[]> {
  const names: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (/^[.~]/.test(entry.name)) continue
    if (!entry.isDirectory()) {
      if (TABLES.test(entry.name)) names.push(entry.name)
    } else if (entry.name.indexOf('=') > 0) names.push(...(await tablesIn(join(folder, entry.name))).map((name) => join(entry.name, name)))
    if (names.length >= MOST_FILES) break
  }
  return names
}

/** Numbers in names count as numbers: orders-2 comes before orders-10. */
function inOrder(names: readonly string[]): string[] {
  const collator = new Intl.Collator('en', { numeric: true })
  return names.toSorted((a, b) => collator.compare(a, b) || (a < b ? -1 : 1))
}

function noTables(pattern: string): AppError {
  return new AppError('not-found', 'no-tables', `There is no CSV, .xlsx, NDJSON or Parquet file at ${pattern}: check the path.`, {
    details: { file: pattern },
  })
}
