import { open } from 'node:fs/promises'
import { AppError } from '#kernel/app-error.ts'
import { FILE_LIMITS, unpackingGuard, unpacksTooLarge } from '../import/file-limits.ts'
import type { TableRow } from '../import/table-row.ts'
import { otherArchive } from '../table/refuse-other-kinds.ts'
import { MergedCells, readMergedRanges } from './merged-cells.ts'
import { readSharedStrings } from './shared-strings.ts'
import { SheetRows } from './sheet-rows.ts'
import { openWorkbook, type PartGuard, scanPart, type Workbook } from './workbook.ts'
import { XmlFault, XmlScanner } from './xml-scanner.ts'
import { readZipDirectory, unpackEntry, type ZipEntry, ZipFault } from './zip-archive.ts'

export interface WorkbookReading {
  readonly path: string
  /** To be said in messages. */
  readonly name: string
  /** Maximum number of rows; only as much of the file as they need is read. */
  readonly headRows?: number
  /** Columns of the table, where they are known. */
  readonly width?: number
  /** Columns, from 0, of figures that merged cells do not repeat. */
  readonly unfilled?: readonly number[]
  /** The name of the sheet to read, or its place (`2` is the second) where no sheet is called that; default the first. */
  readonly sheet?: string
}

/** Rows, and how much of the sheet was read to get them, 0 to 1. */
export interface WorkbookBlock {
  readonly rows: readonly TableRow[]
  readonly share: number
  /** The sheet that is read, and all there are. */
  readonly sheet: string
  readonly sheets: readonly string[]
  readonly hidden: readonly string[]
  /** Merged ranges of the sheet. */
  readonly merged: number
  /** Whether a look at the head left out rows that it was asked for, since they are long. */
  readonly cut: boolean
}

const BLOCK_ROWS = 2_000
const BLOCK_CHARACTERS = 1 << 20
/** Unpacked bytes of a sheet, and of its texts, that a look at its head reads at most. */
const HEAD_BYTES = 64 << 20
const HEAD_CHARACTERS = 2 << 20
const LEAST_HEAD_ROWS = 10
/** Bytes unpacked to find merged cells when only the head is read. */
const HEAD_MERGED_BYTES = 256 << 20

/**
 * The rows of one sheet of a workbook, the heading included, in blocks that are small however long the rows are. Runs in constant memory but for
 * the texts that cells share.
 *
 * @throws AppError `damaged-file`, `not-a-workbook`, `unknown-sheet`, `unpacks-too-large`, `too-many-columns`, `record-too-long`.
 */
export async function* scanWorkbook({
  path,
  name,
  headRows,
  width,
  unfilled,
  sheet: wanted,
}: WorkbookReading): AsyncGenerator<WorkbookBlock> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const guard: PartGuard = (part) => unpackingGuard(name, parts.get(part)?.packedBytes ?? 0, FILE_LIMITS.sheetBytes)
    const parts = await readZipDirectory(file, size)
    const workbook = await openWorkbook(file, parts, guard)
    if (workbook === null) throw otherArchive([...parts.keys()], name)
    if (workbook.sheets.length === 0) throw new ZipFault('it has no sheet')
    const sheet = sheetOf(workbook, wanted, name)
    const ranges = await readMergedRanges(
      file,
      sheet.entry,
      guard(sheet.entry.name),
      headRows === undefined ? undefined : HEAD_MERGED_BYTES,
    )
    const scan = {
      file,
      name,
      workbook,
      entry: sheet.entry,
      width,
      merged: () => new MergedCells(ranges, unfilled),
      about: {
        sheet: sheet.name,
        sheets: workbook.sheets.map((each) => each.name),
        hidden: workbook.sheets.filter(({ hidden }) => hidden).map((each) => each.name),
        merged: ranges.length,
        cut: false,
      },
    }
    if (headRows === undefined) {
      const strings =
        workbook.strings === undefined
          ? []
          : await readSharedStrings(file, workbook.strings, unpackingGuard(name, workbook.strings.packedBytes, FILE_LIMITS.stringBytes))
      yield* rowsOf(scan, textsOf(strings))
    } else yield* headOf(scan, headRows)
  } catch (error) {
    throw explain(error, name)
  } finally {
    await file.close()
  }
}

interface SheetScan {
  readonly file: Awaited<ReturnType<typeof open>>
  readonly name: string
  readonly workbook: Workbook
  readonly entry: ZipEntry
  readonly width: number | undefined
  readonly merged: () => MergedCells
  readonly about: Omit<WorkbookBlock, 'rows' | 'share'>
}

function sheetOf({ sheets }: Workbook, wanted: string | undefined, file: string): Workbook['sheets'][number] {
  const same = (name: string): boolean => name.trim().toLowerCase() === wanted?.trim().toLowerCase()
  const found =
    wanted === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : (sheets.find(({ name }) => same(name)) ?? sheets[Number(wanted) - 1])
  if (found !== undefined) return found
  const names = sheets.map(({ name }) => name).join(', ')
  throw new AppError('invalid-input', 'unknown-sheet', `${file} has no sheet "${wanted}": its sheets are ${names}.`, {
    details: { file, sheet: wanted ?? '', sheets: names },
  })
}

async function* rowsOf(
  { file, name, workbook, entry, width, merged, about }: SheetScan,
  strings: (index: number) => string,
): AsyncGenerator<WorkbookBlock> {
  const rows = new SheetRows(name, workbook, strings, { width, merged: merged() })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const scanner = new XmlScanner(rows)
  const guard = unpackingGuard(name, entry.packedBytes, FILE_LIMITS.sheetBytes)
  let [packed, told] = [0, 0]
  const share = (): number => {
    const more = Math.min(1, packed / Math.max(1, entry.packedBytes)) - told
    told += more
    return more
  }
  let block: TableRow[] = []
  let characters = 0
  const onPacked = (bytes: number): void => {
    packed += bytes
  }
  for await (const chunk of unpackEntry(file, entry, onPacked)) {
    guard(chunk.length)
    scanner.write(decoder.decode(chunk, { stream: true }))
    for (const row of rows.take()) {
      block.push(row)
      for (const cell of row.cells) characters += cell.length + 1
      if (block.length < BLOCK_ROWS && characters < BLOCK_CHARACTERS) continue
      yield { rows: block, share: share(), ...about }
      block = []
      characters = 0
    }
  }
  scanner.write(decoder.decode())
  scanner.end()
  block.push(...rows.take())
  yield { rows: block, share: share(), ...about }
}

/** The shared texts of a workbook may be a hundred times the size of its head, so only those that the head needs are read. */
async function* headOf(scan: SheetScan, headRows: number): AsyncGenerator<WorkbookBlock> {
  const { file, name, workbook, about } = scan
  let highest = -1
  await head(scan, headRows, (index) => {
    highest = Math.max(highest, index)
    return ' '
  })
  const strings =
    highest < 0 || workbook.strings === undefined
      ? []
      : await readSharedStrings(file, workbook.strings, unpackingGuard(name, workbook.strings.packedBytes, HEAD_BYTES), highest)
  const rows = await head(scan, headRows, textsOf(strings))
  const first = atMost(rows)
  yield { rows: first, share: 1, ...about, cut: first.length < rows.length }
}

/** @throws XmlFault from what it answers, for a text that is not there: an empty cell in its place would be a value lost without a word. */
function textsOf(strings: readonly string[]): (index: number) => string {
  return (index) => {
    const text = strings[index]
    if (text === undefined) throw new XmlFault('a cell names a text that is not there')
    return text
  }
}

async function head(
  { file, name, workbook, entry, merged }: SheetScan,
  headRows: number,
  strings: (index: number) => string,
): Promise<TableRow[]> {
  const rows = new SheetRows(name, workbook, strings, { merged: merged() })
  const found: TableRow[] = []
  let bytes = 0
  const count = (more: number): void => {
    bytes += more
  }
  await scanPart(file, entry, count, rows, () => {
    found.push(...rows.take())
    return found.length >= headRows || bytes > HEAD_BYTES
  })
  found.push(...rows.take())
  if (found.length < 2 && bytes > HEAD_BYTES) throw unpacksTooLarge(name)
  return found.slice(0, headRows)
}

/** The first rows of a head: fewer where they are so long that handing them over would hold others up. */
function atMost(rows: readonly TableRow[]): TableRow[] {
  let characters = 0
  let count = 0
  for (const { cells } of rows) {
    for (const cell of cells) characters += cell.length + 1
    if (characters > HEAD_CHARACTERS && count >= LEAST_HEAD_ROWS) break
    count += 1
  }
  return rows.slice(0, count)
}

function explain(error: unknown, name: string): unknown {
  const damaged = error instanceof ZipFault || error instanceof XmlFault || (error instanceof TypeError && 'code' in error)
  if (!damaged) return error
  const reason = error instanceof TypeError ? 'its text is not UTF-8' : error.message
  return new AppError('invalid-input', 'damaged-file', `${name} cannot be read as .xlsx (${reason}): save it again, or as CSV.`, {
    details: { file: name },
  })
}
