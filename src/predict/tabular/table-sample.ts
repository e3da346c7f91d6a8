import { ColumnCollector, hash32, type ColumnSample } from './column-sample.ts'

/** A table held by column: all of its rows, or a random sample of them. */
export interface TableSample {
  readonly columns: readonly ColumnSample[]
  readonly rowCount: number
  /** Rows of the table itself. */
  readonly rowsSeen: number
  /** Which row of the table (0 is the first below the heading) each kept row is. */
  readonly rowNumbers: Int32Array
  /** 1 for rows identical to an earlier one. */
  readonly copies: Uint8Array
  /** Rows with fewer or more cells than the header. */
  readonly unevenRows: number
}

export interface SampleLimits {
  /** Default 1,000,000. */
  readonly rows?: number
  /** Rows times columns. Default 40,000,000 (about half a gigabyte). */
  readonly cells?: number
}

/** Copies are detected among this many rows, so that memory stays bounded. */
const COPY_ROWS = 1_000_000

/**
 * Takes rows as a stream and keeps a uniform random sample when there are too many (reservoir sampling: Vitter, ACM TOMS 11 (1985),
 * algorithm R). Memory is bounded by the limits.
 */
export class TableSampler {
  readonly #columns: readonly ColumnCollector[]
  readonly #capacity: number
  readonly #random: () => number
  readonly #seen = new Set<number>()
  #rowNumbers = new Int32Array(1_024)
  #copies = new Uint8Array(1_024)
  #rows = 0
  #kept = 0
  #uneven = 0

  /** `random`: uniform in [0, 1). */
  constructor(names: readonly string[], random: () => number, limits: SampleLimits = {}) {
    this.#columns = names.map((name) => new ColumnCollector(name))
    this.#random = random
    const byCells = Math.floor((limits.cells ?? 40_000_000) / Math.max(1, names.length))
    this.#capacity = Math.max(1_000, Math.min(limits.rows ?? 1_000_000, byCells))
  }

  get rowsSeen(): number {
    return this.#rows
  }

  /** Previews rows before any is added, to guess the order of day and month. */
  observe(rows: readonly (readonly string[])[]): void {
    for (const cells of rows) this.#columns.forEach((column, j) => column.observe(cells[j]))
  }

  add(cells: readonly string[]): void {
    const row = this.#rows
    this.#rows += 1
    if (cells.length !== this.#columns.length) this.#uneven += 1
    let slot = this.#kept
    if (slot < this.#capacity) this.#kept += 1
    else slot = Math.floor(this.#random() * this.#rows)
    const copy = this.#isCopy(cells)
    if (slot >= this.#capacity) return
    if (slot >= this.#rowNumbers.length) this.#grow()
    this.#rowNumbers[slot] = row
    this.#copies[slot] = copy ? 1 : 0
    for (let j = 0; j < this.#columns.length; j += 1) (this.#columns[j] as ColumnCollector).set(slot, cells[j])
  }

  finish(): TableSample {
    return {
      columns: this.#columns.map((column) => column.finish(this.#kept)),
      rowCount: this.#kept,
      rowsSeen: this.#rows,
      rowNumbers: this.#rowNumbers.subarray(0, this.#kept),
      copies: this.#copies.subarray(0, this.#kept),
      unevenRows: this.#uneven,
    }
  }

  #isCopy(cells: readonly string[]): boolean {
    if (this.#seen.size >= COPY_ROWS) return false
    const text = cells.join('\u0001')
    // 53 bits of two hashes: a collision among a million rows is unlikely.
    const key = (hash32(text) >>> 0) * 2_097_152 + ((hash32(`\u0002${text}`) >>> 0) & 2_097_151)
    if (this.#seen.has(key)) return true
    this.#seen.add(key)
    return false
  }

  #grow(): void {
    const numbers = new Int32Array(this.#rowNumbers.length * 2)
    numbers.set(this.#rowNumbers)
    this.#rowNumbers = numbers
    const copies = new Uint8Array(numbers.length)
    copies.set(this.#copies)
    this.#copies = copies
  }
}
