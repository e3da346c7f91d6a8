/** How a spreadsheet may begin a formula; full-width signs count too, and blanks before them. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/u

/** One cell that no spreadsheet runs. The server has the same rule; one test holds both to it. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
