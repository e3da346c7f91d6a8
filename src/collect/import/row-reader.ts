import type { RowResult } from './row-step.ts'

/** A row of the file as it was read. `cells` are as they came, or with what was carried down from the row above. */
export interface ReadRow<T> {
  readonly line: number
  readonly cells: readonly string[]
  readonly result: RowResult<T>
}

/** Reads rows one after the other; an answer may come later than its row, where an order has several. */
export interface RowReader<T> {
  push(line: number, cells: readonly string[]): readonly ReadRow<T>[]
  /** What was held back. */
  end(): readonly ReadRow<T>[]
}

/** A reader of rows that have nothing to do with each other. */
export function eachRow<T>(step: (cells: readonly string[]) => RowResult<T>): RowReader<T> {
  return { push: (line, cells) => [{ line, cells, result: step(cells) }], end: () => [] }
}

/** The same reader, with a listener that hears of every row that could be read. */
export function heard<T>(reader: RowReader<T>, hear: (value: T) => void): RowReader<T> {
  const tell = (rows: readonly ReadRow<T>[]): readonly ReadRow<T>[] => {
    for (const { result } of rows) if (result.ok) hear(result.value)
    return rows
  }
  return { push: (line, cells) => tell(reader.push(line, cells)), end: () => tell(reader.end()) }
}
