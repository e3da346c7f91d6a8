import { gzipSync } from 'node:zlib'

/** Places in the lists of the format. */
const TYPES = { INT32: 1, INT64: 2, DOUBLE: 5, BYTE_ARRAY: 6 } as const
const CODECS = { plain: 0, gzip: 2, lzo: 3 } as const
const [PLAIN, RLE, DICTIONARY] = [0, 3, 8]

export interface WrittenPage {
  /** Said in the header of the page. */
  readonly count: number
  readonly bytes: Buffer
  readonly dictionary?: boolean
  readonly encoding?: number
}

/** A column in which nothing is missing. */
export interface WrittenColumn {
  readonly name: string
  readonly type: keyof typeof TYPES
  readonly text?: boolean
  /** Milliseconds since 1970. */
  readonly instant?: boolean
  readonly pages: readonly WrittenPage[]
}

export interface WrittenFile {
  readonly codec?: keyof typeof CODECS
  /** What is said of the number of rows, where it is not that of the pages. */
  readonly rows?: number
  /** Groups around the first column. */
  readonly depth?: number
  /** Bytes that the pages are said to unpack to. */
  readonly unpacked?: number
}

export function textColumn(name: string, values: readonly string[]): WrittenColumn {
  const parts: Buffer[] = []
  for (const value of values) parts.push(lengthOf(value), Buffer.from(value))
  return { name, type: 'BYTE_ARRAY', text: true, pages: [{ count: values.length, bytes: Buffer.concat(parts) }] }
}

export function numberColumn(name: string, values: readonly number[]): WrittenColumn {
  return { name, type: 'DOUBLE', pages: [{ count: values.length, bytes: Buffer.from(Float64Array.from(values).buffer) }] }
}

export function instantColumn(name: string, values: readonly number[]): WrittenColumn {
  const bytes = Buffer.from(BigInt64Array.from(values, BigInt).buffer)
  return { name, type: 'INT64', instant: true, pages: [{ count: values.length, bytes }] }
}

/** One value over and over: a dictionary of it, and one run for each page. */
export function sameColumn(name: string, value: string, pages: readonly number[]): WrittenColumn {
  const runs = pages.map((count) => ({
    count,
    encoding: DICTIONARY,
    bytes: Buffer.concat([Buffer.from([1]), varint(count * 2), Buffer.from([0])]),
  }))
  const dictionary = { count: 1, dictionary: true, bytes: Buffer.concat([lengthOf(value), Buffer.from(value)]) }
  return { name, type: 'BYTE_ARRAY', text: true, pages: [dictionary, ...runs] }
}

/** A Parquet file with these row groups, without compression unless a codec is said. Says whatever it is told to say. */
export function parquetFile(
  groups: readonly (readonly WrittenColumn[])[],
  { codec = 'plain', rows, depth = 0, unpacked }: WrittenFile = {},
): Buffer {
  const parts: Buffer[] = [Buffer.from('PAR1')]
  let offset = 4
  const add = (bytes: Buffer): void => {
    parts.push(bytes)
    offset += bytes.length
  }
  const countOf = ({ pages }: WrittenColumn): number => pages.reduce((sum, page) => sum + (page.dictionary === true ? 0 : page.count), 0)
  const path = (column: WrittenColumn, j: number): string[] => [...Array.from({ length: j === 0 ? depth : 0 }, () => 'g'), column.name]
  const written = groups.map((columns) => {
    const chunks = columns.map((column, j) => {
      const start = offset
      let data = 0
      for (const page of column.pages) {
        if (page.dictionary !== true && data === 0) data = offset
        const packed = codec === 'gzip' ? gzipSync(page.bytes) : page.bytes
        add(pageHeader(page, unpacked ?? page.bytes.length, packed.length))
        add(packed)
      }
      const count = rows ?? countOf(column)
      const meta = struct([
        [1, i32(TYPES[column.type])],
        [2, list(5, [varint(zigzag(PLAIN))])],
        [3, list(8, path(column, j).map(binary))],
        [4, i32(CODECS[codec])],
        [5, i64(count)],
        [6, i64(offset - start)],
        [7, i64(offset - start)],
        [9, i64(data)],
        ...(data === start ? [] : [[11, i64(start)] as const]),
      ])
      return struct([
        [2, i64(start)],
        [3, [12, meta]],
      ])
    })
    const [first] = columns
    return struct([
      [1, list(12, chunks)],
      [2, i64(offset)],
      [3, i64(rows ?? (first === undefined ? 0 : countOf(first)))],
    ])
  })
  const columns = groups[0] ?? []
  const schema = [
    schemaRoot(columns.length),
    ...columns.flatMap((column, j) => [...Array.from({ length: j === 0 ? depth : 0 }, schemaGroup), schemaLeaf(column)]),
  ]
  const all = groups.reduce((sum, [first]) => sum + (rows ?? (first === undefined ? 0 : countOf(first))), 0)
  const footer = struct([
    [1, i32(1)],
    [2, list(12, schema)],
    [3, i64(all)],
    [4, list(12, written)],
  ])
  add(footer)
  return Buffer.concat([...parts, uint32(footer.length), Buffer.from('PAR1')])
}

function pageHeader({ count, dictionary, encoding = PLAIN }: WrittenPage, unpacked: number, packed: number): Buffer {
  const about =
    dictionary === true
      ? ([
          [1, i32(count)],
          [2, i32(PLAIN)],
        ] as const)
      : ([
          [1, i32(count)],
          [2, i32(encoding)],
          [3, i32(RLE)],
          [4, i32(RLE)],
        ] as const)
  return struct([
    [1, i32(dictionary === true ? 2 : 0)],
    [2, i32(unpacked)],
    [3, i32(packed)],
    [dictionary === true ? 7 : 5, [12, struct(about)]],
  ])
}

function schemaRoot(children: number): Buffer {
  return struct([
    [4, [8, binary('schema')]],
    [5, i32(children)],
  ])
}

function schemaGroup(): Buffer {
  return struct([
    [3, i32(0)],
    [4, [8, binary('g')]],
    [5, i32(1)],
  ])
}

function schemaLeaf({ name, type, text, instant }: WrittenColumn): Buffer {
  return struct([
    [1, i32(TYPES[type])],
    [3, i32(0)],
    [4, [8, binary(name)]],
    ...(text === true ? [[6, i32(0)] as const] : []),
    ...(instant === true ? [[6, i32(9)] as const] : []),
  ])
}

/** The kind of a field in the compact protocol of Thrift, and its bytes. */
type Field = readonly [kind: number, bytes: Buffer]

function struct(fields: readonly (readonly [id: number, field: Field])[]): Buffer {
  let before = 0
  const parts = fields.flatMap(([id, [kind, bytes]]) => {
    const head = Buffer.from([((id - before) << 4) | kind])
    before = id
    return [head, bytes]
  })
  return Buffer.concat([...parts, Buffer.from([0])])
}

function list(kind: number, items: readonly Buffer[]): Field {
  const head =
    items.length < 15 ? Buffer.from([(items.length << 4) | kind]) : Buffer.concat([Buffer.from([0xf0 | kind]), varint(items.length)])
  return [9, Buffer.concat([head, ...items])]
}

function i32(value: number): Field {
  return [5, varint(zigzag(value))]
}

function i64(value: number): Field {
  return [6, varint(value * 2)]
}

function binary(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([varint(bytes.length), bytes])
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}

function lengthOf(text: string): Buffer {
  return uint32(Buffer.byteLength(text))
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
