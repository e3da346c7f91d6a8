/** A record of a table and the line (CSV) or row (xlsx) of the file where it ends. */
export interface TableRow {
  readonly line: number
  readonly cells: readonly string[]
}
