/** A cell; null is left empty. */
export type CsvCell = string | number | null

/**
 * A table as CSV for spreadsheets: UTF-8 with a byte-order mark, CRLF, cells quoted where needed (RFC 4180). Text that a spreadsheet would
 * take for a formula gets an apostrophe in front (OWASP, CSV injection); numbers stay numbers.
 */
export function csvList(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [header.map(cellText).join(',')]
  for (const row of rows) lines.push(row.map(cellText).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function cellText(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  const safe = /^[\s]*[=+\-@\t\r＝＋－＠]/u.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
