import { csvCell } from '#kernel/csv-cell.ts'

/** A cell; null is left empty. */
export type CsvCell = string | number | null

/**
 * A table as CSV for spreadsheets: UTF-8 with a byte-order mark, CRLF, safe and quoted cells (see `csvCell`).
 */
export function csvList(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [header.map((name) => csvCell(name)).join(',')]
  for (const row of rows) lines.push(row.map((cell) => csvCell(cell)).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
