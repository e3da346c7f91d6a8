import { AppError } from '#kernel/app-error.ts'
import { storableText } from '#kernel/cut-text.ts'
import { distinctNames } from '../import/distinct-names.ts'
import { FILE_LIMITS, tooManyColumns } from '../import/file-limits.ts'
import { type InspectedFile, inspectFile } from '../import/inspect-file.ts'
import type { Extent } from '../import/scan-text.ts'
import { sniffDelimiter } from '../import/read-csv.ts'
import { readTable, type SheetsOfBook } from '../import/read-table.ts'
import type { TableRow } from '../import/table-row.ts'
import { readParquet } from '../parquet/read-parquet.ts'
import { looksCutOff } from './cut-end.ts'
import { filledCells, usedWidth, usualFill } from './cell-shape.ts'
import { cleanCell } from './clean-cell.ts'
import { ndjsonKeys, readNdjson } from './read-ndjson.ts'
import { findHeading, type Heading } from './find-heading.ts'
import { RowFilter, type TableShape } from './row-filter.ts'
import { unitOfLine } from '../columns/amount-unit.ts'
import {
  aboveNote,
  cutNote,
  encodingNote,
  mergedNote,
  mixedNote,
  noHeadingNote,
  sameNameNote,
  sheetNote,
  walkNotes,
} from './table-notes.ts'
import { SAMPLE_ROWS, type Table, type TableNote, type TableWish } from './table.ts'

export interface OpenOptions {
  /** The name to show, if different from the path's. */
  readonly fileName?: string
  readonly wish?: TableWish
  readonly signal?: AbortSignal
  /** How much of the file to inspect: its head or the whole (default). */
  readonly extent?: Extent
  /** Columns that the sheet must have: the first sheet with them is used. */
  readonly holding?: readonly string[]
  /** Whether columns of these names can be read as what is asked for: a sheet of them comes before one that has more cells. */
  readonly fits?: (names: readonly string[]) => boolean
}

/** Headings of money and pieces. */
const FIGURE =
  /额|价|款(?!.*(?:时间|日期))|费|总|付(?!.*(?:时间|日期|方式))|数量|件数|amount|total|price|paid(?! (?:at|on))|cost|discount|shipping$|tax|refund|revenue|sales|quantity|qty|betrag|preis|menge/i
/** Rows above the data that a look at the head allows for. */
const PREAMBLE_ROWS = 200
const HEAD_ROWS = SAMPLE_ROWS + PREAMBLE_ROWS
const TRIED_SHEETS = 50
/** Weight of a sheet that can be read as what is asked for, beside one that has more cells. */
const FITTING = 1e9
/** Weight of a hidden sheet. */
const HIDDEN = 1e-6

/**
 * Finds the table in a file: its encoding, delimiter, sheet, heading and first rows. What `wish` says is not guessed.
 *
 * @throws AppError as `inspectFile` and `readTable` do; `empty-file` for a file of blanks, `no-rows` for one with a heading only.
 */
export async function openTable(path: string, options: OpenOptions = {}): Promise<Table> {
  const { fileName, wish = {}, signal, extent = 'whole' } = options
  const file = await inspectFile(path, fileName, signal, extent, wish.encoding)
  if (file.format === 'ndjson') return namedTable(file, await headOfObjects(file, extent, signal))
  if (file.format === 'parquet') return namedTable(file, await headOfParquet(file, signal))
  const delimiter = await sniffDelimiter(file)
  const first = await readHead(file, delimiter, { sheet: wish.sheet }, signal)
  let head = first
  if (wish.sheet === undefined && (first.book?.sheets.length ?? 0) > 1) head = await bestSheet(file, first, options)
  const unfilled = head.book === undefined || head.book.merged === 0 ? [] : figureColumns(head.rows, wish)
  if (unfilled.length > 0)
    head = {
      ...(await readHead(file, delimiter, { sheet: head.book?.sheet, unfilled }, signal)),
      ...(head.alike === undefined ? {} : { alike: head.alike }),
    }
  const table = tableOf(file, delimiter, head, wish, unfilled)
  return (await looksCutOff(file, delimiter)) ? { ...table, notes: [...table.notes, cutNote()] } : table
}

/** The first rows of a file that names its values itself, and those names. */
interface NamedHead {
  readonly names: readonly string[]
  readonly rows: readonly TableRow[]
  /** Of a file of JSON objects: the keys that its rows are read by. */
  readonly keys?: readonly string[]
}

async function headOfObjects(file: InspectedFile, extent: Extent, signal?: AbortSignal): Promise<NamedHead> {
  const options = signal === undefined ? {} : { signal }
  const keys = await ndjsonKeys(file, extent === 'head' ? { ...options, headRows: SAMPLE_ROWS } : options)
  const rows: TableRow[] = []
  for await (const block of readNdjson(file, { ...options, keys })) {
    rows.push(...block)
    if (rows.length >= SAMPLE_ROWS) break
  }
  return { names: keys, rows, keys }
}

async function headOfParquet(file: InspectedFile, signal?: AbortSignal): Promise<NamedHead> {
  let names: readonly string[] = []
  const rows: TableRow[] = []
  for await (const block of readParquet({ path: file.path, name: file.name, headRows: SAMPLE_ROWS }, signal)) {
    names = block.columns
    rows.push(...block.rows)
  }
  return { names, rows }
}

function namedTable(file: InspectedFile, { names, rows: raw, keys }: NamedHead): Table {
  const rows = raw.map(({ line, cells }) => ({ line, cells: cells.map(cleanCell) }))
  if (rows.length === 0) throw names.length === 0 ? emptyFile(file.name) : noRows(file.name)
  const shape: TableShape = {
    headingLine: 0,
    heading: [],
    width: names.length,
    filled: usualFill(rows),
    optionalFrom: 0,
    unfilled: [],
    ...(keys === undefined ? {} : { keys }),
  }
  const sample = new RowFilter(shape).records(rows.slice(0, SAMPLE_ROWS)).map(({ cells }) => cells)
  const notes = [
    ...(file.encodingGuessed === true ? [encodingNote(file.encoding, file.encodingUnsure)] : []),
    ...(file.damagedLine === undefined ? [] : [mixedNote(file.damagedLine)]),
  ]
  return {
    file,
    delimiter: '',
    sheet: null,
    sheets: [],
    headingLine: 0,
    columns: distinctNames(names.map(storableText)),
    sample,
    sampleIsAll: rows.length < SAMPLE_ROWS,
    notes,
    shape,
  }
}

interface SheetHead {
  readonly rows: readonly TableRow[]
  readonly book: SheetsOfBook | undefined
  /** Other sheets of the same headings. */
  readonly alike?: readonly string[]
}

async function readHead(
  file: InspectedFile,
  delimiter: string,
  { sheet, unfilled }: { readonly sheet?: string | undefined; readonly unfilled?: readonly number[] },
  signal?: AbortSignal,
): Promise<SheetHead> {
  const rows: TableRow[] = []
  let book: SheetsOfBook | undefined
  const reading = {
    delimiter,
    headRows: HEAD_ROWS,
    onSheets: (about: SheetsOfBook): void => void (book = about),
    ...(sheet === undefined ? {} : { sheet }),
    ...(unfilled === undefined ? {} : { unfilled }),
    ...(signal === undefined ? {} : { signal }),
  }
  for await (const block of readTable(file, reading)) {
    for (const { line, cells } of block) {
      if (rows.length >= HEAD_ROWS) break
      const clean = cells.map((cell) => storableText(cleanCell(cell)))
      if (usedWidth(clean) > 0) rows.push({ line, cells: clean })
    }
    if (rows.length >= HEAD_ROWS) break
  }
  return { rows, book }
}

/** The sheet with the columns asked for, else the one that looks most like data; the first of equals. */
async function bestSheet(file: InspectedFile, first: SheetHead, { signal, holding = [], fits }: OpenOptions): Promise<SheetHead> {
  let best = first
  const { sheet, sheets = [], hidden = [] } = first.book ?? {}
  const scoreOf = (head: SheetHead): number => sheetScore(head, holding, fits) * (hidden.includes(head.book?.sheet ?? '') ? HIDDEN : 1)
  let bestScore = scoreOf(first)
  const heads = [first]
  for (const name of sheets.slice(0, TRIED_SHEETS)) {
    if (name === sheet) continue
    const head = await readHead(file, '', { sheet: name }, signal)
    const score = scoreOf(head)
    heads.push(head)
    if (score > bestScore) [best, bestScore] = [head, score]
  }
  const names = namesIn(best)
  const alike = heads.filter((head) => head !== best && names !== '' && namesIn(head) === names).flatMap(({ book }) => book?.sheet ?? [])
  return { ...best, alike }
}

/** The names of a sheet's columns as one text; '' where it has no heading or no rows. */
function namesIn({ rows, book }: SheetHead): string {
  if (rows.length < 2) return ''
  const { names, line, dataFrom } = findHeading(rows)
  return line === 0 || rows.length <= dataFrom || book === undefined ? '' : JSON.stringify(names)
}

/** Cells of data that a look at its head meets; a sheet that has the columns asked for before all others. */
function sheetScore({ rows }: SheetHead, holding: readonly string[], fits?: OpenOptions['fits']): number {
  if (rows.length < 2) return rows.length === 0 ? -1 : 0
  const heading = findHeading(rows)
  if (rows.length <= heading.dataFrom) return 0
  const has = new Set(distinctNames(heading.names))
  const asked = holding.length > 0 && holding.every((name) => has.has(name)) ? 1e12 : 0
  let cells = 0
  for (const row of rows.slice(heading.dataFrom)) cells += filledCells(row.cells)
  return asked + (fits?.(heading.names) === true ? FITTING : 0) + cells
}

function tableOf(file: InspectedFile, delimiter: string, head: SheetHead, wish: TableWish, unfilled: readonly number[]): Table {
  const { rows, book } = head
  const { sheet = null, sheets = [] } = book ?? {}
  if (rows.length === 0) throw emptyFile(file.name)
  const heading = findHeading(rows, wish.headingLine)
  const data = rows.slice(heading.dataFrom)
  const shape = { ...shapeOf(heading, rows, file.format), unfilled }
  if (shape.width > FILE_LIMITS.columns) throw tooManyColumns(file.name)
  const filter = new RowFilter(shape)
  const sample = filter.records(data.slice(0, SAMPLE_ROWS)).map(({ cells }) => cells)
  if (sample.length === 0) throw noRows(file.name)
  const names = Array.from({ length: shape.width }, (_, j) => heading.names[j] ?? '')
  const columns = distinctNames(names)
  if (file.damaged && columns.some((name) => name.includes('\uFFFD'))) throw damagedHeading(file.name, heading.line)
  const notes: TableNote[] = []
  if (file.encodingGuessed === true) notes.push(encodingNote(file.encoding, file.encodingUnsure))
  if (file.damagedLine !== undefined) notes.push(mixedNote(file.damagedLine))
  const others = sheets.filter((name) => name !== sheet)
  if (sheet !== null && others.length > 0) notes.push(sheetNote(sheet, others))
  if (book !== undefined && book.merged > 0)
    notes.push(
      mergedNote(
        book.merged,
        unfilled.map((j) => columns[j] ?? ''),
      ),
    )
  if (heading.line === 0) notes.push(noHeadingNote(columns.length))
  if (heading.above > 0) notes.push(aboveNote(heading.above, heading.line))
  const unit = rows.slice(0, heading.above).flatMap(({ cells }) => unitOfLine(cells) ?? [])[0]
  for (const [name, same] of sameNames(names, columns)) notes.push(sameNameNote(name, same))
  notes.push(...walkNotes(filter.walk()))
  return {
    file,
    delimiter,
    sheet,
    sheets,
    headingLine: heading.line,
    columns,
    sample,
    sampleIsAll: rows.length < HEAD_ROWS && data.length <= SAMPLE_ROWS && book?.cut !== true,
    notes,
    shape,
    ...(unit === undefined ? {} : { amountUnit: unit }),
    ...(head.alike === undefined || head.alike.length === 0 ? {} : { alikeSheets: head.alike }),
  }
}

function damagedHeading(file: string, line: number): AppError {
  return new AppError(
    'invalid-input',
    'damaged-heading',
    `The heading of ${file} (line ${line}) has a different encoding from the rest of the file. Save the file as "CSV UTF-8" and import it again.`,
    { details: { file, line } },
  )
}

function shapeOf(heading: Heading, rows: readonly TableRow[], format: InspectedFile['format']): Omit<TableShape, 'unfilled'> {
  const data = rows.slice(heading.dataFrom)
  const width = heading.names.length
  const filled = data.length === 0 ? width : usualFill(data)
  // A heading line of 0 means none; what stands above the data is passed by its line all the same.
  const before = heading.dataFrom > 0 ? (rows[heading.dataFrom - 1] as TableRow).line : 0
  return {
    headingLine: before,
    heading: heading.line === 0 ? [] : heading.names,
    width,
    filled,
    optionalFrom: optionalFrom(data, width, format),
  }
}

/** From which column on a record may end: behind the last one that every whole record fills. A spreadsheet writes no empty cells at the end of any row. */
function optionalFrom(data: readonly TableRow[], width: number, format: InspectedFile['format']): number {
  if (format === 'xlsx') return 0
  const whole = data.filter(({ cells }) => cells.length >= width)
  let from = width
  while (from > 0 && whole.some(({ cells }) => cells[from - 1] === '')) from -= 1
  return from
}

/** Columns of figures: merged over several rows such a cell is one amount, not one for each row. */
function figureColumns(rows: readonly TableRow[], wish: TableWish): number[] {
  if (rows.length === 0) return []
  const { names, dataFrom } = findHeading(rows, wish.headingLine)
  const data = rows.slice(dataFrom)
  return [...names.keys()].filter(
    (j) => FIGURE.test(names[j] ?? '') && data.some(({ cells }) => /^[-+¥$€£]?\d[\d,.]*$/.test(cells[j] ?? '')),
  )
}

function* sameNames(names: readonly string[], columns: readonly string[]): Generator<[string, string[]]> {
  const places = new Map<string, string[]>()
  for (const [j, name] of names.entries()) if (name !== '') places.set(name, [...(places.get(name) ?? []), columns[j] as string])
  for (const [name, same] of places) if (same.length > 1) yield [name, same]
}

function emptyFile(file: string): AppError {
  return new AppError('invalid-input', 'empty-file', `${file} has no rows: export it again.`, { details: { file } })
}

function noRows(file: string): AppError {
  return new AppError(
    'invalid-input',
    'no-rows',
    `${file} has a heading but no rows: choose a longer time span in the export, or another sheet.`,
    { details: { file } },
  )
}
