import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { parse, type Parser } from 'csv-parse'
import { streamXlsxRows } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { createReadStream } from 'node:fs'
import { AppError, messageOf } from '#kernel/app-error.ts'
import { type InspectedFile, unpackedChunks } from './inspect-file.ts'

/** A record of a table and the line (CSV) or row (xlsx) of the file where it ends. */
export interface TableRow {
  readonly line: number
  readonly cells: readonly string[]
}

export interface TableReading {
  readonly delimiter: string
  readonly onBytes?: (bytes: number) => void
  readonly signal?: AbortSignal
}

const BLOCK = 2_000
const MAX_RECORD_CHARACTERS = 1 << 20
const MAX_XLSX_UNPACKED_BYTES = 1 << 30

/**
 * Streams the rows of a file, the header included, in blocks; blank lines are left out. Cells are text: numbers of a spreadsheet
 * without trailing zeros, its dates as yyyy-MM-dd HH:mm:ss.
 *
 * @throws AppError `unclosed-quote`, `record-too-long`, `damaged-file`.
 */
export async function* readTable(file: InspectedFile, reading: TableReading): AsyncGenerator<TableRow[]> {
  yield* file.format === 'xlsx' ? readXlsx(file, reading) : readCsv(file, reading)
}

/** The delimiter that splits the first lines best: the same number of times in each, and often. Comma when none does. */
export async function sniffDelimiter(file: InspectedFile): Promise<string> {
  if (file.format === 'xlsx') return ''
  let head = ''
  const decoder = iconv.getDecoder(file.encoding)
  for await (const chunk of unpackedChunks(file.path, file.name, file.gzip)) {
    head += decoder.write(chunk)
    if (head.length > 65_536) break
  }
  const lines = head
    .replaceAll(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
  if (lines.length > 2 && head.length > 65_536) lines.pop()
  let best = ','
  let bestScore = 0
  for (const delimiter of [',', '\t', ';', '|', '，']) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const first = counts[0] ?? 0
    const score = first === 0 ? 0 : (counts.filter((count) => count === first).length / counts.length) * 100 + Math.min(first, 50)
    if (score > bestScore) [best, bestScore] = [delimiter, score]
  }
  return best
}

async function* readCsv(file: InspectedFile, { delimiter, onBytes, signal }: TableReading): AsyncGenerator<TableRow[]> {
  const chunks = unpackedChunks(
    file.path,
    file.name,
    file.gzip,
    onBytes === undefined ? undefined : (chunk) => onBytes(chunk.length),
    signal,
  )
  let block: TableRow[] = []
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    // Rows are taken here instead of from the stream, which spends as much on handing out a row as on reading it.
    on_record: (record: string[], { lines }) => {
      if (record.length > 1 || (record[0] ?? '').trim() !== '') block.push({ line: lines, cells: record })
      return null
    },
  })
  parser.on('error', () => undefined)
  parser.resume()
  try {
    for await (const chunk of file.encoding === 'utf-8' ? chunks : decoded(chunks, file.encoding)) {
      await feed(parser, chunk)
      if (block.length < BLOCK) continue
      yield block
      block = []
    }
    parser.end()
    await finished(parser)
  } catch (error) {
    throw explainCsv(error, file.name)
  } finally {
    parser.destroy()
  }
  if (block.length > 0) yield block
}

function feed(parser: Parser, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}

async function* decoded(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding)
  for await (const chunk of chunks) yield Buffer.from(decoder.write(chunk), 'utf8')
  const rest = decoder.end()
  if (rest !== undefined && rest !== '') yield Buffer.from(rest, 'utf8')
}

function explainCsv(error: unknown, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const line = lineOf(error) === '' ? '' : ` near line ${lineOf(error)}`
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return new AppError(
      'invalid-input',
      'unclosed-quote',
      `A quotation mark of ${name}${line} is never closed, or the file is cut off there: correct that line and import again.`,
      { cause: error, details: { file: name, line: lineOf(error) } },
    )
  }
  if (code.startsWith('CSV_')) {
    return new AppError('invalid-input', 'unreadable-csv', `${name} cannot be read as CSV${line}: correct that line and import again.`, {
      cause: error,
      details: { file: name, line: lineOf(error) },
    })
  }
  return error
}

function lineOf(error: unknown): string {
  return error instanceof Error && 'lines' in error ? String(error.lines) : ''
}

async function* readXlsx(file: InspectedFile, { onBytes, signal }: TableReading): AsyncGenerator<TableRow[]> {
  const stream = createReadStream(file.path, signal === undefined ? {} : { signal })
  if (onBytes !== undefined) stream.on('data', (chunk) => onBytes(chunk.length))
  let block: TableRow[] = []
  let width = 0
  try {
    const input = Readable.toWeb(stream) as ReadableStream<Uint8Array>
    for await (const row of streamXlsxRows(input, { maxInputBytes: MAX_XLSX_UNPACKED_BYTES })) {
      const cells = Array.from(row.values, cellText)
      while (cells.length > width && cells.at(-1) === '') cells.pop()
      if (cells.every((cell) => cell === '')) continue
      // Spreadsheets leave out empty cells at the end of a row; the header says how many there are.
      if (width === 0) width = cells.length
      while (cells.length < width) cells.push('')
      block.push({ line: row.index + 1, cells })
      if (block.length === BLOCK) {
        yield block
        block = []
      }
    }
  } catch (error) {
    if (error instanceof AppError || signal?.aborted === true) throw error
    throw new AppError(
      'invalid-input',
      'damaged-file',
      `${file.name} cannot be read as .xlsx (${messageOf(error)}): save it again, or as CSV.`,
      { cause: error, details: { file: file.name } },
    )
  } finally {
    stream.destroy()
  }
  if (block.length > 0) yield block
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 19).replace('T', ' ')
  if (typeof value === 'number') return plainNumber(value)
  return typeof value === 'boolean' ? String(value) : ''
}

/** Phone and order numbers typed as numbers must not come out as 1.38E+10; 0.1+0.2 must not come out as 0.30000000000000004. */
function plainNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString()
  return String(Number(value.toPrecision(15)))
}
