import { distinctNames } from '../import/distinct-names.ts'
import { type Extent, inspectFile } from '../import/inspect-file.ts'
import { sniffDelimiter } from '../import/read-csv.ts'
import { readTable } from '../import/read-table.ts'
import { SAMPLE_ROWS, type Table, type TableWish } from './table.ts'
import { AppError } from '#kernel/app-error.ts'

export async function openTable(
  path: string,
  o: { fileName?: string; wish?: TableWish; signal?: AbortSignal; extent?: Extent } = {},
): Promise<Table> {
  const file = await inspectFile(path, o.fileName, o.signal, o.extent ?? 'whole')
  const delimiter = await sniffDelimiter(file)
  const head: (readonly string[])[] = []
  let sheet: string | null = null
  let sheets: readonly string[] = []
  const onSheets = (read: string, all: readonly string[]): void => void ([sheet, sheets] = [read, all])
  for await (const block of readTable(file, {
    delimiter,
    headRows: SAMPLE_ROWS + 1,
    onSheets,
    ...(o.wish?.sheet === undefined ? {} : { sheet: o.wish.sheet }),
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  })) {
    for (const { cells } of block) if (head.length <= SAMPLE_ROWS) head.push(cells)
    if (head.length > SAMPLE_ROWS) break
  }
  const [heading, ...sample] = head
  if (heading === undefined)
    throw new AppError('invalid-input', 'empty-file', `${file.name} has no rows.`, { details: { file: file.name } })
  if (sample.length === 0)
    throw new AppError('invalid-input', 'no-rows', `${file.name} has a heading but no rows.`, { details: { file: file.name } })
  return {
    file,
    delimiter,
    sheet,
    sheets,
    headingLine: 1,
    columns: distinctNames(heading.map((cell) => cell.toWellFormed().replaceAll('\u0000', ''))),
    sample,
    notes: [],
  }
}
