import { csvCell } from '#kernel/csv-cell.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { Readable } from 'node:stream'
import type { ExportLanguage } from './export-language.ts'

/** One column of a file: its heading and what a row has in it, both in the language of the reader. */
export interface CsvColumn<T> {
  readonly heading: string
  readonly value: (row: T) => string | number | null
}

/** CSV (RFC 4180) with a byte order mark, so that Excel reads Chinese; part after part, so that memory stays flat. */
export function csvFile<T>(columns: readonly CsvColumn<T>[], parts: AsyncIterable<readonly T[]>): Readable {
  return Readable.from(lines(columns, parts))
}

async function* lines<T>(columns: readonly CsvColumn<T>[], parts: AsyncIterable<readonly T[]>): AsyncGenerator<string> {
  yield `\uFEFF${columns.map(({ heading }) => csvCell(heading)).join(',')}\r\n`
  for await (const rows of parts) yield rows.map((row) => `${columns.map(({ value }) => csvCell(value(row))).join(',')}\r\n`).join('')
}

/** The word for a code; a code without one stays as it is, and none at all stays empty. */
export function wordOf(words: Readonly<Record<string, BilingualText>>, code: string | null, language: ExportLanguage): string | null {
  if (code === null || code === '') return null
  return Object.hasOwn(words, code) ? (words[code]?.[language] ?? code) : code
}

/** An instant as spreadsheets read one, in the given zone: '2026-03-16 10:00'. The heading of its column names the zone. */
export function zonedMinute(instant: string | null, timeZone: string): string | null {
  if (instant === null) return null
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(Date.parse(instant))
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}`
}
