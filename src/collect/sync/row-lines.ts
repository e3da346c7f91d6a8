import { AppError } from '#kernel/app-error.ts'
import { contentKey } from '../import/content-key.ts'
import { KeyCounter } from '../import/key-counter.ts'
import { cellText, type DatabaseKind, type TableColumn } from './table-column.ts'
import type { ForeignRow } from './sync.ts'

/** Turns rows of a table into lines of JSON, as a file has them, and notes the key of each. */
export class RowLines {
  readonly #kind: DatabaseKind
  readonly #columns: readonly TableColumn[]
  readonly #names: readonly string[]
  readonly #keyAt: readonly number[]
  readonly #keyColumns: readonly string[]
  readonly #salt: string
  readonly #seen = new KeyCounter()
  #keys = new BigUint64Array(1 << 10)
  #rows = 0

  constructor(kind: DatabaseKind, columns: readonly TableColumn[], keyColumns: readonly string[], salt: string) {
    this.#kind = kind
    this.#columns = columns
    this.#names = columns.map(({ name }) => JSON.stringify(name))
    this.#keyColumns = keyColumns
    this.#keyAt = keyColumns.map((name) => columns.findIndex((column) => column.name === name))
    this.#salt = salt
  }

  get rows(): number {
    return this.#rows
  }

  /** @throws AppError `sync-key-empty`, `sync-key-repeats`: without one row for each key a change could not be told from another row. */
  line(row: ForeignRow): string {
    const parts = this.#keyAt.map((at) => row[at] ?? null)
    if (parts.length > 0) {
      if (parts.includes(null)) throw keyRefused('sync-key-empty', 'is empty in a row', this.#keyColumns)
      const key = contentKey(this.#salt, 'sync-row', JSON.stringify(parts))
      if (this.#seen.add(key) > 0) throw keyRefused('sync-key-repeats', 'has the same value in two rows', this.#keyColumns)
      if (this.#rows === this.#keys.length) {
        const grown = new BigUint64Array(this.#keys.length * 2)
        grown.set(this.#keys)
        this.#keys = grown
      }
      this.#keys[this.#rows] = key
    }
    this.#rows += 1
    const cells = this.#columns.map((column, i) => `${this.#names[i]}:${JSON.stringify(cellText(this.#kind, column, row[i] ?? null))}`)
    return `{${cells.join(',')}}\n`
  }

  /** Of a line of the file, from 1; undefined without key columns. */
  keyOf(line: number): bigint | undefined {
    return this.#keyAt.length === 0 ? undefined : this.#keys[line - 1]
  }
}

export function keyRefused(code: 'sync-key-empty' | 'sync-key-repeats', what: string, keyColumns: readonly string[]): AppError {
  const columns = keyColumns.join(', ')
  return new AppError('invalid-input', code, `The key ${columns} ${what}: choose columns whose values together name one row each.`, {
    details: { columns },
  })
}
