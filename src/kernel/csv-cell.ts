/** Characters that start a formula in a spreadsheet (OWASP, CSV injection); full-width signs count too, and blanks before them. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/u
const PLAIN_NUMBER = /^[+-]?[\d.,\s-]+$/

/**
 * One cell of a CSV file (RFC 4180) that no spreadsheet runs: text that could be a formula gets an apostrophe in front, numbers stay numbers, null is
 * left empty. With `keepNumbers` text that is only a number, or a phone number with a plus, stays as it is: for files that will be re-imported.
 *
 * `csvCell('=1+1')` is `'=1+1`.
 */
export function csvCell(value: string | number | null, { keepNumbers = false }: { readonly keepNumbers?: boolean } = {}): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const safe = FORMULA.test(value) && !(keepNumbers && PLAIN_NUMBER.test(value)) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
