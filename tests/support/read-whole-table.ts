import { inspectFile } from '#collect/import/inspect-file.ts'
import { sniffDelimiter } from '#collect/import/read-csv.ts'
import { readTable } from '#collect/import/read-table.ts'
import type { TableRow } from '#collect/import/table-row.ts'

/** All rows of a file, the heading included, as every import reads them. */
export async function readWholeTable(path: string, signal?: AbortSignal): Promise<TableRow[]> {
  const file = await inspectFile(path, undefined, signal)
  const delimiter = await sniffDelimiter(file)
  const rows: TableRow[] = []
  for await (const block of readTable(file, { delimiter, ...(signal === undefined ? {} : { signal }) })) rows.push(...block)
  return rows
}
