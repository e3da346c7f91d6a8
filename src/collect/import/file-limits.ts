import { AppError } from '#kernel/app-error.ts'

/** What a file of a shop stays far below, and a file made to do harm goes far beyond. */
export const FILE_LIMITS = {
  columns: 2_000,
  /** Of one row, and of one cell. */
  recordCharacters: 1 << 20,
  /** Cells beyond the heading that a row keeps, to be shown with its refusal. */
  extraCells: 100,
  xlsxBytes: 200 << 20,
  /** Of any one part of a spreadsheet, and of a .csv.gz. */
  sheetBytes: 2 ** 31,
  stringBytes: 2 ** 29,
  textBytes: 2 ** 34,
  /** Unpacked bytes for each packed one; counted only beyond `ratioFrom` bytes, since small files may well repeat themselves. */
  ratio: 250,
  ratioFrom: 64 << 20,
} as const

export function tooManyColumns(name: string): AppError {
  return new AppError(
    'invalid-input',
    'too-many-columns',
    `${name} has more than ${FILE_LIMITS.columns} columns: delete those that are not needed and import it again.`,
    { details: { file: name, limit: FILE_LIMITS.columns } },
  )
}

export function recordTooLong(name: string, line: number): AppError {
  return new AppError(
    'invalid-input',
    'record-too-long',
    `Row ${line} of ${name} has more than ${FILE_LIMITS.recordCharacters} characters: check whether its line ends are missing, or shorten it, and import again.`,
    { details: { file: name, line, limit: FILE_LIMITS.recordCharacters } },
  )
}

/** Counts unpacked bytes against packed ones. The function it returns throws `unpacks-too-large` as soon as there are too many. */
export function unpackingGuard(name: string, packedBytes: number, most: number): (bytes: number) => void {
  let unpacked = 0
  return (bytes) => {
    unpacked += bytes
    if (unpacked > most || (unpacked > FILE_LIMITS.ratioFrom && unpacked > packedBytes * FILE_LIMITS.ratio)) {
      throw unpacksTooLarge(name)
    }
  }
}

export function unpacksTooLarge(name: string): AppError {
  return new AppError(
    'invalid-input',
    'unpacks-too-large',
    `${name} unpacks to far more than a table of its size: unpack it yourself, check it, and import it as plain CSV.`,
    { details: { file: name } },
  )
}
