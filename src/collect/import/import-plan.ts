import { createHash } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { columnPositions, guessMapping } from './guess-mapping.ts'
import type { ColumnMapping, ImportKind } from './import-fields.ts'
import { findPreset } from './import-presets.ts'
import { type InspectedFile, inspectFile } from './inspect-file.ts'
import { DateOrderGuess } from './parse-instant.ts'
import { readTable, sniffDelimiter } from './read-table.ts'
import type { RowPlan } from './row-step.ts'

/** What the whole installation has in common. */
export interface ImportSettings {
  readonly timeZone: string
  readonly currency: string
  readonly normaliseIdentifier: RowPlan['normaliseIdentifier']
}

export interface ImportSource {
  readonly file: string
  /** The name to show, where it is not that of the path. */
  readonly fileName?: string
  readonly kind: ImportKind
  readonly preset?: string
  /** Field -> column. Wins over the preset and over guessing, field by field. */
  readonly mapping?: ColumnMapping
}

/** Everything known about a file before its rows are taken in. */
export interface ImportPlan {
  readonly file: InspectedFile
  readonly delimiter: string
  readonly columns: readonly string[]
  readonly sample: readonly (readonly string[])[]
  readonly mapping: ColumnMapping
  readonly mappingHash: string
  /** Data rows of the file. */
  readonly rows: number
  readonly rowPlan: RowPlan
}

const SAMPLE_ROWS = 200
const DATE_FIELDS = ['orderedAt', 'openedAt', 'closedAt', 'registeredAt'] as const

/** The head of a file: what a person needs to see to map its columns. */
export interface TableHead {
  readonly file: InspectedFile
  readonly delimiter: string
  readonly columns: readonly string[]
  readonly sample: readonly (readonly string[])[]
}

/** Reads the heading and the first rows. @throws AppError as `inspectFile` does, and `no-rows` for a file with a heading only. */
export async function readTableHead(path: string, fileName: string | undefined, signal?: AbortSignal): Promise<TableHead> {
  const file = await inspectFile(path, fileName, signal)
  const delimiter = await sniffDelimiter(file)
  for await (const block of readTable(file, { delimiter, ...(signal === undefined ? {} : { signal }) })) {
    const [header, ...rows] = block
    const columns = header?.cells.map((cell) => cell.trim()) ?? []
    if (rows.length === 0)
      throw new AppError('invalid-input', 'no-rows', `${file.name} has a heading but no rows.`, { details: { file: file.name } })
    return { file, delimiter, columns, sample: rows.slice(0, SAMPLE_ROWS).map(({ cells }) => cells) }
  }
  throw new AppError('invalid-input', 'empty-file', `${file.name} has no rows.`, { details: { file: file.name } })
}

/**
 * Reads the whole file once without storing anything: a file that is damaged anywhere is refused here. Decides which column holds
 * which field and whether dates have the day or the month first.
 *
 * @throws AppError for a file that cannot be read, an unknown preset, field or column, or a required field without a column.
 */
export async function planImport(source: ImportSource, settings: ImportSettings, now: Date, signal?: AbortSignal): Promise<ImportPlan> {
  const preset = source.preset === undefined ? undefined : findPreset(source.preset, source.kind)
  const head = await readTableHead(source.file, source.fileName, signal)
  const { file, delimiter, columns, sample } = head
  const mapping = { ...(preset?.mapping ?? guessMapping(source.kind, columns, sample)), ...source.mapping }
  const positions = columnPositions(source.kind, mapping, columns, file.name)

  const guess = new DateOrderGuess()
  const dates = DATE_FIELDS.flatMap((field) => positions.get(field) ?? [])
  let rows = -1
  for await (const block of readTable(file, { delimiter, ...(signal === undefined ? {} : { signal }) })) {
    for (const { cells } of block) for (const position of dates) guess.observe(cells[position] ?? '')
    rows += block.length
  }
  const rowPlan: RowPlan = {
    columns: columns.length,
    positions,
    timeZone: preset?.timeZone ?? settings.timeZone,
    dateOrder: preset?.dateOrder ?? guess.order,
    currency: preset?.currency ?? settings.currency,
    adjustmentPrefix: preset?.adjustmentPrefix ?? '',
    latest: now.getTime() + DAY_MS,
    normaliseIdentifier: settings.normaliseIdentifier,
  }
  const decided = [
    source.kind,
    Object.entries(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    rowPlan.timeZone,
    rowPlan.currency,
    rowPlan.dateOrder,
    rowPlan.adjustmentPrefix,
  ]
  return { ...head, mapping, mappingHash: createHash('sha256').update(JSON.stringify(decided)).digest('hex').slice(0, 32), rows, rowPlan }
}
