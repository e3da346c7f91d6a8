import { glob, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#kernel/app-error.ts'

const TABLES = /\.(?:csv|tsv|txt|xlsx|ndjson|jsonl|parquet)(?:\.gz)?$/i
const MOST_FILES = 10_000

/**
 * The files that a path or a pattern such as `orders/*.csv` means, by name: a file itself, the tables in a folder, what fits the pattern. A path that is
 * none of them stays, so that whoever opens it says what is wrong.
 *
 * @throws AppError `no-tables` for a folder without tables and a pattern that nothing fits.
 */
export async function expandFiles(pattern: string): Promise<string[]> {
  const found = await stat(pattern).catch(() => undefined)
  if (found?.isDirectory() === true) {
    const names = (await readdir(pattern, { withFileTypes: true }))
      .filter((entry) => !entry.isDirectory() && TABLES.test(entry.name) && !/^[.~]/.test(entry.name))
      .map(({ name }) => name)
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
