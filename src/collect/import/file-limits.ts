import { AppError } from '#kernel/app-error.ts'

/** Limits that genuine shop files stay far below and malicious files exceed. */
export const FILE_LIMITS = {
  columns: 2_000,
  /** Limits for one row, and for one cell. */
  recordCharacters: 1 << 20,
  /** Cells beyond the heading that a refused row keeps for display. */
  extraCells: 100,
  xlsxBytes: 200 << 20,
  /** Limit for any one part of a spreadsheet, and for a .csv.gz. */
  sheetBytes: 2 ** 31,
  stringBytes: 2 ** 29,
  textBytes: 2 ** 34,
  /** Unpacked bytes per packed byte; checked only beyond `ratioFrom` bytes, since small files can be repetitive. */
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

/** Counts unpacked and packed bytes. The returned function throws `unpacks-too-large` as soon as the limit is exceeded. */
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
