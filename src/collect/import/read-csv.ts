import { finished } from 'node:stream/promises'
import { parse, type Parser } from 'csv-parse'
import iconv from 'iconv-lite'
import { AppError } from '#kernel/app-error.ts'
import { FILE_LIMITS, recordTooLong } from './file-limits.ts'
import type { TextEncoding } from '../table/text-encoding.ts'
import type { InspectedFile } from './inspect-file.ts'
import { unpackedChunks } from './unpacked-chunks.ts'
import type { TableReading } from './read-table.ts'
import type { TableRow } from './table-row.ts'

const BLOCK = 2_000
const BLOCK_BYTES = 1 << 20
const HEAD_CHARACTERS = 65_536
const SNIFFED_LINES = 100
const DELIMITERS = [',', '\t', ';', '|', '，'] as const
/** If a file begins with more blank lines than this, its head is empty. */
const BLANK_HEAD_BYTES = 4 << 20

/** The delimiter that splits the first lines best: often, and equally often in each. Comma if there is none. */
export async function sniffDelimiter(file: InspectedFile): Promise<string> {
  if (file.format !== 'csv') return ''
  let head = ''
  const decoder = new TextDecoder('utf-8')
  for await (const chunk of decoded(unpackedChunks(file), file.encoding)) {
    head += decoder.decode(chunk, { stream: true })
    if (head.length > HEAD_CHARACTERS) break
  }
  const lines = head
    // A line of only quoted cells and tabs is not blank.
    .replaceAll(/"(?:[^"]|"")*"/g, 'x')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, SNIFFED_LINES)
  if (lines.length > 2 && head.length > HEAD_CHARACTERS) lines.pop()
  // Excel's own notation, in a line above the heading.
  const said = /^\uFEFF?sep=(.)$/i.exec(lines[0]?.trim() ?? '')?.[1]
  if (said !== undefined) return said
  if (/^\uFEFF?sep=$/i.test(lines[0]?.trimEnd() ?? '') || /^\uFEFF?sep=\t$/i.test(lines[0] ?? '')) return '\t'
  let best = ','
  let bestScore = 0
  for (const delimiter of DELIMITERS) {
    const score = delimiterScore(lines.map((line) => line.split(delimiter).length - 1))
    if (score > bestScore) [best, bestScore] = [delimiter, score]
  }
  return best
}

/** The share of lines that have it as often as most that have it at all, lines above the heading have it not, and how often that is. */
function delimiterScore(counts: readonly number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) if (count > 0) times.set(count, (times.get(count) ?? 0) + 1)
  let [usual, lines] = [0, 0]
  for (const [count, found] of times) if (found > lines || (found === lines && count > usual)) [usual, lines] = [count, found]
  return lines === 0 ? 0 : (lines / counts.length) * 100 + Math.min(usual, 50)
}

/** The records of a CSV file in blocks, blank lines left out. @throws AppError `unclosed-quote`, `record-too-long`, `unreadable-csv`. */
export async function* readCsv(
  file: InspectedFile,
  { delimiter, onBytes, signal, headRows, width = FILE_LIMITS.columns }: TableReading,
): AsyncGenerator<TableRow[]> {
  const chunks = unpackedChunks(file, { onBytes, signal })
  let block: TableRow[] = []
  let ended = 0
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: FILE_LIMITS.recordCharacters,
    // Rows are collected here because the stream spends as much time emitting a row as reading it.
    on_record: (record: string[], { lines }) => {
      ended = lines
      if (record.length === 1 && (record[0] ?? '').trim() === '') return null
      block.push({ line: lines, cells: atMost(record, width + FILE_LIMITS.extraCells, delimiter) })
      return null
    },
  })
  parser.on('error', () => undefined)
  parser.resume()
  let fed = 0
  try {
    for await (const chunk of decoded(chunks, file.encoding)) {
      await feed(parser, chunk)
      fed += chunk.length
      if (headRows !== undefined && block.length === 0 && fed > BLANK_HEAD_BYTES) break
      if (block.length === 0 || (block.length < BLOCK && fed < BLOCK_BYTES)) continue
      yield block
      block = []
      fed = 0
    }
    parser.end()
    await finished(parser)
  } catch (error) {
    throw explain(error, file.name, parser, ended + 1)
  } finally {
    parser.destroy()
  }
  if (block.length > 0) yield block
}

/** A row of ten thousand delimiters is refused for its width; its content is kept, but not as ten thousand cells. */
function atMost(record: string[], most: number, delimiter: string): string[] {
  return record.length <= most ? record : [...record.slice(0, most - 1), record.slice(most - 1).join(delimiter)]
}

function feed(parser: Parser, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}

/** The text as UTF-8. */
export async function* decoded(chunks: AsyncIterable<Buffer>, encoding: TextEncoding): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') {
    yield* chunks
    return
  }
  if (encoding.startsWith('utf-')) {
    const decoder = new TextDecoder(encoding)
    for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8')
    yield Buffer.from(decoder.decode(), 'utf8')
    return
  }
  const decoder = iconv.getDecoder(encoding)
  for await (const chunk of chunks) yield Buffer.from(decoder.write(chunk), 'utf8')
  yield Buffer.from(decoder.end() ?? '', 'utf8')
}

/** @param begun The line where the unreadable record begins. */
function explain(error: unknown, name: string, parser: Parser, begun: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 0
  if (code === 'CSV_MAX_RECORD_SIZE' && !insideQuotes(parser)) return recordTooLong(name, line)
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return new AppError(
      'invalid-input',
      'unclosed-quote',
      `A quotation mark opened on line ${begun} of ${name} is never closed, or the file is cut off there. Correct that row and import again.`,
      { cause: error, details: { file: name, line: begun } },
    )
  }
  if (code.startsWith('CSV_')) {
    return new AppError(
      'invalid-input',
      'unreadable-csv',
      `${name} cannot be read as CSV near line ${line}: correct that line and import again.`,
      { cause: error, details: { file: name, line } },
    )
  }
  return error
}

function insideQuotes(parser: Parser): boolean {
  const state: unknown = Reflect.get(parser, 'state')
  return typeof state === 'object' && state !== null && 'quoting' in state && state.quoting === true
}
