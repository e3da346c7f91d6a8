import type { PageHeader } from 'hyparquet'
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js'
import { byteStreamSplit } from 'hyparquet/src/encoding.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { readHybrid } from './hybrid-runs.ts'
import type { Leaf } from './parquet-columns.ts'
import { unpackPage } from './unpack-page.ts'
import { UnsupportedPart } from './unsupported-part.ts'
import type { RawValue } from './value-text.ts'

/** What is more than any page of a table unpacks to. */
export const MOST_PAGE_BYTES = 1 << 28
/** Values of one page; a page of more is no page of a table. */
export const MOST_PAGE_VALUES = 1 << 24

/** The values of a page as text. */
export interface LeafPage {
  /** Entries, with those of missing values. */
  readonly count: number
  /** For each entry how far its path is there; undefined where nothing can be missing. */
  readonly defined: Int32Array | undefined
  /** For each entry at which level it repeats; undefined where nothing does. */
  readonly repeated: Int32Array | undefined
  /** Of the values that are there, in their order. */
  readonly texts: readonly string[]
}

/** The values of the dictionary of a column, as text. */
export function readDictionary(header: PageHeader, packed: Uint8Array, leaf: Leaf, codec: string): readonly string[] {
  const count = header.dictionary_page_header?.num_values ?? -1
  checkCount(count)
  const bytes = unpackPage(packed, header.uncompressed_page_size, codec)
  return textsOf(plainValues(readerOf(bytes, 0), leaf, count), count, leaf)
}

/** The values of a page of data. @throws Error where the page does not hold what it says. */
export function readPage(
  header: PageHeader,
  packed: Uint8Array,
  leaf: Leaf,
  codec: string,
  dictionary: readonly string[] | undefined,
): LeafPage {
  const { data_page_header: first, data_page_header_v2: second } = header
  if (second !== undefined && header.type === 'DATA_PAGE_V2') {
    const { num_values: count, repetition_levels_byte_length: repeats, definition_levels_byte_length: defines } = second
    checkCount(count)
    const levels = repeats + defines
    if (!(repeats >= 0 && defines >= 0 && levels <= packed.length)) throw new RangeError('levels beyond the page')
    const repeated = leaf.mostRepeated > 0 ? readHybrid(packed, 0, bitsOf(leaf.mostRepeated), count) : undefined
    const defined = leaf.mostDefined > 0 ? readHybrid(packed, repeats, bitsOf(leaf.mostDefined), count) : undefined
    const length = header.uncompressed_page_size - levels
    const rest = packed.slice(levels)
    const bytes = second.is_compressed === false || length === 0 ? rest : unpackPage(rest, length, codec)
    return { count, defined, repeated, texts: valuesOf(bytes, 0, second.encoding, present(defined, leaf, count), leaf, dictionary) }
  }
  if (first === undefined) throw new RangeError('a page without a header')
  const { num_values: count } = first
  checkCount(count)
  const bytes = unpackPage(packed, header.uncompressed_page_size, codec)
  let at = 0
  const levels = (most: number, encoding: string): Int32Array | undefined => {
    if (most === 0) return undefined
    if (encoding !== 'RLE') throw new UnsupportedPart(encoding)
    const numbers = readHybrid(bytes, at + 4, bitsOf(most), count)
    at += 4 + new DataView(bytes.buffer).getUint32(at, true)
    return numbers
  }
  const repeated = levels(leaf.mostRepeated, first.repetition_level_encoding)
  const defined = levels(leaf.mostDefined, first.definition_level_encoding)
  return { count, defined, repeated, texts: valuesOf(bytes, at, first.encoding, present(defined, leaf, count), leaf, dictionary) }
}

function valuesOf(
  bytes: Uint8Array,
  at: number,
  encoding: string,
  count: number,
  leaf: Leaf,
  dictionary: readonly string[] | undefined,
): readonly string[] {
  if (count === 0) return []
  const reader = readerOf(bytes, at)
  switch (encoding) {
    case 'PLAIN':
      return textsOf(plainValues(reader, leaf, count), count, leaf)
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return picked(readHybrid(bytes, at + 1, bytes[at] ?? 0, count), dictionary ?? [])
    case 'RLE': {
      if (leaf.type !== 'BOOLEAN') throw new UnsupportedPart(encoding)
      return Array.from(readHybrid(bytes, at + 4, 1, count), (bit) => leaf.textOf(bit === 1))
    }
    case 'DELTA_BINARY_PACKED': {
      const numbers = leaf.type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count)
      deltaBinaryUnpack(reader, count, numbers)
      return textsOf(numbers, count, leaf)
    }
    case 'DELTA_LENGTH_BYTE_ARRAY': {
      const values: Uint8Array[] = []
      deltaLengthByteArray(reader, count, values)
      return textsOf(values, count, leaf)
    }
    case 'DELTA_BYTE_ARRAY': {
      const values: Uint8Array[] = []
      checkPrefixes(bytes, at, count)
      deltaByteArray(reader, count, values)
      return textsOf(values, count, leaf)
    }
    case 'BYTE_STREAM_SPLIT':
      return textsOf(byteStreamSplit(reader, count, leaf.type, leaf.typeLength), count, leaf)
    default:
      throw new UnsupportedPart(encoding)
  }
}

function plainValues(reader: ReturnType<typeof readerOf>, { type, typeLength }: Leaf, count: number): ArrayLike<RawValue> {
  return readPlain(reader, type, count, typeLength)
}

function readerOf(bytes: Uint8Array, offset: number): { view: DataView; offset: number } {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset }
}

function textsOf(values: ArrayLike<RawValue>, count: number, { textOf }: Leaf): string[] {
  if (values.length !== count) throw new RangeError('too few values')
  const texts: string[] = []
  for (let i = 0; i < count; i += 1) {
    const value = values[i]
    if (value === undefined) throw new RangeError('too few values')
    texts.push(textOf(value))
  }
  return texts
}

function picked(indexes: Int32Array, dictionary: readonly string[]): string[] {
  const texts: string[] = []
  for (const index of indexes) {
    const text = dictionary[index]
    if (text === undefined) throw new RangeError('a value beyond the dictionary')
    texts.push(text)
  }
  return texts
}

/** Texts that share their beginnings with the one before could unpack to any size. */
function checkPrefixes(bytes: Uint8Array, at: number, count: number): void {
  const reader = readerOf(bytes, at)
  const lengths = new Int32Array(count)
  let sum = 0
  for (let part = 0; part < 2; part += 1) {
    deltaBinaryUnpack(reader, count, lengths)
    for (const length of lengths) sum += length
  }
  if (sum > MOST_PAGE_BYTES) throw new RangeError('texts beyond the size of a page')
}

/** How many values of a page are there. */
function present(defined: Int32Array | undefined, { mostDefined }: Leaf, count: number): number {
  if (defined === undefined) return count
  let values = 0
  for (const level of defined) {
    if (level > mostDefined) throw new RangeError('a level that is none')
    if (level === mostDefined) values += 1
  }
  return values
}

function checkCount(count: number): void {
  if (!(count >= 0 && count <= MOST_PAGE_VALUES)) throw new RangeError(`${count} values`)
}

function bitsOf(most: number): number {
  return 32 - Math.clz32(most)
}
