import type { RowResult } from './row-step.ts'

/** A row of the file as read. `cells` are original, or filled from the row above. */
export interface ReadRow<T> {
  readonly line: number
  readonly cells: readonly string[]
  readonly result: RowResult<T>
}

/** Reads rows in order; the result of a row may come later if its order has several rows. */
export interface RowReader<T> {
  push(line: number, cells: readonly string[]): readonly ReadRow<T>[]
  /** The results held back. */
  end(): readonly ReadRow<T>[]
}

/** A reader of independent rows. */
export function eachRow<T>(step: (cells: readonly string[]) => RowResult<T>): RowReader<T> {
  return { push: (line, cells) => [{ line, cells, result: step(cells) }], end: () => [] }
}

/** The same reader, with a listener called for every readable row. */
export function heard<T>(reader: RowReader<T>, hear: (value: T) => void): RowReader<T> {
  const tell = (rows: readonly ReadRow<T>[]): readonly ReadRow<T>[] => {
    for (const { result } of rows) if (result.ok) hear(result.value)
    return rows
  }
  return { push: (line, cells) => tell(reader.push(line, cells)), end: () => tell(reader.end()) }
}
