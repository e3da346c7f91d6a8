import { readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { ColumnMetaData, PageHeader } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { type LeafPage, MOST_PAGE_BYTES, readDictionary, readPage } from './page-values.ts'
import type { Leaf } from './parquet-columns.ts'

export interface OpenFile {
  readonly descriptor: number
  readonly bytes: number
}

const WINDOW = 1 << 14
const LONGEST_HEADER = 1 << 22

/** The pages of one column in one row group, read one by one so that no more than a page is held. */
export class ColumnChunk {
  readonly #file: OpenFile
  readonly #leaf: Leaf
  readonly #codec: string
  readonly #values: number
  #at: number
  #seen = 0
  #dictionary: readonly string[] | undefined
  #window: Uint8Array = new Uint8Array(0)
  #windowAt = 0

  constructor(file: OpenFile, meta: ColumnMetaData, leaf: Leaf) {
    this.#file = file
    this.#leaf = leaf
    this.#codec = meta.codec
    this.#values = Number(meta.num_values)
    const [data, dictionary] = [Number(meta.data_page_offset), Number(meta.dictionary_page_offset ?? 0n)]
    this.#at = dictionary > 0 && dictionary < data ? dictionary : data
  }

  /** The next page with entries; undefined when all that the column says it has are read. @throws Error for a damaged page. */
  next(): LeafPage | undefined {
    while (this.#seen < this.#values) {
      const { header, from } = this.#header()
      const { compressed_page_size: size, uncompressed_page_size: unpacked, crc } = header
      if (!(size >= 0 && unpacked >= 0 && unpacked <= MOST_PAGE_BYTES)) throw new RangeError('a page of no size')
      const packed = this.#bytes(from, size)
      this.#at = from + size
      if (crc !== undefined && (crc32(packed) | 0) !== (crc | 0)) throw new RangeError('a page with a wrong checksum')
      if (header.type === 'DICTIONARY_PAGE') this.#dictionary = readDictionary(header, packed, this.#leaf, this.#codec)
      else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
        const page = readPage(header, packed, this.#leaf, this.#codec, this.#dictionary)
        this.#seen += page.count
        if (this.#seen > this.#values) throw new RangeError('more values than the column has')
        if (page.count > 0) return page
      }
    }
    return undefined
  }

  #header(): { readonly header: PageHeader; readonly from: number } {
    for (let length = WINDOW; ; length *= 8) {
      const window = this.#bytes(this.#at, Math.min(length, this.#file.bytes - this.#at))
      this.#window = window
      this.#windowAt = this.#at
      const reader = { view: new DataView(window.buffer), offset: 0 }
      try {
        const header = parquetHeader(reader)
        return { header, from: this.#at + reader.offset }
      } catch (error) {
        if (length >= LONGEST_HEADER || window.length < length) throw error
      }
    }
  }

  /** Bytes of the file in a buffer of their own. */
  #bytes(from: number, length: number): Uint8Array {
    if (!(from >= 0 && length >= 0 && from + length <= this.#file.bytes)) throw new RangeError('bytes beyond the file')
    const inside = from - this.#windowAt
    if (inside >= 0 && inside + length <= this.#window.length) return this.#window.slice(inside, inside + length)
    const bytes = new Uint8Array(length)
    for (let read = 0; read < length;) {
      const more = readSync(this.#file.descriptor, bytes, read, length - read, from + read)
      if (more === 0) throw new RangeError('bytes beyond the file')
      read += more
    }
    return bytes
  }
}
