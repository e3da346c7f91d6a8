import { FILE_LIMITS } from '../import/file-limits.ts'
import type { ColumnChunk } from './column-chunk.ts'
import type { LeafPage } from './page-values.ts'
import type { Leaf, NestedPart } from './parquet-columns.ts'

/** Reads a column of the table downward. */
export interface ColumnCursor {
  /** Puts the next values into cell `column` of the rows. */
  fill(rows: readonly string[][], column: number): void
}

/** A column without lists: one entry for each row. */
export class FlatCursor implements ColumnCursor {
  readonly #entries: LeafEntries

  constructor(chunk: ColumnChunk, leaf: Leaf) {
    this.#entries = new LeafEntries(chunk, leaf)
  }

  fill(rows: readonly string[][], column: number): void {
    for (const [i, row] of rows.entries()) {
      const text = this.#entries.take() ?? ''
      if (text.length > FILE_LIMITS.recordCharacters) throw new TooLong(i)
      row[column] = text
    }
  }
}

/** A column of lists or maps: the JSON of each row. */
export class NestedCursor implements ColumnCursor {
  readonly #part: NestedPart
  readonly #entries: readonly LeafEntries[]
  readonly #from: number
  #length = 0
  #row = 0

  constructor(part: NestedPart, chunks: readonly ColumnChunk[], leaves: readonly Leaf[]) {
    this.#part = part
    this.#from = part.from
    this.#entries = chunks.map((chunk, i) => new LeafEntries(chunk, leaves[i] as Leaf))
  }

  fill(rows: readonly string[][], column: number): void {
    for (const [i, row] of rows.entries()) {
      this.#row = i
      this.#length = 0
      const text = this.#value(this.#part)
      row[column] = text === 'null' ? '' : text
      // Whatever this row did not take belongs to no row.
      if (this.#entries.some((entries) => entries.repeated > 0)) throw new RangeError('values of no row')
    }
  }

  #value(part: NestedPart): string {
    const first = this.#entries[part.from - this.#from] as LeafEntries
    if (part.repeated) {
      if (first.defined < part.mostDefined) return this.#missing(part, '[]')
      const items: string[] = []
      do items.push(this.#content(part))
      while (first.repeated === part.mostRepeated)
      return `[${items.join(',')}]`
    }
    if (part.optional && first.defined < part.mostDefined) return this.#missing(part, 'null')
    return this.#content(part)
  }

  #content(part: NestedPart): string {
    const [inner] = part.parts
    if (inner === undefined) return this.#leafText(part)
    if (part.kind === 'list') return this.#list(inner)
    if (part.kind === 'map') return this.#map(inner)
    return `{${part.parts.map((one) => `${JSON.stringify(one.name)}:${this.#value(one)}`).join(',')}}`
  }

  #list(inner: NestedPart): string {
    const first = this.#entries[inner.from - this.#from] as LeafEntries
    if (first.defined < inner.mostDefined) return this.#missing(inner, '[]')
    // What repeats is the value itself, or a group around it.
    const [only] = inner.parts
    const around = only !== undefined && inner.parts.length === 1 && !only.repeated
    const items: string[] = []
    do items.push(around ? this.#value(only) : this.#content(inner))
    while (first.repeated === inner.mostRepeated)
    return `[${items.join(',')}]`
  }

  #map(inner: NestedPart): string {
    const first = this.#entries[inner.from - this.#from] as LeafEntries
    if (first.defined < inner.mostDefined) return this.#missing(inner, '{}')
    const [key, value] = inner.parts as [NestedPart, NestedPart]
    const items: string[] = []
    do {
      const name = this.#value(key)
      items.push(`${name.startsWith('"') ? name : JSON.stringify(name)}:${this.#value(value)}`)
    } while (first.repeated === inner.mostRepeated)
    return `{${items.join(',')}}`
  }

  #leafText(part: NestedPart): string {
    const entries = this.#entries[part.from - this.#from] as LeafEntries
    const text = entries.take() ?? ''
    this.#grow(text.length)
    return entries.plain(text) ? text : text === '' && entries.numeric ? 'null' : JSON.stringify(text)
  }

  #missing(part: NestedPart, text: string): string {
    for (let i = part.from; i < part.to; i += 1) (this.#entries[i - this.#from] as LeafEntries).take()
    this.#grow(text.length)
    return text
  }

  #grow(characters: number): void {
    this.#length += characters + 1
    if (this.#length > FILE_LIMITS.recordCharacters) throw new TooLong(this.#row)
  }
}

/** A cell of more characters than any row has, and how many rows below the first of those asked for. */
export class TooLong extends Error {
  readonly row: number

  constructor(row: number) {
    super('a cell too long')
    this.row = row
  }
}

/** The entries of a leaf one after the other, over all pages of its chunk. */
class LeafEntries {
  readonly numeric: boolean
  readonly #chunk: ColumnChunk
  readonly #leaf: Leaf
  #page: LeafPage = { count: 0, defined: undefined, repeated: undefined, texts: [] }
  #at = 0
  #taken = 0
  #ended = false

  constructor(chunk: ColumnChunk, leaf: Leaf) {
    this.#chunk = chunk
    this.#leaf = leaf
    this.numeric = leaf.numeric
  }

  /** Level at which the next entry repeats; 0 also at the end. */
  get repeated(): number {
    return this.#more() ? (this.#page.repeated?.[this.#at] ?? 0) : 0
  }

  /** How far the path of the next entry is there. */
  get defined(): number {
    if (!this.#more()) throw new RangeError('too few values')
    return this.#page.defined?.[this.#at] ?? 0
  }

  /** The text of the next entry; undefined for a missing one. */
  take(): string | undefined {
    if (!this.#more()) throw new RangeError('too few values')
    const there = this.#page.defined === undefined || this.#page.defined[this.#at] === this.#leaf.mostDefined
    this.#at += 1
    if (!there) return undefined
    const text = this.#page.texts[this.#taken]
    this.#taken += 1
    return text
  }

  /** Whether a text of this leaf is JSON as it stands. */
  plain(text: string): boolean {
    if (this.#leaf.type === 'BOOLEAN') return true
    const last = text.charCodeAt(text.length - 1)
    return this.numeric && last >= 48 && last <= 57
  }

  #more(): boolean {
    if (this.#at < this.#page.count) return true
    if (this.#ended) return false
    const page = this.#chunk.next()
    if (page === undefined) {
      this.#ended = true
      return false
    }
    this.#page = page
    this.#at = 0
    this.#taken = 0
    return true
  }
}
