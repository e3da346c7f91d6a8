import type { DecimalMark } from '../columns/decimal-format.ts'
import { RECORD_COLUMN } from '../columns/error-columns.ts'
import type { Table } from '../table/table.ts'
import { IMPORT_FIELDS } from './import-fields.ts'
import type { ImportSource } from './import-plan.ts'
import { measureColumns } from './measure-fields.ts'
import type { ImportPorts } from './import-ports.ts'
import type { RowReading } from './row-reading.ts'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The id of the refused row that a row corrects; undefined in other files. */
export function recordReader(columns: readonly string[]): (cells: readonly string[]) => string | undefined {
  const at = columns.indexOf(RECORD_COLUMN)
  if (at < 0) return () => undefined
  return (cells) => {
    const id = (cells[at] ?? '').trim()
    return UUID.test(id) ? id.toLowerCase() : undefined
  }
}

/** A file of corrected rows is read like their source file, because a few rows alone are not enough evidence. */
export async function readAsRefused(
  table: Pick<Table, 'columns' | 'sample'>,
  source: ImportSource,
  ports: Pick<ImportPorts, 'readingOfRefused'>,
): Promise<ImportSource> {
  const recordOf = recordReader(table.columns)
  const id = table.sample.map(recordOf).find((one) => one !== undefined)
  if (id === undefined) return source
  const reading = await ports.readingOfRefused(id)
  if (reading === null || reading.kind !== source.kind) return source
  const { corrections = {} } = source
  const marks = new Set(Object.values(reading.orders?.decimals ?? reading.decimals ?? {}).map(({ mark }): DecimalMark => mark))
  const [mark] = marks
  return {
    ...source,
    corrections: {
      ...corrections,
      mapping: { ...mappingOf(reading, table.columns), ...corrections.mapping },
      statuses: { ...reading.orders?.refundStatuses, ...reading.orders?.statuses, ...corrections.statuses },
      dateOrder: corrections.dateOrder ?? reading.dateOrder,
      ...(corrections.monthDay === undefined && reading.monthDay !== undefined ? { monthDay: reading.monthDay } : {}),
      ...(corrections.decimalMark === undefined && marks.size === 1 && mark !== undefined ? { decimalMark: mark } : {}),
    },
  }
}

function mappingOf({ kind, mapping }: RowReading, columns: readonly string[]): Record<string, string | null> {
  const wide = measureColumns(mapping).map(({ field }) => field)
  return Object.fromEntries(
    [...IMPORT_FIELDS[kind].map(({ name }) => name), ...wide].map((name): [string, string | null] => {
      const column = mapping[name]
      return [name, column !== undefined && columns.includes(column) ? column : null]
    }),
  )
}
