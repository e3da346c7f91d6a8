import { AppError } from '#kernel/app-error.ts'
import { FILE_LIMITS, recordTooLong, tooManyColumns } from '../import/file-limits.ts'
import type { InspectedFile } from '../import/inspect-file.ts'
import { unpackedChunks } from '../import/unpacked-chunks.ts'
import { decoded } from '../import/read-csv.ts'
import type { TableRow } from '../import/table-row.ts'
import { ArrayObjects } from './array-objects.ts'
import { plainNumber } from './plain-number.ts'
import { readExactJson } from '../tracking/read-exact-json.ts'

const BLOCK = 2_000
const BLOCK_CHARACTERS = 1 << 20
const MAX_DEPTH = 20

export interface NdjsonReading {
  /** Names of the columns, as `ndjsonKeys` finds them. */
  readonly keys: readonly string[]
  readonly onBytes?: (bytes: number) => void
  readonly signal?: AbortSignal
}

/** The names of all values of a file of one JSON object per line, or of its first rows; those of nested objects with dots, as in `ecommerce.value`. */
export async function ndjsonKeys(
  file: InspectedFile,
  { signal, headRows = Number.POSITIVE_INFINITY }: { signal?: AbortSignal; headRows?: number },
): Promise<string[]> {
  const keys = new Set<string>()
  let rows = 0
  for await (const { values } of objects(file, signal === undefined ? {} : { signal })) {
    for (const key of values.keys()) keys.add(key)
    if (keys.size > FILE_LIMITS.columns) throw tooManyColumns(file.name)
    rows += 1
    if (rows >= headRows) break
  }
  return [...keys]
}

/** The objects of a file as rows in blocks, one cell for each key. @throws AppError `unreadable-json`, `record-too-long`. */
export async function* readNdjson(file: InspectedFile, { keys, onBytes, signal }: NdjsonReading): AsyncGenerator<TableRow[]> {
  let block: TableRow[] = []
  let characters = 0
  const options = { ...(onBytes === undefined ? {} : { onBytes }), ...(signal === undefined ? {} : { signal }) }
  for await (const { line, values, length } of objects(file, options)) {
    block.push({ line, cells: keys.map((key) => values.get(key) ?? '') })
    characters += length
    if (block.length < BLOCK && characters < BLOCK_CHARACTERS) continue
    yield block
    block = []
    characters = 0
  }
  if (block.length > 0) yield block
}

interface ReadObject {
  readonly line: number
  readonly length: number
  readonly values: ReadonlyMap<string, string>
}

async function* objects(
  file: InspectedFile,
  { onBytes, signal }: { readonly onBytes?: (bytes: number) => void; readonly signal?: AbortSignal },
): AsyncGenerator<ReadObject> {
  let line = 0
  const texts = file.list === true ? itemsOf(file, onBytes, signal) : linesOf(file, onBytes, signal)
  for await (const text of texts) {
    line += 1
    const plain = text.trim()
    if (plain !== '') yield { line, length: plain.length, values: flattened(plain, file.name, line) }
  }
}

/** The objects of a file that is one JSON list, as if each were on its own line. */
async function* itemsOf(file: InspectedFile, onBytes?: (bytes: number) => void, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  const list = new ArrayObjects()
  let item = 0
  for await (const chunk of decoded(unpackedChunks(file, { onBytes, signal }), file.encoding)) {
    for (const text of list.push(decoder.decode(chunk, { stream: true }))) {
      item += 1
      if (text.length > FILE_LIMITS.recordCharacters) throw recordTooLong(file.name, item)
      yield text
    }
    if (list.pending > FILE_LIMITS.recordCharacters) throw recordTooLong(file.name, item + 1)
  }
  if (!list.complete) throw unreadable(file.name, item + 1)
}

async function* linesOf(file: InspectedFile, onBytes?: (bytes: number) => void, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  const chunks = unpackedChunks(file, { onBytes, signal })
  let rest = ''
  let line = 0
  for await (const chunk of decoded(chunks, file.encoding)) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = pieces.pop() ?? ''
    for (const piece of pieces) {
      line += 1
      if (piece.length > FILE_LIMITS.recordCharacters) throw recordTooLong(file.name, line)
      yield piece
    }
    if (rest.length > FILE_LIMITS.recordCharacters) throw recordTooLong(file.name, line + 1)
  }
  yield rest + decoder.decode()
}

function unreadable(name: string, line: number): AppError {
  return new AppError(
    'invalid-input',
    'unreadable-json',
    `Line ${line} of ${name} is not a JSON object. Every line must be one. Correct that line and import again.`,
    { details: { file: name, line } },
  )
}

/** The values of an object by name. Numbers that a double cannot hold keep their digits; lists stay JSON. */
function flattened(text: string, name: string, line: number): ReadonlyMap<string, string> {
  let value: unknown
  try {
    value = readExactJson(text, MAX_DEPTH)
  } catch {
    value = undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unreadable(name, line)
  }
  const values = new Map<string, string>()
  flatten(value, '', values)
  return values
}

function flatten(value: object, prefix: string, values: Map<string, string>): void {
  for (const [key, part] of Object.entries(value) as [string, unknown][]) {
    const name = prefix + key
    if (typeof part === 'object' && part !== null && !Array.isArray(part)) flatten(part, `${name}.`, values)
    else values.set(name, textOf(part))
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' ? plainNumber(String(value)) : JSON.stringify(value)
}
