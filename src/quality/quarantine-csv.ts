import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { ERROR_COLUMNS } from '#collect/columns/error-columns.ts'
import type { QuarantinedRecord, QuarantineFilter, QuarantineStore } from './quarantine.ts'
import { REFUSAL_WORDS } from './refusal-words.ts'

/**
 * The refused records as CSV to repair and import again: the columns they came with, then the id of each record, by which the mended
 * file takes it out of quarantine, its line, the reason, the field and what to do. UTF-8 with a
 * byte-order mark, CRLF. A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP CSV injection).
 */
export async function* quarantineCsv(
  store: Pick<QuarantineStore, 'all'>,
  filter: QuarantineFilter,
  language: TextLanguage = 'en',
): AsyncGenerator<string> {
  // Two walks, because files with different columns may lie together and the heading comes first.
  const columns = new Set<string>()
  for await (const block of store.all(filter)) for (const { content } of block) for (const name of Object.keys(content)) columns.add(name)
  yield `\uFEFF${csvRow([...columns, ...ERROR_COLUMNS])}`
  for await (const block of store.all(filter)) {
    let text = ''
    for (const { entry, content } of block) {
      const cells = [...columns].map((name) => (Object.hasOwn(content, name) ? cellText(content[name]) : ''))
      text += csvRow([...cells, ...wordsOf(entry, language)])
    }
    yield text
  }
}

function wordsOf({ id, position, reason, field, message }: QuarantinedRecord, language: TextLanguage): string[] {
  const words = REFUSAL_WORDS[reason]
  return [id, String(position), words?.reason[language] ?? reason, field, words?.help[language] ?? message]
}

export function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(harmless(cell))).join(',')}\r\n`
}

/** Plain negative numbers and phone numbers with a plus stay as they are. */
function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?[\d.,\s-]+$/.test(cell) ? `'${cell}` : cell
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
