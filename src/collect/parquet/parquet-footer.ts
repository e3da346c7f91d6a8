import { readSync } from 'node:fs'
import { type FileMetaData, parquetMetadata, parquetSchema } from 'hyparquet'
import { AppError } from '#kernel/app-error.ts'
import { FILE_LIMITS, tooManyColumns, unpacksTooLarge } from '../import/file-limits.ts'
import type { OpenFile } from './column-chunk.ts'
import { layoutOf, type ParquetLayout } from './parquet-columns.ts'

const [PLAIN, ENCRYPTED] = ['PAR1', 'PARE']
/** Words at the end of the file: the length of what stands before them, and four letters. */
const TAIL = 8
const LONGEST_FOOTER = 64 << 20
/** Files with fewer cells than this are always read quickly. */
const CELLS_FROM = 8 << 20

export interface ParquetContents {
  readonly metadata: FileMetaData
  readonly layout: ParquetLayout
  readonly rows: number
}

/** What a file says of its columns and of where they stand. @throws AppError for a file that is cut off, encrypted, damaged or no table. */
export function readFooter(file: OpenFile, name: string): ParquetContents {
  const tail = bytesAt(file, Math.max(0, file.bytes - TAIL), TAIL)
  const mark = tail.toString('latin1', 4)
  if (mark === ENCRYPTED) throw encrypted(name)
  if (file.bytes < 3 * 4 || mark !== PLAIN)
    throw invalid('truncated-file', `${name} is cut off: its end is missing; copy or download it again.`, name)
  const length = tail.readUInt32LE(0)
  if (length > file.bytes - TAIL - 4) throw damaged(name)
  if (length > LONGEST_FOOTER) throw parquetTooLarge(name)
  try {
    const metadata = parquetMetadata(bytesAt(file, file.bytes - TAIL - length, length + TAIL), { geoparquet: false, parsers: NO_PARSERS })
    const layout = layoutOf(parquetSchema(metadata), metadata.created_by ?? '')
    return { metadata, layout, rows: checkedRows(metadata, layout, file.bytes, name) }
  } catch (error) {
    throw error instanceof AppError ? error : damaged(name)
  }
}

/** Minimum and maximum values are not needed. */
const nothing = (): undefined => undefined
const NO_PARSERS = {
  timestampFromMilliseconds: nothing,
  timestampFromMicroseconds: nothing,
  timestampFromNanoseconds: nothing,
  dateFromDays: nothing,
  stringFromBytes: nothing,
  jsonFromBytes: nothing,
  geometryFromBytes: nothing,
  geographyFromBytes: nothing,
  uuidFromBytes: nothing,
}

function checkedRows(
  { num_rows: said, row_groups: groups }: FileMetaData,
  { leaves, columns }: ParquetLayout,
  bytes: number,
  name: string,
): number {
  if (columns.length === 0) throw invalid('empty-file', `${name} has no rows.`, name)
  if (columns.length > FILE_LIMITS.columns) throw tooManyColumns(name)
  let rows = 0
  for (const { num_rows: some, columns: chunks } of groups) {
    if (some < 0n || chunks.length !== leaves.length) throw damaged(name)
    rows += Number(some)
    for (const [i, { meta_data: meta, crypto_metadata: crypto, file_path: elsewhere }] of chunks.entries()) {
      const leaf = leaves[i]
      if (crypto !== undefined || meta === undefined) throw encrypted(name)
      if (elsewhere !== undefined && elsewhere !== '') throw damaged(name)
      if (leaf === undefined || meta.type !== leaf.type || meta.path_in_schema.join('.') !== leaf.path) throw damaged(name)
      if (leaf.mostRepeated === 0 ? meta.num_values !== some : meta.num_values < some) throw damaged(name)
    }
  }
  if (BigInt(rows) !== said) throw damaged(name)
  const cells = rows * columns.length
  if (cells > CELLS_FROM && cells > bytes * FILE_LIMITS.ratio) throw unpacksTooLarge(name)
  return rows
}

function bytesAt({ descriptor }: OpenFile, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  const read = readSync(descriptor, bytes, 0, length, from)
  return bytes.subarray(0, read)
}

export function parquetTooLarge(name: string): AppError {
  return invalid(
    'parquet-too-large',
    `${name} needs more memory than a Parquet file may: write it with smaller row groups, or as CSV, and import that.`,
    name,
  )
}

function encrypted(name: string): AppError {
  return invalid('parquet-encrypted', `${name} is encrypted: write it without encryption, or as CSV, and import that.`, name)
}

function damaged(name: string): AppError {
  return invalid('damaged-file', `${name} is damaged: what it says of its own columns does not fit; copy or export it again.`, name)
}

function invalid(code: string, message: string, file: string): AppError {
  return new AppError('invalid-input', code, message, { details: { file } })
}
