import { AppError } from '#kernel/app-error.ts'
import type { Corrections } from '../columns/corrections.ts'
import { checkMapping } from '../import/guess-mapping.ts'
import type { ImportKind } from '../import/import-fields.ts'
import type { ImportService } from '../import/import-service.ts'
import { columnGone } from './column-gone.ts'
import { newRowFile } from './row-file.ts'
import { RowLines } from './row-lines.ts'
import { settleReading, usedColumns, withPoint, withRowKey } from './settle-reading.ts'
import type { DatabaseLogin, OpenForeignTable, SyncCadence, SyncPlan, SyncReading, TableLook, TableName } from './sync.ts'
import { isCursor } from './table-column.ts'
import { refuseSeveralRows } from './whole-orders.ts'

export interface SetUpParts {
  readonly open: OpenForeignTable
  readonly imports: Pick<ImportService, 'previewImport'>
  /** Secret of the installation. */
  readonly salt: string
  /** For rows on their way, in clear, readable by the server's user alone. */
  readonly folder: string
}

export interface NewSync {
  readonly name: string
  readonly login: DatabaseLogin
  readonly table: TableName
  readonly keyColumns: readonly string[]
  readonly cursorColumn: string | null
  readonly cadence: SyncCadence
  readonly kind: ImportKind
  readonly corrections: Corrections
}

/** Rows that are looked at to understand a table. */
const LOOK_ROWS = 2_000
const LOOK = 'look-'

/** What a table looks like, and its first rows as lines of JSON, for a preview. @throws AppError `sync-…`, `no-rows`. */
export async function lookAt(
  { open, salt }: SetUpParts,
  login: DatabaseLogin,
  table: TableName,
): Promise<{ readonly look: TableLook; readonly lines: readonly string[] }> {
  const foreign = await open(login, table)
  try {
    const look = await foreign.look()
    const columns = look.columns.filter((column) => column.class !== 'binary')
    const lines = new RowLines(login.kind, columns, [], salt)
    const text: string[] = []
    for await (const block of foreign.rows({ columns, cursor: null, from: null, limit: LOOK_ROWS }))
      text.push(...block.map((row) => lines.line(row)))
    if (text.length === 0)
      throw new AppError(
        'invalid-input',
        'sync-table-empty',
        `${table.schema}.${table.name} has no rows yet: set the sync up when it has some.`,
        {
          details: { table: `${table.schema}.${table.name}` },
        },
      )
    return { look, lines: text }
  } finally {
    await foreign.close()
  }
}

/** The corrections with what the database knows and a file would have to be asked: how decimals are written, and that rows with keys of their own are no copies. */
export async function withoutGuess(
  { imports }: Pick<SetUpParts, 'imports'>,
  file: string,
  look: Pick<TableLook, 'columns' | 'key'>,
  said: { readonly kind?: ImportKind; readonly corrections: Corrections },
): Promise<Corrections> {
  const { kind, mapping } = await imports.previewImport({ file, fileName: 'table', ...said })
  const all = kind === 'orders' ? withRowKey(look.key, mapping, said.corrections) : said.corrections
  return withPoint(look.columns, mapping, all) ?? all
}

/** @throws AppError `sync-…` for what cannot be synced, `questions-open` for a table that leaves a question open. */
export async function planSync(parts: SetUpParts, input: NewSync): Promise<SyncPlan> {
  const { look, lines } = await lookAt(parts, input.login, input.table)
  const columns = new Map(look.columns.map((column) => [column.name, column]))
  for (const name of [...input.keyColumns, ...(input.cursorColumn === null ? [] : [input.cursorColumn])]) {
    if (!columns.has(name)) throw columnGone([name])
  }
  const cursor = input.cursorColumn === null ? undefined : columns.get(input.cursorColumn)
  if (cursor !== undefined && !isCursor(cursor))
    throw new AppError(
      'invalid-input',
      'sync-cursor-refused',
      `${cursor.name} has no order that new rows follow: choose a number, a time or a date.`,
      {
        details: { column: cursor.name },
      },
    )
  const reading = await readingOf(parts, input, look, lines)
  const foreign = await parts.open(input.login, input.table)
  try {
    await refuseSeveralRows(foreign, look, input.keyColumns, reading, { cursor: null, from: null })
  } finally {
    await foreign.close()
  }
  const { password: _, ...address } = input.login
  const others = [...input.keyColumns, ...(cursor === undefined ? [] : [cursor.name])]
  return {
    name: input.name,
    address,
    table: input.table,
    keyColumns: input.keyColumns,
    cursorColumn: input.cursorColumn,
    cadence: input.cadence,
    reading,
    columns: look.columns,
    used: usedColumns(look.columns, reading, others).map(({ name }) => name),
  }
}

async function readingOf(
  parts: SetUpParts,
  { kind, corrections, table, keyColumns }: NewSync,
  look: TableLook,
  lines: readonly string[],
): Promise<SyncReading> {
  if (kind === 'orders' && keyColumns.length === 0)
    throw new AppError(
      'invalid-input',
      'sync-key-missing',
      'Orders change: say which columns name a row, such as the primary key of the table.',
    )
  const file = await newRowFile(parts.folder, LOOK)
  try {
    await file.write(lines.join(''))
    await file.close()
    const fileName = `${table.schema}.${table.name}`
    const all = await withoutGuess(parts, file.path, { columns: look.columns, key: keyColumns }, { kind, corrections })
    const preview = await parts.imports.previewImport({ file: file.path, fileName, kind, corrections: all })
    checkMapping(preview.kind, preview.mapping, preview.missing, { columns: preview.columns, file: { name: fileName } })
    return settleReading(preview)
  } finally {
    await file.remove()
  }
}
