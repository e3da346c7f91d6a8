import { openTable } from '#collect/table/open-table.ts'
import { tableRows } from '#collect/table/table-rows.ts'
import type { TableRow } from '#collect/import/table-row.ts'

/** All records of a file, as every import reads them. */
export async function readWholeTable(path: string, signal?: AbortSignal): Promise<TableRow[]> {
  const options = signal === undefined ? {} : { signal }
  const rows: TableRow[] = []
  for await (const block of tableRows(await openTable(path, options), options)) rows.push(...block)
  return rows
}
