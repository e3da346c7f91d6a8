import { closeSync, fstatSync, openSync } from 'node:fs'
import { AppError } from '#kernel/app-error.ts'
import { FILE_LIMITS, recordTooLong, unpackingGuard } from '../import/file-limits.ts'
import type { TableRow } from '../import/table-row.ts'
import { ColumnChunk, type OpenFile } from './column-chunk.ts'
import { type ColumnCursor, FlatCursor, NestedCursor, TooLong } from './column-cursor.ts'
import { folderValues } from './folder-values.ts'
import { type ParquetContents, readFooter } from './parquet-footer.ts'
import { UnsupportedPart } from './unsupported-part.ts'

export interface ParquetReading {
  readonly path: string
  /** The name to say in messages. */
  readonly name: string
  /** Reads no more than these rows; default all. */
  readonly headRows?: number
}

export interface ParquetBlock {
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
  /** Of the rows of the file, those of this block. */
  readonly share: number
}

const BLOCK_CELLS = 60_000
const BLOCK_ROWS = 2_000
const BLOCK_CHARACTERS = 1 << 20

/**
 * The rows of a Parquet file in blocks, of which the first has none: it says the columns. The line of a row is its number, from 1. Of each column one
 * page is held at a time.
 *
 * @throws AppError as `readFooter` does, and `parquet-damaged`, `parquet-unsupported` and `record-too-long` with the column or row.
 */
export function* scanParquet({ path, name, headRows = Number.POSITIVE_INFINITY }: ParquetReading): Generator<ParquetBlock> {
  const descriptor = openSync(path, 'r')
  try {
    const file = { descriptor, bytes: fstatSync(descriptor).size }
    const contents = readFooter(file, name)
    const own = contents.layout.columns.map((column) => column.name)
    const around = folderValues(path, own)
    const same = around.map(([, value]) => value)
    const columns = [...own, ...around.map(([column]) => column)]
    yield { columns, rows: [], share: 0 }
    const most = Math.min(contents.rows, headRows)
    const size = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_CELLS / columns.length)))
    const guard = unpackingGuard(name, file.bytes, FILE_LIMITS.textBytes)
    let line = 0
    for (const [group, { num_rows: rows }] of contents.metadata.row_groups.entries()) {
      if (line >= most) return
      const cursors = cursorsOf(file, contents, group)
      for (let left = Number(rows); left > 0 && line < most;) {
        const block = Array.from({ length: Math.min(left, size) }, (): string[] => [])
        for (const [j, cursor] of cursors.entries()) fill(cursor, block, j, { name, column: columns[j] ?? '', line: line + 1 })
        left -= block.length
        // Cells that share one long text take no memory here, but they would beyond the thread.
        let ready: TableRow[] = []
        let characters = 0
        for (const cells of block) {
          line += 1
          const before = characters
          for (const cell of cells) characters += cell.length
          guard(characters - before)
          cells.push(...same)
          ready.push({ line, cells })
          if (characters < BLOCK_CHARACTERS) continue
          yield { columns, rows: ready, share: ready.length / contents.rows }
          ready = []
          characters = 0
        }
        yield { columns, rows: ready, share: ready.length / contents.rows }
      }
    }
  } finally {
    closeSync(descriptor)
  }
}

function cursorsOf(file: OpenFile, { metadata, layout }: ParquetContents, group: number): ColumnCursor[] {
  const { leaves, columns } = layout
  const chunks = (metadata.row_groups[group]?.columns ?? []).flatMap(({ meta_data: meta }, i) => {
    const leaf = leaves[i]
    return meta === undefined || leaf === undefined ? [] : [new ColumnChunk(file, meta, leaf)]
  })
  return columns.map(({ from, nested }) => {
    if (nested !== undefined) return new NestedCursor(nested, chunks.slice(from, nested.to), leaves.slice(from, nested.to))
    const [chunk, leaf] = [chunks[from], leaves[from]]
    if (chunk === undefined || leaf === undefined) throw new RangeError('a column without values')
    return new FlatCursor(chunk, leaf)
  })
}

interface Place {
  readonly name: string
  readonly column: string
  readonly line: number
}

function fill(cursor: ColumnCursor, rows: readonly string[][], j: number, place: Place): void {
  try {
    cursor.fill(rows, j)
  } catch (error) {
    throw explained(error, place)
  }
}

function explained(error: unknown, { name, column, line }: Place): AppError {
  if (error instanceof TooLong) return recordTooLong(name, line + error.row)
  if (error instanceof UnsupportedPart) {
    return new AppError(
      'invalid-input',
      'parquet-unsupported',
      `The column ${column} of ${name} is written with ${error.message}, which is not read: write the file with Snappy or Zstandard, or as CSV, and import that.`,
      { details: { file: name, column, feature: error.message } },
    )
  }
  return new AppError(
    'invalid-input',
    'parquet-damaged',
    `${name} is damaged: the column ${column} cannot be read near row ${line}; copy or export it again.`,
    { details: { file: name, column, line } },
  )
}
