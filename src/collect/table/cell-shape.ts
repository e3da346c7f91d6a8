/** Numbers with signs of money, thousands, percent; in brackets where they are negative. */
const NUMBER = /^[-+(]?\s?(?:[¥$€£₩￥]|[A-Z]{2,3}\$?|US\$)?\s?[-+]?\d[\d.,' \u00A0]*(?:e[-+]?\d+)?\s?(?:%|[¥$€£元]|[A-Z]{3})?\)?$/i
/** Begins as a day does: 2026-03-01, 1/3/26, 2026年3月, 20260301, 1 Jan 2026, Jan 1, 2026. */
const DATE =
  /^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4}[-/.]\d{1,2}(?:$|\D)|\d{4}年\d{1,2}月|\d{1,2}[- ]?[a-z]{3,9}\.?[-, ]+\d{2,4}|[a-z]{3,9}\.?[- ]?\d{1,2},?[- ]+\d{2,4}|\d{1,2}:\d{2})/i

/**
 * Whether a clean cell is a value, such as a number, a day, an address or an id, and no name of a column. A short code as `V1`, `Q2` or `A1` may be
 * either and is none.
 */
export function isValue(cell: string): boolean {
  if (cell === '' || cell.length > 200) return cell !== ''
  let digits = 0
  for (let i = 0; i < cell.length; i += 1) {
    const code = cell.charCodeAt(i)
    if (code >= 48 && code <= 57) digits += 1
  }
  if (digits === 0) return cell.includes('@') && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(cell)
  if (digits === cell.length) return true
  if (cell.length > 60) return false
  if (NUMBER.test(cell) || DATE.test(cell)) return true
  if (/^https?:\/\//i.test(cell) || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(cell)) return true
  // Ids and masked numbers: at least as many digits and asterisks as letters, and enough of them.
  return !cell.includes(' ') && cell.length >= 5 && digits * 2 >= cell.length
}

/** Number of cells that are not empty. */
export function filledCells(cells: readonly string[]): number {
  let filled = 0
  for (const cell of cells) if (cell !== '') filled += 1
  return filled
}

/** Cells up to the last that is not empty. */
export function usedWidth(cells: readonly string[]): number {
  let width = cells.length
  while (width > 0 && cells[width - 1] === '') width -= 1
  return width
}

/** How many cells records fill: four of five rows fill no more, so that neither notes nor the later lines of an order hide it. */
export function usualFill(rows: readonly { readonly cells: readonly string[] }[]): number {
  const filled = rows.map(({ cells }) => filledCells(cells)).toSorted((a, b) => a - b)
  return filled[Math.min(filled.length - 1, Math.floor(filled.length * 0.8))] ?? 0
}
