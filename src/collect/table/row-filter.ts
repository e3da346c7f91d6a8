import type { TableRow } from '../import/table-row.ts'
import { cleanCell } from './clean-cell.ts'
import { isTotalLine } from './total-line.ts'

/** Counts of a pass over a table. Rows returned + left out = rows of the file below its heading. */
export interface TableWalk {
  /** Given out. */
  readonly rows: number
  /** Left out: lines of totals and notes. */
  readonly totalLines: number
  readonly headingsRepeated: number
  /** Of the first few of each. */
  readonly totalsAt: readonly number[]
  readonly headingsAt: readonly number[]
}

export interface TableShape {
  /** Line of the heading; rows up to it are no data. */
  readonly headingLine: number
  /** Names as they stand in the file. */
  readonly heading: readonly string[]
  readonly width: number
  /** Cells that records fill, see `usualFill`. */
  readonly filled: number
  /** The columns at the end that a short row may leave out: of the sample some records leave them empty. */
  readonly optionalFrom: number
  /** Columns, from 0, of figures that merged cells do not repeat. */
  readonly unfilled: readonly number[]
  /** Of a file of JSON objects: the keys of its columns. */
  readonly keys?: readonly string[]
}

const NAMED_LINES = 20

/** Turns the rows of a file into records of its table: clean, of one width, without rows that are not records. */
export class RowFilter {
  readonly #shape: TableShape
  #rows = 0
  #totalLines = 0
  #headings = 0
  readonly #totalsAt: number[] = []
  readonly #headingsAt: number[] = []

  constructor(shape: TableShape) {
    this.#shape = shape
  }

  walk(): TableWalk {
    return {
      rows: this.#rows,
      totalLines: this.#totalLines,
      headingsRepeated: this.#headings,
      totalsAt: this.#totalsAt,
      headingsAt: this.#headingsAt,
    }
  }

  /** The records of a block. */
  records(block: readonly TableRow[]): TableRow[] {
    const found: TableRow[] = []
    for (const row of block) {
      if (row.line <= this.#shape.headingLine) continue
      const cells = this.#cleaned(row.cells)
      if (cells === undefined) continue
      if (this.#isHeading(cells)) {
        this.#headings += 1
        if (this.#headingsAt.length < NAMED_LINES) this.#headingsAt.push(row.line)
      } else if (isTotalLine(cells, this.#shape.filled)) {
        this.#totalLines += 1
        if (this.#totalsAt.length < NAMED_LINES) this.#totalsAt.push(row.line)
      } else {
        this.#rows += 1
        found.push({ line: row.line, cells })
      }
    }
    return found
  }

  /** Undefined for a row of blanks. Empty cells beyond the heading go; those that a short row left out at its end come back. */
  #cleaned(cells: readonly string[]): string[] | undefined {
    const { width, optionalFrom } = this.#shape
    const clean: string[] = []
    let filled = false
    for (const cell of cells) {
      const text = cleanCell(cell)
      if (text !== '') filled = true
      clean.push(text)
    }
    if (!filled) return undefined
    while (clean.length > width && clean[clean.length - 1] === '') clean.pop()
    if (clean.length < width && clean.length >= optionalFrom) while (clean.length < width) clean.push('')
    return clean
  }

  #isHeading(cells: readonly string[]): boolean {
    const { heading } = this.#shape
    if (heading.length === 0 || cells[0] !== heading[0]) return false
    let named = 0
    for (const [j, name] of heading.entries()) {
      if (name === '') continue
      if (cells[j] !== name) return false
      named += 1
    }
    return named > 0
  }
}
