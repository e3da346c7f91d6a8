import { AppError } from '#kernel/app-error.ts'

const DELIMITERS = [',', '\t', ';'] as const

/**
 * Cells of each line of a small CSV text that has any; comma, tab or semicolon by its first line. Quoted cells may hold the delimiter, line breaks and doubled quotes.
 * Files of customers and orders are read by `openTable`, which finds out far more.
 * @throws AppError invalid-input for a text that was not in UTF-8 or a quotation mark that stays open
 */
export function splitCsv(written: string): string[][] {
  if (written.includes('\uFFFD')) throw new AppError('invalid-input', 'series-encoding', 'The file is not in UTF-8: save it as CSV UTF-8.')
  const text = written.replace(/^\uFEFF/u, '')
  const first = text.slice(0, text.search(/[\r\n]|$/u))
  const delimiter = DELIMITERS.toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endRow = (): void => {
    row.push(cell)
    if (row.some((one) => one.trim() !== '')) rows.push(row)
    row = []
    cell = ''
  }
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (isQuoted) {
      if (char === '"' && text[i + 1] === '"') i += 1
      else if (char === '"') {
        isQuoted = false
        continue
      }
      cell += char
    } else if (char === '"' && cell.trim() === '') {
      isQuoted = true
      cell = ''
    } else if (char === delimiter) {
      row.push(cell)
      cell = ''
    } else if (char === '\n' || char === '\r') endRow()
    else cell += char
  }
  if (isQuoted) throw new AppError('invalid-input', 'series-quote', 'A quoted cell does not end: close its quotation mark.')
  endRow()
  return rows
}
