import { createHash } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { columnPositions, guessMapping } from './guess-mapping.ts'
import { IMPORT_FIELDS } from './import-fields.ts'
import type { ColumnMapping, ImportKind } from './import-fields.ts'
import { findPreset } from './import-presets.ts'
import { type Extent, type InspectedFile, inspectFile } from './inspect-file.ts'
import { LostDigits } from './lost-digits.ts'
import { type DateOrder, DateOrderGuess } from './parse-instant.ts'
import { sniffDelimiter } from './read-csv.ts'
import { readTable } from './read-table.ts'
import { ID_FIELDS, type RowPlan } from './row-step.ts'

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
  /** Of a spreadsheet: the sheet that was read, and all there are. */
  readonly sheet: string | null
  readonly sheets: readonly string[]
}

/**
 * Reads the heading and the first rows. Of a file whose `extent` is its head no more is looked at.
 *
 * @throws AppError as `inspectFile` does, and `no-rows` for a file with a heading only.
 */
export async function readTableHead(
  path: string,
  fileName: string | undefined,
  signal?: AbortSignal,
  extent: Extent = 'whole',
  wanted?: string,
): Promise<TableHead> {
  const file = await inspectFile(path, fileName, signal, extent)
  const delimiter = await sniffDelimiter(file)
  const head: (readonly string[])[] = []
  let sheet: string | null = null
  let sheets: readonly string[] = []
  const onSheets = (read: string, all: readonly string[]): void => {
    sheet = read
    sheets = all
  }
  const reading = { delimiter, headRows: SAMPLE_ROWS + 1, onSheets, ...(wanted === undefined ? {} : { sheet: wanted }) }
  for await (const block of readTable(file, { ...reading, ...(signal === undefined ? {} : { signal }) })) {
    for (const { cells } of block) if (head.length <= SAMPLE_ROWS) head.push(cells)
    if (head.length > SAMPLE_ROWS) break
  }
  const [heading, ...sample] = head
  if (heading === undefined)
    throw new AppError('invalid-input', 'empty-file', `${file.name} has no rows.`, { details: { file: file.name } })
  if (sample.length === 0)
    throw new AppError('invalid-input', 'no-rows', `${file.name} has a heading but no rows.`, { details: { file: file.name } })
  return { file, delimiter, columns: heading.map((cell) => storable(cell).trim()), sample, sheet, sheets }
}

/** A heading is a name that is kept; what no database can hold is no part of one. */
function storable(heading: string): string {
  return heading.toWellFormed().replaceAll('\u0000', '')
}

/** What the head of a file alone says of its rows, for a preview. @throws AppError as `planImport` does. */
export function planHead(head: TableHead, source: ImportSource, settings: ImportSettings, now: Date): RowPlan {
  const { mapping, positions, preset } = mapColumns(head, source)
  const columns = new ColumnSurvey(positions)
  for (const cells of head.sample) columns.observe(cells)
  return rowPlanOf({ ...head, mapping, positions, preset, survey: columns }, settings, now)
}

/**
 * Reads the whole file once without storing anything: a file that is damaged anywhere is refused here. Decides which column holds which field, whether
 * dates have the day or the month first, and which columns of numbers have lost digits.
 *
 * @throws AppError for a file that cannot be read, an unknown preset, field or column, or a required field without a column.
 */
export async function planImport(source: ImportSource, settings: ImportSettings, now: Date, signal?: AbortSignal): Promise<ImportPlan> {
  if (source.preset !== undefined) findPreset(source.preset, source.kind)
  const head = await readTableHead(source.file, source.fileName, signal)
  const { file, delimiter } = head
  const { mapping, positions, preset } = mapColumns(head, source)
  const survey = new ColumnSurvey(positions)
  let rows = -1
  for await (const block of readTable(file, { delimiter, ...(signal === undefined ? {} : { signal }) })) {
    for (const { cells } of rows < 0 ? block.slice(1) : block) survey.observe(cells)
    rows += block.length
  }
  const rowPlan = rowPlanOf({ ...head, mapping, positions, preset, survey }, settings, now)
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

interface MappedColumns {
  readonly mapping: ColumnMapping
  readonly positions: ReadonlyMap<string, number>
  readonly preset: ReturnType<typeof findPreset> | undefined
}

function mapColumns({ file, columns, sample }: TableHead, source: ImportSource): MappedColumns {
  const preset = source.preset === undefined ? undefined : findPreset(source.preset, source.kind)
  const own = preset === undefined ? undefined : presentColumns(preset.mapping, source.kind, columns)
  const mapping = { ...(own ?? guessMapping(source.kind, columns, sample)), ...source.mapping }
  return { mapping, positions: columnPositions(source.kind, mapping, columns, file.name), preset }
}

/** A preset without the columns that this file does not have; those of required fields stay, so that their absence is said. */
function presentColumns(mapping: ColumnMapping, kind: ImportKind, columns: readonly string[]): ColumnMapping {
  const required = new Set(IMPORT_FIELDS[kind].filter((field) => field.required).map(({ name }) => name))
  const there = new Set(columns.map((column) => column.trim()))
  return Object.fromEntries(Object.entries(mapping).filter(([field, column]) => required.has(field) || there.has(column.trim())))
}

function rowPlanOf(
  { file, columns, positions, preset, survey }: TableHead & MappedColumns & { readonly survey: ColumnSurvey },
  settings: ImportSettings,
  now: Date,
): RowPlan {
  return {
    columns: columns.length,
    positions,
    timeZone: preset?.timeZone ?? settings.timeZone,
    dateOrder: preset?.dateOrder ?? survey.dateOrder,
    currency: preset?.currency ?? settings.currency,
    adjustmentPrefix: preset?.adjustmentPrefix ?? '',
    latest: now.getTime() + DAY_MS,
    damagedText: file.damaged,
    lostDigits: survey.lostDigits(),
    normaliseIdentifier: settings.normaliseIdentifier,
  }
}

/** What only a whole column says. */
class ColumnSurvey {
  readonly #dates: readonly number[]
  readonly #order = new DateOrderGuess()
  readonly #ids: readonly { readonly field: string; readonly position: number; readonly digits: LostDigits }[]

  constructor(positions: ReadonlyMap<string, number>) {
    this.#dates = DATE_FIELDS.flatMap((field) => positions.get(field) ?? [])
    this.#ids = ID_FIELDS.flatMap((field) => {
      const position = positions.get(field)
      return position === undefined ? [] : [{ field, position, digits: new LostDigits() }]
    })
  }

  observe(cells: readonly string[]): void {
    for (const position of this.#dates) this.#order.observe(cells[position] ?? '')
    for (const { position, digits } of this.#ids) digits.observe(cells[position] ?? '')
  }

  get dateOrder(): DateOrder {
    return this.#order.order
  }

  lostDigits(): ReadonlyMap<string, ReadonlySet<number>> {
    return new Map(this.#ids.map(({ field, digits }) => [field, digits.lengths()]))
  }
}
