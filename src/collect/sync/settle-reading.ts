import type { Corrections } from '../columns/corrections.ts'
import { IMPORT_FIELDS } from '../import/import-fields.ts'
import type { ImportPreviewResult } from '../import/import-service.ts'
import { MONEY_FIELDS } from '../columns/row-figures.ts'
import type { TableColumn } from './table-column.ts'
import type { SyncReading } from './sync.ts'
import { isOfOrder, severalRowsRefused } from './whole-orders.ts'

type Understood = Pick<
  ImportPreviewResult,
  'kind' | 'layout' | 'mapping' | 'corrections' | 'money' | 'severalRows' | 'dateOrder' | 'dateOrderSure' | 'attributes'
>

/**
 * Settles how a table is read from now on: what the first rows showed is written down, so that a run over three changed rows reads them as the first look did over
 * thousands. Pure.
 *
 * @throws AppError `sync-order-totals` where rows of an order share one amount: a run sees only those that changed.
 */
export function settleReading({
  kind,
  layout,
  mapping,
  corrections,
  money,
  severalRows,
  dateOrder,
  dateOrderSure,
}: Understood): SyncReading {
  if (severalRows && isOfOrder(money, mapping)) throw severalRowsRefused()
  const none = Object.fromEntries(IMPORT_FIELDS[kind].map(({ name }): [string, null] => [name, null]))
  const { accept: _accept, ...lasting } = corrections
  return {
    kind,
    preset: layout?.name ?? 'generic',
    corrections: {
      ...lasting,
      mapping: { ...none, ...mapping },
      ...(corrections.dateOrder === undefined && dateOrderSure ? { dateOrder } : {}),
      ...(corrections.accept === undefined ? {} : { accept: corrections.accept }),
    },
    money,
  }
}

/** The columns that runs read: those with a meaning, the key and the cursor; all but binary ones for a known layout, whose rules read further ones. */
export function usedColumns(
  columns: readonly TableColumn[],
  { preset, corrections: { mapping = {} } }: SyncReading,
  others: readonly string[],
): readonly TableColumn[] {
  const named = new Set([...Object.values(mapping), ...others])
  return columns.filter((column) => column.class !== 'binary' && (preset !== 'generic' || named.has(column.name)))
}

/**
 * Databases write a point before decimals. Where all columns of money and pieces are numbers there, that needs no guess: 1.234 is never a thousand. Undefined where
 * nothing has to be added.
 */
export function withPoint(
  columns: readonly TableColumn[],
  mapping: Readonly<Record<string, string>>,
  said: Corrections,
): Corrections | undefined {
  if (said.decimalMark !== undefined) return undefined
  const classes = new Map(columns.map((column) => [column.name, column.class]))
  const used = MONEY_FIELDS.flatMap((field) => (mapping[field] === undefined ? [] : [classes.get(mapping[field])]))
  return used.length > 0 && used.every((one) => one === 'number' || one === 'integer') ? { ...said, decimalMark: '.' } : undefined
}

/** Rows of an order that look alike are two where each has a key of its own: the key is the number of the line, unless the table has one. */
export function withRowKey(key: readonly string[], mapping: Readonly<Record<string, string>>, said: Corrections): Corrections {
  if (mapping['lineNumber'] !== undefined || said.mapping?.['lineNumber'] !== undefined) return said
  const taken = new Set<string | null>([...Object.values(mapping), ...Object.values(said.mapping ?? {})])
  const column = key.findLast((name) => !taken.has(name))
  return column === undefined ? said : { ...said, mapping: { ...said.mapping, lineNumber: column } }
}
