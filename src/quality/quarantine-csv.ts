import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { csvCell } from '#kernel/csv-cell.ts'
import { ERROR_COLUMNS } from '#collect/columns/error-columns.ts'
import type { QuarantinedRecord, QuarantineFilter, QuarantineStore } from './quarantine.ts'
import { REFUSAL_WORDS } from './refusal-words.ts'

/**
 * The refused records as CSV to correct and import again: their original columns, then the id of each record, by which the corrected
 * file takes it out of quarantine, its line, the reason, the field and what to do. UTF-8 with a
 * byte-order mark, CRLF.
 */
export async function* quarantineCsv(
  store: Pick<QuarantineStore, 'all'>,
  filter: QuarantineFilter,
  language: TextLanguage = 'en',
): AsyncGenerator<string> {
  // Two passes, because files with different columns may be mixed and the header comes first.
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

/** One line of the file; plain negative numbers and phone numbers with a plus stay as they are, because the file is imported again. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => csvCell(cell, { keepNumbers: true })).join(',')}\r\n`
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
