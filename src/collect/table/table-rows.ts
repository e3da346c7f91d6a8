import { readTable } from '../import/read-table.ts'
import type { TableRow } from '../import/table-row.ts'
import type { Table } from './table.ts'

export async function* tableRows(
  { file, delimiter, sheet }: Table,
  o: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): AsyncGenerator<TableRow[]> {
  let first = true
  for await (const block of readTable(file, { delimiter, ...(sheet === null ? {} : { sheet }), ...o })) {
    yield first ? block.slice(1) : block
    first = false
  }
}
